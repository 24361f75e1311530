"""Units at rest. Written by the reporter, read by all."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.unit import Unit
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document
from shared.store.versions import first_version, known_by, next_version

PAGE = 1_000


class UnitReader:
    """Reads units."""

    def __init__(self, collection: Collection) -> None:
        self._units = collection

    async def get(self, unit: str) -> Unit | None:
        """Return one unit, or None."""
        document = await self._units.get(unit)
        return from_document(Unit, document) if document else None

    async def get_many(self, units: Sequence[str]) -> dict[str, Unit]:
        """Return those of the units that exist, by id."""
        documents = await self._units.get_many(units)
        return {str(document["_id"]): from_document(Unit, document) for document in documents}

    async def named(self, name: str) -> Unit | None:
        """Return the one unit that is called so, in full or in short; None for none or several."""
        found = [await self._units.find({field: name}, limit=2) for field in ("name", "short_name")]
        called = {str(one["_id"]): one for documents in found for one in documents}
        return from_document(Unit, *called.values()) if len(called) == 1 else None

    async def page(self, after: str = "", *, limit: int = PAGE) -> list[Unit]:
        """Return the units whose id follows `after`, in order of their ids."""
        documents = await self._units.find({"_id": {"$gt": after}}, limit=limit)
        return [from_document(Unit, document) for document in documents]

    async def every(self) -> AsyncIterator[Unit]:
        """Walk all units in order of their ids."""
        after = ""
        while page := await self.page(after):
            for unit in page:
                yield unit
            after = page[-1].id

    async def every_known(self, moment: datetime) -> AsyncIterator[Unit]:
        """Walk all units as they were recorded by a moment, UTC, in order of their ids."""
        after = ""
        while documents := await self._units.find({"_id": {"$gt": after}}, limit=PAGE):
            for document in documents:
                if unit := known_by(Unit, document, moment):
                    yield unit
            after = str(documents[-1]["_id"])


class UnitStore(UnitReader):
    """Writes units."""

    async def add(self, units: Sequence[tuple[Unit, Event]]) -> set[str]:
        """Store units that are new with their events, in one bulk write; return the new ids."""
        return await self._units.insert(
            [
                to_document(
                    unit,
                    unit.id,
                    **first_version(unit, unit.version, event.occurred_at),
                    **outbox.fields(event),
                )
                for unit, event in units
            ]
        )

    async def put(self, unit: Unit, event: Event, *, known: Unit | None) -> bool:
        """Store a unit and its event in one write; tell whether it was this call that did."""
        if known is None:
            return bool(await self.add([(unit, event)]))
        return await self._units.update(
            unit.id,
            {**changed_fields(unit), **next_version(unit, unit.version, event.occurred_at)},
            where={"version": known.version},
            pending=outbox.items(event),
        )
