"""Machine tokens at rest, by name. Written by the reporter."""

from datetime import datetime

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.machine import MachineToken
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document


class MachineStore:
    """Reads and writes machine tokens."""

    def __init__(self, collection: Collection) -> None:
        self._machines = collection

    async def add(self, token: MachineToken, *events: Event) -> bool:
        """Store a token once, its events with it; tell whether its name was new."""
        document = to_document(token, token.name, **outbox.fields(*events))
        return bool(await self._machines.insert([document]))

    async def get(self, name: str) -> MachineToken | None:
        """Return the token of a name, or None."""
        document = await self._machines.get(name)
        return from_document(MachineToken, document) if document else None

    async def find(self, hashed: str) -> MachineToken | None:
        """Return the token of this hash, or None."""
        documents = await self._machines.find({"hash": hashed}, limit=1)
        return from_document(MachineToken, documents[0]) if documents else None

    async def listed(self, *, limit: int) -> list[MachineToken]:
        """Return the tokens in order of their names."""
        documents = await self._machines.find({}, limit=limit)
        return [from_document(MachineToken, document) for document in documents]

    async def revoke(self, name: str, at: datetime, *events: Event) -> bool:
        """Revoke a token; tell whether it stood until now."""
        return await self._machines.update(
            name, {"revoked_at": at}, where={"revoked_at": None}, pending=outbox.items(*events)
        )
