"""The audit chain: each row carries the hash of the one before it. Written by the reporter."""

import hashlib

from shared.contracts.audit import AuditRecorded
from shared.failpoints import Failpoint, reach
from shared.store.collection import Collection, Document
from shared.store.mapping import to_document

HEAD = "head"
START = "0" * 64


class AuditStore:
    """Appends to the chain; one writer at a time, which its consumer guarantees."""

    def __init__(self, collection: Collection) -> None:
        self._audit = collection

    async def append(self, entry: AuditRecorded) -> None:
        """Chain one entry; an entry that is there already is not chained again."""
        head = await self._whole()
        if await self._audit.get(entry.msg_id):
            return
        row = _row(entry, int(head["seq"]) + 1, str(head["hash"]))
        await self._audit.insert([row])
        reach(Failpoint.REPORTER_AFTER_ROW)
        await self._advance(row)
        reach(Failpoint.REPORTER_AFTER_CHAIN)

    async def verify(self) -> str:
        """Walk the chain from its start; entries may be added meanwhile.

        Returns:
            Empty when it holds, else what is wrong with which row.
        """
        previous, seq = START, 0
        least = (await self._head())["seq"]
        while rows := await self._audit.find(
            {"seq": {"$gt": seq, "$lte": seq + 500}, "_id": {"$ne": HEAD}}, limit=500, order="seq"
        ):
            for row in rows:
                seq += 1
                if row["seq"] != seq:
                    return f"row {seq} is missing"
                if row["previous"] != previous or row["hash"] != _hash(row):
                    return f"row {seq} ({row['_id']}) was changed"
                previous = row["hash"]
        most = (await self._head())["seq"] + 1  # a row stands before the head takes it in
        return "" if least <= seq <= most else f"the chain ends at row {seq}, not {least}"

    async def latest(self, *, limit: int) -> list[Document]:
        """Return the newest rows, newest first."""
        where = {"_id": {"$ne": HEAD}}
        return await self._audit.find(where, limit=limit, order="seq", descending=True)

    async def _whole(self) -> Document:
        """Return the head, after it took in a row that a crash left before it."""
        head = await self._head()
        for row in await self._audit.find({"seq": head["seq"] + 1}, limit=1):
            await self._advance(row)
            return row
        return head

    async def _advance(self, row: Document) -> None:
        change = {"seq": row["seq"], "hash": row["hash"]}
        await self._audit.update(HEAD, change, where={"seq": row["seq"] - 1})

    async def _head(self) -> Document:
        head = await self._audit.get(HEAD)
        if head is None:
            await self._audit.insert([{"_id": HEAD, "seq": 0, "hash": START}])
            head = {"seq": 0, "hash": START}
        return head


def _row(entry: AuditRecorded, seq: int, previous: str) -> Document:
    row = to_document(entry, entry.msg_id, seq=seq, previous=previous)
    return {**row, "hash": _hash(row)}


def _hash(row: Document) -> str:
    fields = ("seq", "previous", "_id", "actor", "action", "about", "cause", "reason")
    text = "\x1f".join(str(row[field]) for field in fields)
    moment = row["occurred_at"].isoformat()
    return hashlib.sha256(f"{text}\x1f{moment}".encode()).hexdigest()
