"""How precise each rule is, at rest: one document a rule, counted from findings. The analyzer's."""

from shared.contracts.precision import Precision
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

MOST = 1_000
"""Rules of one deployment."""
_COUNTED = ("confirmed", "rejected", "grade")


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
    """Writes how precise rules are; counts and consent are written apart, so neither undoes one."""

    async def count(self, known: Precision, row: Precision) -> bool:
        """Write what was counted, and the grade, if a row stands as it was read; tell whether.

        Args:
            known: the row as it was read; one that begins if there was none.
            row: the same rule, counted anew.
        """
        await self._begin(known.rule)
        counted = changed_fields(row)
        read = changed_fields(known)
        return await self._precision.update(
            known.rule,
            {field: counted[field] for field in (*_COUNTED, "changed_at")},
            where={field: read[field] for field in (*_COUNTED, "consent_by")},
        )

    async def consent(self, rule: str, *, by: str, reason: str) -> None:
        """Write who agreed that a rule gives hints, and why; empty for nobody."""
        await self._begin(rule)
        await self._precision.merge({rule: {"consent_by": by, "consent_reason": reason}})

    async def _begin(self, rule: str) -> None:
        """Make a rule's row if there is none."""
        await self._precision.insert([to_document(Precision(rule=rule), rule)])
