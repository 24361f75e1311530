"""What the crawler's observations say about how much of a target was seen. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from services.reporter.domain.facts import Coverage
from shared.clock import office_date
from shared.contracts.observation import Listing, ListingOutcome, Probe, ProbeOutcome

CHECK_DAYS = 7
"""The national indicators watch a website for one week."""


def coverage(target: str, probes: Iterable[Probe], listings: Iterable[Listing]) -> Coverage:
    """Sum up what was seen of one target.

    Args:
        target: its id.
        probes: of the quarter; those that say nothing about the site do not count.
        listings: of the quarter.
    """
    read = [seen for seen in listings if seen.outcome is not ListingOutcome.UNREADABLE]
    dated = [seen for seen in read if seen.newest_on is not None]
    last = max(dated, key=lambda seen: seen.at, default=None)
    return Coverage(
        target,
        valid_probes=_best_week([office_date(probe.at) for probe in probes if _valid(probe)]),
        home_listed=any(seen.outcome is ListingOutcome.READ for seen in read),
        listing_seen=bool(read),
        newest_post_on=max((seen.newest_on for seen in dated if seen.newest_on), default=None),
        post_seen_on=office_date(last.at) if last else None,
    )


def _valid(probe: Probe) -> bool:
    return probe.outcome is not ProbeOutcome.INVALID


def _best_week(days: Sequence[date]) -> int:
    """Return the most probes that any seven days in a row hold."""
    return max(
        (
            sum(first <= day < first + timedelta(days=CHECK_DAYS) for day in days)
            for first in set(days)
        ),
        default=0,
    )
