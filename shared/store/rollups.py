"""Rollup rows: counts of one target in one month. Written and read by the reporter.

A mark only counts `seq` up and opens the row; whoever recomputes it replaces it under the `seq`
that was read before the records were, so a mark that comes meanwhile keeps it open. Two replicas
may recompute the same row: nothing older can follow something newer.
"""

from collections.abc import AsyncIterator, Iterable
from typing import Any, NamedTuple

from shared.contracts.base import identity
from shared.store.collection import Collection, Document

MOST = 100_000
"""Targets that may have findings in one month."""
_DAYS = "d"
_BUILT = "built"


class Mark(NamedTuple):
    """A row that must be recomputed."""

    month: str
    """Such as `2020-12`."""
    target: str
    seq: int

    @property
    def key(self) -> str:
        """Of the month's document."""
        return f"{self.month}:{self.target}"


class RollupStore:
    """Writes and reads rollup rows."""

    def __init__(self, collection: Collection) -> None:
        self._rollups = collection

    async def mark(self, month: str, target: str) -> None:
        """Mark one row dirty; it stays so until it is replaced from records read after this."""
        key = f"{month}:{target}"
        fresh = {"_id": key, "month": month, "target": target, "seq": 1, "open": True}
        while not await self._rollups.insert([fresh]):
            document = await self._rollups.get(key)
            if document and await self._rollups.update(
                key,
                {"seq": document["seq"] + 1, "open": True},
                where={"seq": document["seq"]},
            ):
                return

    async def marked(self, *, limit: int) -> list[Mark]:
        """Return rows that are dirty."""
        documents = await self._rollups.find({"open": True}, limit=limit)
        return [Mark(one["month"], one["target"], one["seq"]) for one in documents]

    async def count_marked(self) -> int:
        """Count the rows that are dirty."""
        return await self._rollups.count({"open": True})

    async def replace(self, mark: Mark, row: Document, days: Document) -> bool:
        """Replace a row; False when it was marked again meanwhile and stays dirty."""
        key = f"{_DAYS}{mark.key}"
        kept = {"seq": mark.seq, "row": days}
        fresh = {"_id": key, "month": f"{_DAYS}{mark.month}", "target": mark.target, **kept}
        if not await self._rollups.insert([fresh]):
            await self._rollups.update(key, kept, where={"seq": {"$lte": mark.seq}})
        return await self._rollups.update(
            mark.key, {"row": row, "open": False}, where={"seq": mark.seq}
        )

    async def of_month(self, month: str) -> AsyncIterator[tuple[str, Any]]:
        """Walk the rows of a month: target and row."""
        async for found in self._walk(month):
            yield found

    async def days_of(self, month: str) -> AsyncIterator[tuple[str, Any]]:
        """Walk the rows of a month by day: target, and row by day in two digits."""
        async for found in self._walk(f"{_DAYS}{month}"):
            yield found

    async def digest(self, months: Iterable[str]) -> str:
        """Compute one digest over the rows of some months: equal rows, equal digest."""
        parts = [repr((month, one)) for month in months async for one in self.of_month(month)]
        parts += [repr((month, one)) for month in months async for one in self.days_of(month)]
        return identity(*parts)

    async def is_built(self) -> bool:
        """Tell whether every finding of the time before rollups was marked."""
        return await self._rollups.get(_BUILT) is not None

    async def built(self) -> None:
        """Remember that it was."""
        await self._rollups.insert([{"_id": _BUILT}])

    async def _walk(self, month: str) -> AsyncIterator[tuple[str, Any]]:
        for document in await self._rollups.find({"month": month}, limit=MOST):
            if "row" in document:
                yield str(document["target"]), document["row"]
