"""What one day showed of one target, summed up so that no profile is needed to do it. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from shared.clock import OFFICE_ZONE, office_date
from shared.contracts.observation import (
    LinkCheck,
    LinkOutcome,
    Listing,
    ListingOutcome,
    Probe,
    ProbeOutcome,
)


class Marked(NamedTuple):
    """What the pages of a website carry."""

    footer: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    article_tags: frozenset[str] | None = None
    """Tags that every article read that day carried; None when none was read."""
    error_report: bool = False
    enquiry_form: bool = False
    ipv6: bool | None = None
    """None when nobody could look from an IPv6 network."""


class Links(NamedTuple):
    """Where the links of a target led on one day; addresses are masked."""

    open: frozenset[str] = frozenset()
    dead: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    """Hosts on which they landed."""
    proven: frozenset[str] = frozenset()
    """Of the dead ones: those that the crawler had tried at different hours."""


class DayFacts(NamedTuple):
    """One day of one target."""

    valid: int = 0
    """Probes that say something about the site."""
    failed: int = 0
    failed_hours: int = 0
    """Clock hours that hold a failed probe."""
    read: bool = False
    """Some listing could be read, be it blank."""
    listed: bool = False
    """Some listing held items."""
    blank: bool = False
    """The last readable one was blank, or held a placeholder only."""
    items: int = 0
    newest_on: date | None = None
    """Of the last dated listing: its newest item that does not lie in the future."""
    future_on: date | None = None
    """Newest date after the day itself."""
    marks: Marked | None = None
    links: Links | None = None


NOTHING = DayFacts()
"""A day without observations."""


def day_facts(
    probes: Iterable[Probe] = (),
    listings: Iterable[Listing] = (),
    marks: Marked | None = None,
    links: Sequence[LinkCheck] = (),
) -> DayFacts:
    """Sum up the observations of one target on one day (Asia/Shanghai), in any order."""
    valid = [probe for probe in probes if probe.outcome is not ProbeOutcome.INVALID]
    failed = [probe for probe in valid if probe.outcome is ProbeOutcome.FAILED]
    seen = sorted(
        (one for one in listings if one.outcome is not ListingOutcome.UNREADABLE),
        key=lambda one: (one.at, one.newest_on or date.min),
    )
    newest, future = _dates(seen)
    return DayFacts(
        valid=len(valid),
        failed=len(failed),
        failed_hours=len({probe.at.astimezone(OFFICE_ZONE).hour for probe in failed}),
        read=bool(seen),
        listed=any(not _is_blank(one) for one in seen),
        blank=bool(seen) and _is_blank(seen[-1]),
        items=seen[-1].items if seen else 0,
        newest_on=newest,
        future_on=future,
        marks=marks,
        links=_links(links) if links else None,
    )


def _is_blank(listing: Listing) -> bool:
    return listing.outcome is ListingOutcome.BLANK or listing.placeholder


def _dates(seen: Sequence[Listing]) -> tuple[date | None, date | None]:
    """Return the newest past and the newest future date that the listings of a day show."""
    newest = future = None
    for one in seen:
        if one.newest_on is None:
            continue
        if one.newest_on > office_date(one.at):
            future = max(future or one.newest_on, one.newest_on)
        else:
            newest = one.newest_on
    return newest, future


def _links(checks: Sequence[LinkCheck]) -> Links:
    def of(outcome: LinkOutcome) -> frozenset[str]:
        return frozenset(check.url for check in checks if check.outcome is outcome)

    dead = of(LinkOutcome.DEAD)
    hosts = frozenset(check.landed for check in checks if check.landed)
    proven = frozenset(check.url for check in checks if check.url in dead and check.tries > 1)
    mended = of(LinkOutcome.OPEN) | of(LinkOutcome.REMOVED)
    return Links(mended - dead, dead, hosts, proven)
