"""Assessments at rest: one document for each change, never overwritten. Written by the analyzer."""

from shared import outbox
from shared.contracts.assessment import Assessment, AssessmentChanged, Verdict
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document

MOST = 1_000
"""Changes of one target in one quarter, corrections included."""


class AssessmentReader:
    """Reads assessments."""

    def __init__(self, collection: Collection) -> None:
        self._assessments = collection

    async def get(self, assessment: str) -> Assessment | None:
        """Return one assessment, or None."""
        document = await self._assessments.get(assessment)
        return from_document(Assessment, document) if document else None

    async def of_target(self, quarter: str, target: str) -> list[Assessment]:
        """Return the changes of one target in one quarter, oldest first."""
        bounds = {"$gte": f"{quarter}:{target}:", "$lt": f"{quarter}:{target};"}
        documents = await self._assessments.find({"_id": bounds}, limit=MOST)
        found = [from_document(Assessment, document) for document in documents]
        return sorted(found, key=lambda one: (one.on, one.revision))

    async def verdict(self, quarter: str, target: str) -> Verdict | None:
        """Return the last verdict of one target in one quarter, None when there is none."""
        found = await self.of_target(quarter, target)
        return found[-1].verdict if found else None


class AssessmentStore(AssessmentReader):
    """Writes assessments."""

    async def add(self, assessment: Assessment, event: AssessmentChanged) -> bool:
        """Store an assessment and its event in one write; tell whether it was new."""
        document = to_document(assessment, assessment.id, **outbox.fields(event))
        return bool(await self._assessments.insert([document]))
