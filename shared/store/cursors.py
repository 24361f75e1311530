"""Cursors: where the crawl of a host stands between two runs. Written by the crawler.

A cursor holds addresses, so it rests sealed; what is in it is the crawler's own business.
"""

from datetime import datetime
from typing import NamedTuple

from shared.store.collection import Collection


class SealedCursor(NamedTuple):
    """One cursor as it rests."""

    seal: str
    """Name of the data key."""
    blob: bytes


class CursorStore:
    """Keeps one cursor for each host that is being crawled."""

    def __init__(self, collection: Collection) -> None:
        self._cursors = collection

    async def get(self, key: str) -> SealedCursor | None:
        """Return the cursor of a run, or None when none rests."""
        document = await self._cursors.get(key)
        return SealedCursor(document["seal"], document["blob"]) if document else None

    async def put(self, key: str, cursor: SealedCursor, now: datetime) -> None:
        """Store the cursor of a run; the last one stands."""
        change = {"seal": cursor.seal, "blob": cursor.blob, "at": now}
        await self._cursors.merge({key: change})

    async def drop(self, key: str) -> None:
        """Forget the cursor of a run that has nothing left to do."""
        await self._cursors.delete(key)
