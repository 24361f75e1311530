"""Inspections at rest. Written by the analyzer."""

from collections.abc import Sequence
from datetime import datetime

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.inspection import Inspection
from shared.store.collection import Collection, Document
from shared.store.mapping import changed_fields, from_document, to_document
from shared.store.versions import known_by, next_version

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

    async def answered(self, after: str, before: str, known: datetime) -> list[Inspection]:
        """Return the inspections between two ids that were answered by a moment, UTC, in order."""
        found: list[Inspection] = []
        while documents := await self._inspections.find(
            {"_id": {"$gt": after, "$lt": before}}, limit=PAGE
        ):
            versions = [known_by(Inspection, document, known) for document in documents]
            found += [one for one in versions if one and one.is_answered]
            after = str(documents[-1]["_id"])
        return found

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
            {**changed_fields(inspection), **_version(inspection)},
            where={"version": inspection.version - 1},
            pending=outbox.items(*events),
        )


def _version(inspection: Inspection) -> Document:
    if inspection.answered_at is None:
        return {}
    return next_version(inspection, inspection.version, inspection.answered_at)
