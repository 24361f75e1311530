"""Where the posts of accounts are read. Written by the crawler."""

from shared import outbox
from shared.contracts.audit import AuditRecorded
from shared.contracts.connector import Connection
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

MOST = 10_000


class ConnectionStore:
    """Keeps one document for each account that was ever connected."""

    def __init__(self, collection: Collection) -> None:
        self._connections = collection

    async def get(self, target: str) -> Connection | None:
        """Return where the posts of an account are read, or None."""
        document = await self._connections.get(target)
        return from_document(Connection, document) if document and document["host"] else None

    async def on_host(self, host: str) -> list[Connection]:
        """Return what is read on one host."""
        documents = await self._connections.find({"host": host}, limit=MOST)
        return [from_document(Connection, document) for document in documents]

    async def listed(self, *, limit: int) -> list[Connection]:
        """Return what is read, in order of the accounts' ids."""
        documents = await self._connections.find({"host": {"$gt": ""}}, limit=limit)
        return [from_document(Connection, document) for document in documents]

    async def put(self, connection: Connection, audit: AuditRecorded) -> None:
        """Connect an account, with the audit in the same write; what stood before is replaced."""
        document = to_document(connection, connection.target)
        if not await self._connections.insert([document | outbox.fields(audit)]):
            await self._connections.update(
                connection.target,
                changed_fields(connection),
                where={},
                pending=outbox.items(audit),
            )

    async def drop(self, target: str, audit: AuditRecorded) -> bool:
        """Read an account no more; tell whether it was read until now."""
        return await self._connections.update(
            target, {"host": ""}, where={"host": {"$gt": ""}}, pending=outbox.items(audit)
        )
