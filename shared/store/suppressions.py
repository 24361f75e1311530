"""Suppressions at rest. Written by the analyzer."""

from collections.abc import Sequence

from shared.contracts.suppression import Suppression
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document

MOST = 10_000
"""Suppressions that one look may bring."""


class SuppressionReader:
    """Reads suppressions."""

    def __init__(self, collection: Collection) -> None:
        self._suppressions = collection

    async def of_roots(self, roots: Sequence[str]) -> list[Suppression]:
        """Return the suppressions of these defects, those that have ended too."""
        if not roots:
            return []
        documents = await self._suppressions.find({"root": {"$in": list(roots)}}, limit=MOST)
        return [from_document(Suppression, document) for document in documents]

    async def listed(self, *, limit: int) -> list[Suppression]:
        """Return suppressions, the newest first."""
        documents = await self._suppressions.find({}, limit=limit, order="at", descending=True)
        return [from_document(Suppression, document) for document in documents]


class SuppressionStore(SuppressionReader):
    """Writes suppressions."""

    async def put(self, suppression: Suppression) -> None:
        """Store a suppression; one of the same reach is replaced."""
        await self._suppressions.merge({suppression.id: changed_fields(suppression)})

    async def lift(self, suppression: str) -> bool:
        """Remove a suppression; tell whether it was there."""
        return await self._suppressions.delete(suppression)
