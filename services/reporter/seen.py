"""Reads how much was seen of the targets: sums of days, and observations where there are none."""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from services.reporter.domain.seeing import Seen
from shared.contracts.observation import Listing, Probe
from shared.store.coverage import CoverageReader, observed
from shared.store.days import DayReader


class Sights(NamedTuple):
    """The collections that say what was seen."""

    coverage: CoverageReader
    """By days; a day that is not over, or of which facts came late just now, is left out."""
    probes: DayReader[Probe]
    listings: DayReader[Listing]


async def seen_between(sights: Sights, first: date, last: date) -> dict[str, Seen]:
    """Return what was seen of each target from one day to another, both included, Asia/Shanghai."""
    found: dict[str, Seen] = defaultdict(Seen)
    days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    async for day, rows in sights.coverage.between(first, last):
        days.discard(day)
        for row in rows:
            found[row.target].add(day, row)
    for day in sorted(days):
        for row in await observed(day, sights.probes, sights.listings):
            found[row.target].add(day, row)
    return found
