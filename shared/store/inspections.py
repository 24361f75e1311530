"""Inspections at rest. Written by the analyzer."""

from collections.abc import Sequence

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.inspection import Inspection
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

PAGE = 1_000


class InspectionReader:
    """Reads inspections."""

    def __init__(self, collection: Collection) -> None:
        self._inspections = collection

    async def get(self, inspection: str) -> Inspection | None:
        """Return one inspection, or None."""
        document = await self._inspections.get(inspection)
        return from_document(Inspection, document) if document else None

    async def of_target(self, quarter: str, target: str) -> list[Inspection]:
        """Return the inspections of one target in one quarter."""
        return await self.page(f"{quarter}:{target}:", f"{quarter}:{target};")

    async def page(self, after: str, before: str, *, limit: int = PAGE) -> list[Inspection]:
        """Return the inspections between two ids, in order."""
        documents = await self._inspections.find(
            {"_id": {"$gt": after, "$lt": before}}, limit=limit
        )
        return [from_document(Inspection, document) for document in documents]


class InspectionStore(InspectionReader):
    """Writes inspections."""

    async def add(self, inspections: Sequence[Inspection]) -> set[str]:
        """Store inspections whose id is new; return those ids."""
        return await self._inspections.insert(
            [to_document(one, one.id, **outbox.fields()) for one in inspections]
        )

    async def change(self, inspection: Inspection, *events: Event) -> bool:
        """Store the next version and its events in one write; False when another came first."""
        return await self._inspections.update(
            inspection.id,
            changed_fields(inspection),
            where={"version": inspection.version - 1},
            pending=outbox.items(*events),
        )
