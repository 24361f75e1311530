"""A collection that refuses what its user may not do, before the store would."""

from collections.abc import Mapping, Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection

from shared.errors import PermanentError
from shared.store.collection import Document, Update, Where
from shared.store.mongo import MongoCollection
from shared.store.rights import INSERT, REMOVE, UPDATE


class LimitedCollection(MongoCollection):
    """A collection of a MongoDB, as one service may use it.

    Args:
        collection: the driver's.
        service: who uses it.
        may: what it may do there, as `rights` says it; reading always.
    """

    def __init__(
        self, collection: AsyncIOMotorCollection[Any], service: str, may: frozenset[str]
    ) -> None:
        super().__init__(collection)
        self._service, self._may = service, may
        self._name = collection.name

    async def insert(self, documents: Sequence[Document]) -> set[str]:
        """See `Collection.insert`."""
        self._must(INSERT)
        return await super().insert(documents)

    async def update(
        self, key: str, change: Mapping[str, Any], *, where: Where, pending: Sequence[Document] = ()
    ) -> bool:
        """See `Collection.update`."""
        self._must(UPDATE)
        return await super().update(key, change, where=where, pending=pending)

    async def update_each(self, updates: Sequence[Update]) -> int:
        """See `Collection.update_each`."""
        self._must(UPDATE)
        return await super().update_each(updates)

    async def merge(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """See `Collection.merge`."""
        self._must(INSERT)
        self._must(UPDATE)
        await super().merge(changes)

    async def drop_pending(self, relayed: Mapping[str, Sequence[str]]) -> None:
        """See `Collection.drop_pending`."""
        self._must(UPDATE)
        await super().drop_pending(relayed)

    async def delete(self, key: str) -> bool:
        """See `Collection.delete`."""
        self._must(REMOVE)
        return await super().delete(key)

    def _must(self, action: str) -> None:
        if action not in self._may:
            raise PermanentError(
                f"{self._service} may not {action} in {self._name}: see shared/store/rights.py"
            )
