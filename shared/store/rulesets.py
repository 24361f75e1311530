"""Rule sets at rest, and the rows of their editions. Written by the analyzer."""

from collections.abc import Sequence

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.ruleset import Ruleset, edition_id
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

MOST = 500
"""Rule sets of one office."""
Rows = Sequence[Sequence[str]]


class RulesetReader:
    """Reads rule sets.

    Args:
        rulesets: the records.
        editions: the rows of their editions.
    """

    def __init__(self, rulesets: Collection, editions: Collection) -> None:
        self._rulesets = rulesets
        self._editions = editions

    async def get(self, ruleset: str) -> Ruleset | None:
        """Return one rule set, or None."""
        document = await self._rulesets.get(ruleset)
        return from_document(Ruleset, document) if document else None

    async def every(self) -> list[Ruleset]:
        """Return all rule sets in order of their names."""
        documents = await self._rulesets.find({}, limit=MOST)
        return [from_document(Ruleset, document) for document in documents]

    async def rows(self, ruleset: str, digest: str) -> Rows | None:
        """Return the rows of an edition, or None."""
        document = await self._editions.get(edition_id(ruleset, digest))
        return document["rows"] if document else None


class RulesetStore(RulesetReader):
    """Writes rule sets."""

    async def keep(self, ruleset: str, digest: str, rows: Rows) -> None:
        """Keep the rows of an edition; the same rows once."""
        document = {"_id": edition_id(ruleset, digest), "ruleset": ruleset, "rows": list(rows)}
        await self._editions.insert([document])

    async def put(self, ruleset: Ruleset, *events: Event) -> bool:
        """Store the next version of a record and its events in one write.

        Returns:
            False when another change came first: read again, decide again.
        """
        if ruleset.version == 1:
            document = to_document(ruleset, ruleset.id, **outbox.fields(*events))
            return bool(await self._rulesets.insert([document]))
        return await self._rulesets.update(
            ruleset.id,
            changed_fields(ruleset),
            where={"version": ruleset.version - 1},
            pending=outbox.items(*events),
        )
