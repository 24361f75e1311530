"""When each recipient may be sent the next message, over all replicas. Written by the notifier."""

from datetime import datetime, timedelta

from shared.contracts.base import identity
from shared.store.collection import Collection

NONE = timedelta(0)


class PaceStore:
    """Keeps the distance between messages. Times are real time, by the store's clock."""

    def __init__(self, collection: Collection) -> None:
        self._paces = collection

    async def reserve(self, recipient: str, now: datetime, spacing: timedelta) -> timedelta:
        """Take the next place; return zero when it is now, else how long to wait and ask again.

        Args:
            recipient: whom the message goes to.
            now: the store's clock.
            spacing: least time between two messages.
        """
        key = identity("pace", recipient)
        free = {"free_at": now + spacing}
        if await self._paces.insert([{"_id": key, **free}]):
            return NONE
        document = await self._paces.get(key)
        if document is None:
            return spacing
        free_at: datetime = document["free_at"]
        if free_at > now:
            return free_at - now
        taken = await self._paces.update(key, free, where={"free_at": free_at})
        return NONE if taken else spacing
