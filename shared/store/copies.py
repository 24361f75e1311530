"""Copies of sitemaps and feeds, with what asks whether they are current. Written by the crawler."""

from datetime import datetime
from typing import NamedTuple

from shared.store.collection import Collection


class Copy(NamedTuple):
    """One copy as it rests."""

    etag: str
    last_modified: str
    seal: str
    """Name of the data key."""
    blob: bytes
    """The body, compressed and sealed."""


class CopyStore:
    """Keeps the last copy of each address."""

    def __init__(self, collection: Collection) -> None:
        self._copies = collection

    async def get(self, address: str) -> Copy | None:
        """Return the copy of an address, or None."""
        document = await self._copies.get(address)
        return Copy(*(document[name] for name in Copy._fields)) if document else None

    async def put(self, address: str, copy: Copy, now: datetime) -> None:
        """Store the copy of an address; the last one stands."""
        await self._copies.merge({address: {**copy._asdict(), "at": now}})

    async def drop(self, address: str) -> None:
        """Forget the copy of an address that offers nothing to ask with any more."""
        await self._copies.delete(address)
