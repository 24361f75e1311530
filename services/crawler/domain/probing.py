"""What a fetch of a home page says about whether the website opens. Pure.

Source: 国办秘函〔2019〕19号, 站点无法访问: probes that bring no page within 15 seconds count
against the site; nor is a server's own page or a seller's of names one. What only keeps the
monitor out counts for nothing.
"""

from datetime import date, datetime, timedelta

from services.crawler.domain.extract import extract
from services.crawler.domain.outcome import MEANINGS, FetchOutcome
from shared.clock import office_date
from shared.contracts.observation import ProbeOutcome
from shared.documents.nesting import is_ordinary

SLOWEST_SECONDS = 15.0
"""A page that takes as long as this did not open."""
STAND_IN_BYTES = 32_768
"""What stands in for a site is shorter."""


def next_probe(slot: datetime, now: datetime, interval: timedelta) -> datetime:
    """Keep the beat: due an interval after it was due, not after it was done; never twice."""
    return max(slot + interval, now)


def is_first_of_day(slot: datetime, interval: timedelta) -> bool:
    """Tell whether no earlier probe of the office's day was due."""
    return office_date(slot - interval) != office_date(slot)


def opened(html: str, url: str, today: date) -> FetchOutcome:
    """Say what a home page is that came with status 200: a page of the site, or something else.

    Args:
        html: decoded text, of fewer bytes than `STAND_IN_BYTES`.
        url: canonical address.
        today: business day, Asia/Shanghai.
    """
    return extract(html, url, today).outcome if is_ordinary(html) else FetchOutcome.OK


def family_of(address: str) -> str:
    """Name the family of an address; empty for none."""
    if not address:
        return ""
    return "ipv6" if ":" in address else "ipv4"


def judge(fetch: FetchOutcome, seconds: float, *, online: bool) -> ProbeOutcome:
    """Judge one probe.

    Args:
        fetch: how the fetch ended.
        seconds: how long it took.
        online: whether a control target answered at the same time; an outage of our own says
            nothing about the site.
    """
    opens = MEANINGS[fetch].opens
    if opens is None:
        return ProbeOutcome.INVALID
    if opens and seconds < SLOWEST_SECONDS:
        return ProbeOutcome.OPEN
    return ProbeOutcome.FAILED if online else ProbeOutcome.INVALID
