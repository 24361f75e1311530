"""Reads how much was seen of the targets, a day after another: never more than was asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from services.reporter.domain.seeing import Entry, Seen
from shared.contracts.observation import Listing, Probe
from shared.store.collection import Document
from shared.store.days import DayReader


async def seen_between(
    probes: DayReader[Probe], listings: DayReader[Listing], first: date, last: date
) -> dict[str, Seen]:
    """Return what was seen of each target from one day to another, both included, Asia/Shanghai."""
    found: dict[str, Seen] = defaultdict(Seen)

    async def read(
        days: DayReader[Any], day: date, take: Callable[[Seen, date, Iterable[Entry]], None]
    ) -> None:
        after = ""
        while page := await days.on_day(day, after=after):
            for document in page:
                take(found[document["target"]], day, _entries(document))
            after = str(page[-1]["_id"])

    day = first
    while day <= last:
        await read(probes, day, Seen.probed)
        await read(listings, day, Seen.listed)
        day += timedelta(days=1)
    return found


def _entries(document: Document) -> list[Entry]:
    entries = document.get("minutes", {}).values()
    return [Entry(one["outcome"], one.get("newest_on") or "") for one in entries]
