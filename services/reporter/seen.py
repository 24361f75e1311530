"""Reads how much was seen of the targets, a day after another: never more than was asked for."""

from collections import defaultdict
from datetime import date, timedelta

from services.reporter.domain.seeing import Entry, Seen
from shared.contracts.observation import Listing, Probe
from shared.store.collection import Document
from shared.store.days import DayReader


async def seen_between(
    probes: DayReader[Probe], listings: DayReader[Listing], first: date, last: date
) -> dict[str, Seen]:
    """Return what was seen of each target from one day to another, both included, Asia/Shanghai."""
    found: dict[str, Seen] = defaultdict(Seen)
    day = first
    while day <= last:
        async for document in probes.on_day(day):
            found[document["target"]].probed(day, _entries(document))
        async for document in listings.on_day(day):
            found[document["target"]].listed(day, _entries(document))
        day += timedelta(days=1)
    return found


def _entries(document: Document) -> list[Entry]:
    entries = document.get("minutes", {}).values()
    return [Entry(one["outcome"], one.get("newest_on") or "") for one in entries]
