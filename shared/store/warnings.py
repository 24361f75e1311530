"""Warnings that were raised, kept to be counted. Written by the reporter."""

from datetime import date

from shared.contracts.assessment import Warning as Warned
from shared.contracts.assessment import warning_id
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document

MOST = 10_000


class WarningStore:
    """Keeps the first warning of each limit: one that is said again is no other."""

    def __init__(self, collection: Collection) -> None:
        self._warnings = collection

    async def add(self, warning: Warned) -> bool:
        """Store a warning; tell whether it was the first of its limit."""
        limit = warning_id(warning.kind, warning.subject, warning.limit_on)
        return bool(await self._warnings.insert([to_document(warning, limit)]))

    async def count(self, first: date, last: date) -> int:
        """Count those raised on these days (Asia/Shanghai), both included."""
        return await self._warnings.count(_raised(first, last))

    async def raised(self, first: date, last: date) -> list[Warned]:
        """Return them, in order of their ids."""
        documents = await self._warnings.find(_raised(first, last), limit=MOST)
        return [from_document(Warned, document) for document in documents]


def _raised(first: date, last: date) -> dict[str, dict[str, str]]:
    return {"raised_on": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
