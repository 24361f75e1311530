"""Tokens for pushed posts at rest, by their hash. Written by the crawler."""

from datetime import datetime

from shared import outbox
from shared.contracts.audit import AuditRecorded
from shared.contracts.push import PushToken
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document

MOST = 1_000


class PushStore:
    """Reads and writes tokens, each change with its audit in the same write."""

    def __init__(self, collection: Collection) -> None:
        self._tokens = collection

    async def find(self, hashed: str) -> PushToken | None:
        """Return the token of this hash, or None."""
        document = await self._tokens.get(hashed)
        return from_document(PushToken, document) if document else None

    async def listed(self) -> list[PushToken]:
        """Return all tokens that were not revoked."""
        documents = await self._tokens.find({"revoked_at": None}, limit=MOST)
        return [from_document(PushToken, document) for document in documents]

    async def add(self, token: PushToken, audit: AuditRecorded) -> bool:
        """Store a token once; tell whether it was new."""
        document = to_document(token, token.hash) | outbox.fields(audit)
        return bool(await self._tokens.insert([document]))

    async def revoke(self, hashed: str, at: datetime, audit: AuditRecorded) -> bool:
        """Revoke a token; tell whether it stood until now."""
        change = {"revoked_at": at}
        return await self._tokens.update(
            hashed, change, where={"revoked_at": None}, pending=outbox.items(audit)
        )
