"""A collection of a MongoDB. Only the database imports this: a store class needs no driver."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import InsertOne, UpdateMany, UpdateOne
from pymongo.errors import BulkWriteError

from shared.errors import OutageError, PermanentError
from shared.store.collection import Document, Update, Where
from shared.store.translated import translated

_DUPLICATE_KEY = 11000


class MongoCollection:
    """A collection of a MongoDB, over Motor."""

    def __init__(self, collection: AsyncIOMotorCollection[Any]) -> None:
        self._collection = collection

    async def insert(self, documents: Sequence[Document]) -> set[str]:
        """See `Collection.insert`: one unordered bulk write, known ids ignored."""
        if not documents:
            return set()
        refused: set[int] = set()
        async with translated():
            try:
                await self._collection.bulk_write(
                    [InsertOne(document) for document in documents], ordered=False
                )
            except BulkWriteError as error:
                faults = error.details["writeErrors"]
                if error.details.get("writeConcernErrors"):
                    raise OutageError("the store could not make the write durable") from error
                if other := [fault for fault in faults if fault["code"] != _DUPLICATE_KEY]:
                    raise PermanentError(f"the store refused a document: {other[0]}") from error
                refused = {fault["index"] for fault in faults}
        return {
            str(document["_id"]) for index, document in enumerate(documents) if index not in refused
        }

    async def get(self, key: str) -> Document | None:
        """See `Collection.get`."""
        async with translated():
            return await self._collection.find_one({"_id": key})

    async def get_many(self, keys: Sequence[str]) -> list[Document]:
        """See `Collection.get_many`."""
        if not keys:
            return []
        async with translated():
            cursor = self._collection.find({"_id": {"$in": list(keys)}})
            return await cursor.to_list(None)

    async def find(
        self, where: Where, *, limit: int, order: str = "_id", descending: bool = False
    ) -> list[Document]:
        """See `Collection.find`."""
        async with translated():
            cursor = self._collection.find(dict(where)).sort(order, -1 if descending else 1)
            return await cursor.limit(limit).to_list(limit)

    async def ids(self, where: Where, *, limit: int) -> list[str]:
        """See `Collection.ids`."""
        async with translated():
            cursor = self._collection.find(dict(where), {"_id": True}).sort("_id")
            return [str(one["_id"]) for one in await cursor.limit(limit).to_list(limit)]

    async def update(
        self, key: str, change: Mapping[str, Any], *, where: Where, pending: Sequence[Document] = ()
    ) -> bool:
        """See `Collection.update`: one conditional write."""
        async with translated():
            result = await self._collection.update_one(
                {"_id": key, **where}, _written(change, pending)
            )
        return bool(result.matched_count)

    async def update_each(self, updates: Sequence[Update]) -> int:
        """See `Collection.update_each`: one unordered bulk write."""
        if not updates:
            return 0
        writes = [_together(alike) for alike in _alike(updates)]
        async with translated():
            result = await self._collection.bulk_write(writes, ordered=False)
        return int(result.matched_count)

    async def merge(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """See `Collection.merge`: one unordered bulk write of upserts."""
        if not changes:
            return
        async with translated():
            await self._collection.bulk_write(
                [
                    UpdateOne({"_id": key}, {"$set": dict(change)}, upsert=True)
                    for key, change in changes.items()
                ],
                ordered=False,
            )

    async def drop_pending(self, relayed: Mapping[str, Sequence[str]]) -> None:
        """See `Collection.drop_pending`: two writes; a crash between them costs one empty look."""
        if not relayed:
            return
        pulls = [
            UpdateOne({"_id": key}, {"$pull": {"pending": {"id": {"$in": list(ids)}}}})
            for key, ids in relayed.items()
        ]
        marks = [
            UpdateOne({"_id": key, "pending": {"$size": 0}}, {"$set": {"waiting": False}})
            for key in relayed
        ]
        async with translated():
            await self._collection.bulk_write(pulls, ordered=False)
            await self._collection.bulk_write(marks, ordered=False)

    async def count(self, where: Where) -> int:
        """See `Collection.count`."""
        async with translated():
            return await self._collection.count_documents(dict(where))

    async def tally(self, fields: Sequence[str], where: Where) -> dict[tuple[Any, ...], int]:
        """See `Collection.tally`: one aggregation."""
        by = {field: f"${field}" for field in fields}
        steps = [{"$match": dict(where)}, {"$group": {"_id": by, "n": {"$sum": 1}}}]
        async with translated():
            groups = await self._collection.aggregate(steps).to_list(None)
        return {tuple(one["_id"].get(field) for field in fields): one["n"] for one in groups}

    async def delete(self, key: str) -> bool:
        """See `Collection.delete`."""
        async with translated():
            result = await self._collection.delete_one({"_id": key})
        return bool(result.deleted_count)


def _alike(updates: Sequence[Update]) -> Iterable[list[Update]]:
    """Group the updates that one write can carry out."""
    groups: dict[object, list[Update]] = {}
    for number, one in enumerate(updates):
        same = number if one.pending else (repr(one.change), repr(one.where))
        groups.setdefault(same, []).append(one)
    return groups.values()


def _together(alike: Sequence[Update]) -> UpdateOne | UpdateMany:
    first = alike[0]
    written = _written(first.change, first.pending)
    if len(alike) == 1:
        return UpdateOne({"_id": first.key, **first.where}, written)
    return UpdateMany({"_id": {"$in": [one.key for one in alike]}, **first.where}, written)


def _written(change: Mapping[str, Any], pending: Sequence[Document]) -> dict[str, Any]:
    write: dict[str, Any] = {"$set": dict(change)}
    if pending:
        write["$set"]["waiting"] = True
        write["$push"] = {"pending": {"$each": list(pending)}}
    return write
