"""Tokens at rest, by the hash of the token. Written by the notifier."""

from datetime import datetime

from shared.contracts.token import Token
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document

GENERATIONS = 50
"""More links than anybody revokes for one order."""


class TokenStore:
    """Reads and writes tokens."""

    def __init__(self, collection: Collection) -> None:
        self._tokens = collection

    async def add(self, token: Token) -> bool:
        """Store a token once; tell whether it was new."""
        return bool(await self._tokens.insert([to_document(token, token.hash)]))

    async def find(self, hashed: str) -> Token | None:
        """Return the token of this hash, or None."""
        document = await self._tokens.get(hashed)
        return from_document(Token, document) if document else None

    async def of_order(self, order: str, unit: str) -> list[Token]:
        """Return the tokens of one order and unit, the newest generation last."""
        documents = await self._tokens.find({"order": order, "unit": unit}, limit=GENERATIONS)
        found = [from_document(Token, document) for document in documents]
        return sorted(found, key=lambda token: token.generation)

    async def revoke(self, hashed: str, at: datetime) -> bool:
        """Revoke a token; tell whether it stood until now."""
        return await self._tokens.update(hashed, {"revoked_at": at}, where={"revoked_at": None})
