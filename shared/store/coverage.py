"""How much each day showed, at rest: one text for all targets. Written by the analyzer.

The text holds columns, not rows: a quarter of them is read in half the time.

A day has two documents. Its head says whether facts came late; its body holds the rows. A body is
written before its head is closed, and never over one that was made from later facts: whoever finds
a head closed finds a body that holds all that was known when it was closed.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

import orjson

from shared.contracts.coverage import DayCoverage, covered
from shared.contracts.observation import Listing, Probe
from shared.store.collection import Collection as Documents
from shared.store.collection import Document
from shared.store.days import DayReader

MOST_DAYS = 1_000
CHUNK = 4
"""Days that are read at a time: of 10,000 targets they are some two MiB, and a moment's work."""
_BODY = "rows:"


class OpenDay(NamedTuple):
    """A day that must be summed up."""

    day: date
    stamp: str = ""
    """Of the last fact that came late; empty when it was never summed up."""


async def observed(
    day: date, probes: DayReader[Probe], listings: DayReader[Listing]
) -> list[DayCoverage]:
    """Sum up what the observations of one day (Asia/Shanghai) say."""
    return covered(
        [document async for document in probes.on_day(day)],
        [document async for document in listings.on_day(day)],
    )


class CoverageReader:
    """Reads what days showed."""

    def __init__(self, collection: Documents) -> None:
        self._coverage = collection

    async def between(
        self, first: date, last: date
    ) -> AsyncIterator[tuple[date, list[DayCoverage]]]:
        """Walk the days, both included, that are summed up; the others are left out."""
        heads = await self._heads(first, last)
        days = sorted(str(one["_id"]) for one in heads if not one["late"])
        for start in range(0, len(days), CHUNK):
            keys = [f"{_BODY}{day}" for day in days[start : start + CHUNK]]
            for document in await self._coverage.get_many(keys):
                columns = orjson.loads(document["columns"])
                rows = list(map(DayCoverage._make, zip(*columns, strict=True)))
                yield date.fromisoformat(document["day"]), rows

    async def _heads(self, first: date, last: date) -> list[Document]:
        bounds = {"$gte": first.isoformat(), "$lte": last.isoformat()}
        return await self._coverage.find({"_id": bounds}, limit=MOST_DAYS)


class CoverageStore(CoverageReader):
    """Writes what days showed."""

    async def mark(self, days: Collection[date], now: datetime) -> None:
        """Open days again, because facts of them came late.

        Args:
            days: Asia/Shanghai.
            now: business time; a later mark outlives the work on an earlier one.
        """
        await self._coverage.merge({day.isoformat(): {"late": now.isoformat()} for day in days})

    async def opened(self, *, limit: int) -> list[OpenDay]:
        """Return days of which facts came late."""
        found = await self._coverage.find({"late": {"$gt": ""}}, limit=limit)
        return [OpenDay(date.fromisoformat(one["_id"]), one["late"]) for one in found]

    async def missing(self, days: Iterable[date]) -> Sequence[OpenDay]:
        """Return those of some days that have no head, the latest first."""
        wanted = sorted(days, reverse=True)
        if not wanted:
            return ()
        known = {one["_id"] for one in await self._heads(wanted[-1], wanted[0])}
        return [OpenDay(day) for day in wanted if day.isoformat() not in known]

    async def keep(self, of: OpenDay, rows: Iterable[DayCoverage]) -> bool:
        """Keep the rows of a day; tell whether it is closed with them.

        Args:
            of: as it was before the facts were read.
            rows: all that were seen that day.
        """
        day = of.day.isoformat()
        key, columns = f"{_BODY}{day}", orjson.dumps(list(zip(*rows, strict=True))).decode()
        body = {"day": day, "columns": columns, "stamp": of.stamp}
        if not await self._coverage.insert([{"_id": key, **body}]):
            await self._coverage.update(key, body, where={"stamp": {"$lte": of.stamp}})
        if of.stamp:
            return await self._coverage.update(day, {"late": ""}, where={"late": of.stamp})
        return bool(await self._coverage.insert([{"_id": day, "late": ""}]))
