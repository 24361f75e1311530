"""How precise each rule is, at rest: one document a rule, counted from findings. The analyzer's."""

from shared.contracts.precision import Precision
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document

MOST = 1_000
"""Rules of one deployment."""


class PrecisionReader:
    """Reads how precise rules are."""

    def __init__(self, collection: Collection) -> None:
        self._precision = collection

    async def get(self, rule: str) -> Precision | None:
        """Return one rule's row, or None."""
        document = await self._precision.get(rule)
        return from_document(Precision, document) if document else None

    async def every(self) -> dict[str, Precision]:
        """Return all rows by rule."""
        documents = await self._precision.find({}, limit=MOST)
        return {str(document["_id"]): from_document(Precision, document) for document in documents}


class PrecisionStore(PrecisionReader):
    """Writes how precise rules are."""

    async def put(self, row: Precision) -> None:
        """Replace one rule's row."""
        await self._precision.merge({row.rule: changed_fields(row)})
