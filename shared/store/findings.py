"""Findings at rest. Written by the analyzer."""

from collections.abc import Sequence

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.finding import Finding
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document


class FindingReader:
    """Reads findings."""

    def __init__(self, collection: Collection) -> None:
        self._findings = collection

    async def get(self, finding: str) -> Finding | None:
        """Return one finding, or None."""
        document = await self._findings.get(finding)
        return from_document(Finding, document) if document else None

    async def get_many(self, findings: Sequence[str]) -> dict[str, Finding]:
        """Return those of the findings that exist, by id."""
        documents = await self._findings.get_many(findings)
        return {str(document["_id"]): from_document(Finding, document) for document in documents}

    async def starting_with(self, beginning: str) -> list[Finding]:
        """Return at most two findings whose id begins so: enough to tell an ambiguous one."""
        bounds = {"$gte": beginning, "$lt": beginning + "~"}
        documents = await self._findings.find({"_id": bounds}, limit=2)
        return [from_document(Finding, document) for document in documents]

    async def listed(
        self, *, decision: str = "", target: str = "", unit: str = "", limit: int
    ) -> list[Finding]:
        """Return findings, newest day first."""
        where = {"decision": decision, "target": target, "unit": unit}
        documents = await self._findings.find(
            {field: value for field, value in where.items() if value},
            limit=limit,
            order="found_on",
            descending=True,
        )
        return [from_document(Finding, document) for document in documents]


class FindingStore(FindingReader):
    """Writes findings."""

    async def add(self, findings: Sequence[Finding]) -> set[str]:
        """Store findings whose id is new, in one bulk write; return those ids."""
        return await self._findings.insert(
            [to_document(finding, finding.id, **outbox.fields()) for finding in findings]
        )

    async def change(self, finding: Finding, *events: Event) -> bool:
        """Store the next version and its events in one write.

        Returns:
            False when another change came first: read again, decide again.
        """
        return await self._findings.update(
            finding.id,
            changed_fields(finding),
            where={"version": finding.version - 1},
            pending=outbox.items(*events),
        )
