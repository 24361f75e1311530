"""Plans at rest: one document per target. Written by the crawler."""

from collections.abc import Sequence

from shared.contracts.plan import Plan
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document

MOST = 5_000
"""Targets of one host; more are not looked at, and nobody has so many."""


class PlanReader:
    """Reads plans."""

    def __init__(self, collection: Collection) -> None:
        self._plans = collection

    async def get(self, target: str) -> Plan | None:
        """Return the plan of one target, or None before its first look."""
        document = await self._plans.get(target)
        return from_document(Plan, document) if document else None

    async def of_host(self, host: str) -> dict[str, Plan]:
        """Return the plans of the targets on one host, by target."""
        documents = await self._plans.find({"host": host}, limit=MOST)
        return {str(document["_id"]): from_document(Plan, document) for document in documents}


class PlanStore(PlanReader):
    """Writes plans."""

    async def put(self, plans: Sequence[Plan]) -> None:
        """Store plans in one bulk write; the last one to write wins."""
        await self._plans.merge({plan.target: changed_fields(plan) for plan in plans})

    async def leave(self, target: str) -> None:
        """Forget the plan of a target that is watched no more."""
        await self._plans.delete(target)
