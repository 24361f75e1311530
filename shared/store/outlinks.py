"""Outgoing links: where the pages of a website lead, and when each is followed again.

Written by the crawler. Only addresses that are not visited anyway rest here.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import AwareDatetime

from shared.contracts.base import Contract
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document


class Outlink(Contract):
    """One address that a website links to."""

    id: str
    """Computed from the target and the keyed fingerprint of the address."""
    target: str
    page: str
    """Where it was seen first, masked."""
    url: str
    """Masked."""
    sealed_url: bytes
    """The address itself, sealed: it may carry personal values."""
    sealed_page: bytes = b""
    """Likewise, of the page; empty in what an older version noted."""
    image: bool = False
    """Whether the page shows it."""
    next_at: AwareDatetime
    """Business time from which it is followed again."""
    failures: int = 0
    """In a row, at different hours."""
    fingerprint: str = ""
    """Of what stood there at first sight; empty until something could be read."""


class OutlinkStore:
    """Keeps the outgoing links of all websites."""

    def __init__(self, collection: Collection) -> None:
        self._links = collection

    async def known(self, keys: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that are kept."""
        return frozenset(str(document["_id"]) for document in await self._links.get_many(keys))

    async def enter(self, links: Sequence[Outlink]) -> None:
        """Keep links that are new; known ones stay untouched."""
        await self._links.insert([to_document(link, link.id) for link in links])

    async def due(self, target: str, now: datetime, *, limit: int) -> list[Outlink]:
        """Return links of one target that are to be followed, longest due first."""
        where = {"target": target, "next_at": {"$lte": now}}
        documents = await self._links.find(where, limit=limit, order="next_at")
        return [from_document(Outlink, document) for document in documents]

    async def put(self, links: Sequence[Outlink]) -> None:
        """Store how links stand after they were followed."""
        await self._links.merge({link.id: changed_fields(link) for link in links})

    async def leave(self, key: str) -> None:
        """Keep a link no more that its page has no more."""
        await self._links.delete(key)
