"""Assessments at rest: one document for each change, never overwritten. Written by the analyzer."""

from collections.abc import AsyncIterator
from datetime import date, datetime

from shared import outbox
from shared.contracts.assessment import Assessment, AssessmentChanged, Verdict
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document

MOST = 1_000
"""Changes of one target in one quarter, corrections included."""
MOST_TARGETS = 100_000
"""Changes of one day."""


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

    async def last(self, quarter: str, target: str) -> Assessment | None:
        """Return the last change of one target in one quarter, None when there is none."""
        found = await self.of_target(quarter, target)
        return found[-1] if found else None

    async def of_day(self, quarter: str, day: date) -> list[Assessment]:
        """Return the last change of each target that changed as of one day."""
        where = {"on": day.isoformat(), "quarter": quarter}
        documents = await self._assessments.find(where, limit=MOST_TARGETS)
        found = sorted((from_document(Assessment, one) for one in documents), key=_revision)
        return list({one.target: one for one in found}.values())

    async def of_quarter(self, quarter: str) -> AsyncIterator[Assessment]:
        """Walk the changes of all targets in one quarter, by target."""
        after = f"{quarter}:"
        while documents := await self._assessments.find(
            {"_id": {"$gt": after, "$lt": f"{quarter};"}}, limit=MOST
        ):
            for document in documents:
                yield from_document(Assessment, document)
            after = str(documents[-1]["_id"])

    async def verdict(
        self, quarter: str, target: str, known: datetime | None = None
    ) -> Verdict | None:
        """Return the last verdict of one target in one quarter, None when there is none.

        Args:
            quarter: such as 2020Q4.
            target: its id.
            known: of what was said by then, UTC; None for all that was said.
        """
        found = [
            one
            for one in await self.of_target(quarter, target)
            if known is None or one.known_at is None or one.known_at <= known
        ]
        return found[-1].verdict if found else None


class AssessmentStore(AssessmentReader):
    """Writes assessments."""

    async def add(self, assessment: Assessment, event: AssessmentChanged) -> bool:
        """Store an assessment and its event in one write; tell whether it was new."""
        document = to_document(assessment, assessment.id, **outbox.fields(event))
        return bool(await self._assessments.insert([document]))


def _revision(assessment: Assessment) -> int:
    return assessment.revision
