"""Assessments at rest: one document for each change, never overwritten. Written by the analyzer.

What is said of a target in a quarter is counted: whoever wants to say the next thing must have read
all that was said before, else its number is taken. So of two replicas the second reads the first.
"""

from collections.abc import AsyncIterator
from datetime import date, datetime

from shared import outbox
from shared.contracts.assessment import Assessment, AssessmentChanged, Verdict
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document

PAGE = 1_000
MOST_TARGETS = 100_000
"""Changes of one day."""


class AssessmentReader:
    """Reads assessments."""

    def __init__(self, collection: Collection) -> None:
        self._assessments = collection

    async def of_target(self, quarter: str, target: str) -> list[Assessment]:
        """Return the changes of one target in one quarter by the days that they are about."""
        found = [one async for one in self._between(f"{quarter}:{target}:", f"{quarter}:{target};")]
        return sorted(found, key=lambda one: (one.on, one.revision))

    async def of_day(self, quarter: str, day: date) -> list[Assessment]:
        """Return the last change of each target that changed as of one day."""
        where = {"on": day.isoformat(), "quarter": quarter}
        documents = await self._assessments.find(where, limit=MOST_TARGETS)
        found = [from_document(Assessment, document) for document in documents]
        found.sort(key=lambda one: one.revision)
        return list({one.target: one for one in found}.values())

    def of_quarter(self, quarter: str) -> AsyncIterator[Assessment]:
        """Walk the changes of all targets in one quarter, by target."""
        return self._between(f"{quarter}:", f"{quarter};")

    async def _between(self, after: str, end: str) -> AsyncIterator[Assessment]:
        while documents := await self._assessments.find(
            {"_id": {"$gt": after, "$lt": end}}, limit=PAGE
        ):
            for document in documents:
                yield from_document(Assessment, document)
            if len(documents) < PAGE:
                return
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

    async def add(self, assessment: Assessment, event: AssessmentChanged, number: int) -> bool:
        """Store an assessment and its event in one write.

        Args:
            assessment: what is said.
            event: tells of it.
            number: one more than was said of the target in this quarter, as the writer has read.

        Returns:
            False when somebody has said something meanwhile: read it, and decide again.
        """
        key = f"{assessment.quarter}:{assessment.target}:{number:06d}"
        document = to_document(assessment, key, **outbox.fields(event))
        return bool(await self._assessments.insert([document]))
