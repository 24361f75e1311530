"""Proposals at rest. Written by the reporter."""

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.proposal import Proposal, ProposalState
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

MOST = 1_000


class ProposalStore:
    """Keeps proposals."""

    def __init__(self, collection: Collection) -> None:
        self._proposals = collection

    async def get(self, proposal: str) -> Proposal | None:
        """Return one proposal, or None."""
        document = await self._proposals.get(proposal)
        return from_document(Proposal, document) if document else None

    async def starting_with(self, beginning: str) -> list[Proposal]:
        """Return at most two proposals whose id begins so."""
        bounds = {"$gte": beginning, "$lt": beginning + "~"}
        documents = await self._proposals.find({"_id": bounds}, limit=2)
        return [from_document(Proposal, document) for document in documents]

    async def listed(self, *, state: str = "", limit: int = MOST) -> list[Proposal]:
        """Return proposals in a state, or all, the latest first."""
        where = {"state": state} if state else {}
        documents = await self._proposals.find(
            where, limit=limit, order="proposed_at", descending=True
        )
        return [from_document(Proposal, document) for document in documents]

    async def unfiled(self, before: str) -> list[Proposal]:
        """Return approved proposals whose filing was due before a day (ISO) and is not there."""
        where = {
            "state": ProposalState.APPROVED.value,
            "filing": "",
            "unfiled_told": False,
            "file_by": {"$gt": "", "$lt": before},
        }
        documents = await self._proposals.find(where, limit=MOST)
        return [from_document(Proposal, document) for document in documents]

    async def unenacted(self) -> list[Proposal]:
        """Return approved proposals that are not on the registry yet, the earliest first."""
        where = {"state": ProposalState.APPROVED.value, "unenacted": True}
        documents = await self._proposals.find(where, limit=MOST, order="proposed_at")
        return [from_document(Proposal, document) for document in documents]

    async def add(self, proposal: Proposal, *events: Event) -> bool:
        """Store a proposal once."""
        document = to_document(proposal, proposal.id, **outbox.fields(*events))
        return bool(await self._proposals.insert([document]))

    async def change(self, proposal: Proposal, *events: Event) -> bool:
        """Store the next version and its events; False when another change came first."""
        return await self._proposals.update(
            proposal.id,
            changed_fields(proposal),
            where={"version": proposal.version - 1},
            pending=outbox.items(*events),
        )
