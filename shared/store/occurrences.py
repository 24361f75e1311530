"""Occurrences at rest: one document per finding and article. Written by the analyzer."""

from collections.abc import Sequence

from shared.contracts.finding import Occurrence, Proof
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document

PAGE = 1_000
"""More places than this one finding does not need to be proven gone from."""


class OccurrenceReader:
    """Reads occurrences."""

    def __init__(self, collection: Collection) -> None:
        self._occurrences = collection

    async def of_finding(self, finding: str, *, limit: int = PAGE) -> list[Occurrence]:
        """Return the places where a finding was seen."""
        documents = await self._occurrences.find({"finding": finding}, limit=limit)
        return [from_document(Occurrence, document) for document in documents]


class OccurrenceStore(OccurrenceReader):
    """Writes occurrences."""

    async def add(self, occurrences: Sequence[Occurrence]) -> set[str]:
        """Store occurrences whose id is new; return those ids."""
        return await self._occurrences.insert(
            [to_document(occurrence, occurrence.id) for occurrence in occurrences]
        )

    async def answer(self, occurrence: str, request: str, proof: Proof) -> None:
        """Record what a re-check found at one place."""
        change = {"request": request, "proof": proof.value}
        await self._occurrences.update(occurrence, change, where={})
