"""Connects to the store."""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from prometheus_client import CollectorRegistry
from pymongo import IndexModel

from shared.errors import PermanentError
from shared.store.limited import LimitedCollection
from shared.store.mongo import MongoCollection
from shared.store.rights import rights
from shared.store.specs import COLLECTIONS
from shared.store.stopwatch import Stopwatch
from shared.store.translated import translated

SELECTION_MS = 3_000
SOCKET_MS = 20_000
UNKNOWN = -1.0


class Size(NamedTuple):
    """How much the store holds."""

    documents: float
    bytes: float
    """Uncompressed."""
    disk_bytes: float
    disk_free: float
    """Share of its file system, 0 to 1; -1 when the store does not say."""


class Database:
    """The store of one deployment.

    Args:
        url: `mongodb://…`; majority and journal are added where it does not name them.
        name: of the database.
        registry: of the service's metrics.
        service: whose rights are kept to; empty for tools and tests, which may do all.
    """

    def __init__(
        self, url: str, name: str, registry: CollectorRegistry | None = None, service: str = ""
    ) -> None:
        self._may = rights(service) if service else None
        self._service = service
        self._client: AsyncIOMotorClient[Any] = AsyncIOMotorClient(
            durable(url),
            serverSelectionTimeoutMS=SELECTION_MS,
            socketTimeoutMS=SOCKET_MS,
            tz_aware=True,
            appname="xuncha",
            event_listeners=[Stopwatch(registry)] if registry else (),
        )
        self._database: AsyncIOMotorDatabase[Any] = self._client[name]

    def collection(self, name: str) -> MongoCollection:
        """Return one collection by the name that `COLLECTIONS` gives it.

        Raises:
            PermanentError: the service neither owns nor reads it.
        """
        if self._may is None:
            return MongoCollection(self._database[name])
        if name not in self._may:
            raise PermanentError(
                f"{self._service} has no business in {name}: see shared/store/rights.py"
            )
        return LimitedCollection(self._database[name], self._service, self._may[name])

    async def ping(self) -> None:
        """Ask whether the store answers.

        Raises:
            OutageError: it does not.
        """
        async with translated():
            await self._client.admin.command("ping")

    async def now(self) -> datetime:
        """Return the store's own clock, UTC: the one that leases are measured by.

        Raises:
            OutageError: the store does not answer.
        """
        async with translated():
            answer = await self._client.admin.command("hello")
        moment: datetime = answer["localTime"]
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    async def prepare(self, writer: str) -> None:
        """Create the indexes of the collections that `writer` owns; repeating it changes nothing.

        Raises:
            OutageError: the store does not answer.
        """
        for spec in COLLECTIONS:
            if spec.writer != writer:
                continue
            models = [IndexModel([(field, 1) for field in fields]) for fields in spec.indexes]
            if models:
                async with translated():
                    await self._database[spec.name].create_indexes(models)

    async def size(self) -> Size:
        """Ask the store how much it holds.

        Raises:
            OutageError: the store does not answer.
        """
        async with translated():
            told = await self._database.command("dbStats")
        total = told.get("fsTotalSize") or 0
        free = (total - told.get("fsUsedSize", 0)) / total if total else UNKNOWN
        return Size(told.get("objects", 0), told.get("dataSize", 0), told["storageSize"], free)

    async def drop(self) -> None:
        """Remove the whole database; for tests."""
        async with translated():
            await self._client.drop_database(self._database.name)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def durable(url: str) -> str:
    """Add what an acknowledged write needs: majority and journal."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    options.setdefault("w", "majority")
    options.setdefault("journal", "true")
    return urlunsplit(parts._replace(path=parts.path or "/", query=urlencode(options)))
