"""Marks at rest: one document per target and day, the last look of it. Written by the crawler."""

from collections.abc import Sequence
from datetime import date

from shared.clock import office_date
from shared.contracts.marks import Marks
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document

PAGE = 400


class MarksReader:
    """Reads marks."""

    def __init__(self, collection: Collection) -> None:
        self._days = collection

    async def between(self, target: str, first: date, last: date) -> list[Marks]:
        """Return the marks of one target on each of these days (Asia/Shanghai), in order."""
        bounds = {"$gte": _key(target, first), "$lte": _key(target, last)}
        documents = await self._days.find({"_id": bounds}, limit=PAGE)
        return [from_document(Marks, document) for document in documents]

    async def on_day(self, day: date, *, after: str = "") -> list[Marks]:
        """Return the marks of all targets on one day, a page at a time, in order of targets.

        Args:
            day: Asia/Shanghai.
            after: the last target of the page before.
        """
        beyond = _key(after, day) if after else ""
        where = {"day": day.isoformat(), "_id": {"$gt": beyond}}
        documents = await self._days.find(where, limit=PAGE)
        return [from_document(Marks, document) for document in documents]


class MarksStore(MarksReader):
    """Writes marks."""

    async def record(self, marks: Sequence[Marks]) -> None:
        """Store marks in one bulk write; of one target and day the last one stands."""
        changes = {
            _key(one.target, day): {**changed_fields(one), "day": day.isoformat()}
            for one in marks
            for day in (office_date(one.at),)
        }
        await self._days.merge(changes)


def _key(target: str, day: date) -> str:
    return f"{target}:{day.isoformat()}"
