"""Connects to the store, and names every collection with its writer and its indexes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from prometheus_client import CollectorRegistry
from pymongo import IndexModel

from shared.store.collection import MongoCollection
from shared.store.stopwatch import Stopwatch
from shared.store.translated import translated

SELECTION_MS = 3_000
SOCKET_MS = 20_000
UNKNOWN = -1.0


@dataclass(frozen=True)
class CollectionSpec:
    """One collection: its name, the service that writes it, and its indexes."""

    name: str
    writer: str
    indexes: tuple[tuple[str, ...], ...] = ()


WAITING = ("waiting",)
COLLECTIONS = (
    CollectionSpec("articles", "crawler", (("target", "fetched_at"), ("fetched_at",))),
    CollectionSpec("visits", "crawler", (("target", "first_at"), ("host",), ("article",))),
    CollectionSpec("runs", "crawler", (("kind", "next_at"),)),
    CollectionSpec("plans", "crawler", (("host",),)),
    CollectionSpec("cursors", "crawler"),
    CollectionSpec("pauses", "crawler", (("paused",), WAITING)),
    CollectionSpec("push_tokens", "crawler", (("revoked_at",), WAITING)),
    CollectionSpec("connections", "crawler", (("host",), WAITING)),
    CollectionSpec("probes", "crawler", (("day",),)),
    CollectionSpec("listings", "crawler", (("day",),)),
    CollectionSpec("links", "crawler", (("day",),)),
    CollectionSpec("outlinks", "crawler", (("target", "next_at"),)),
    CollectionSpec("marks", "crawler", (("day",),)),
    CollectionSpec("crawler_imports", "crawler", (("state",), WAITING)),
    CollectionSpec("evidence", "crawler", (("ages_from",),)),
    CollectionSpec("keys", "crawler"),
    CollectionSpec(
        "findings",
        "analyzer",
        (
            ("decision", "found_on"),
            ("unit", "found_on"),
            ("target", "found_on"),
            ("found_on",),
            ("outside_target",),
            ("root",),
            ("rule", "decision"),
            WAITING,
        ),
    ),
    CollectionSpec("occurrences", "analyzer", (("finding", "left_at"), ("article",), ("address",))),
    CollectionSpec("analyses", "analyzer"),
    CollectionSpec("rulesets", "analyzer", (WAITING,)),
    CollectionSpec("editions", "analyzer", (("ruleset",),)),
    CollectionSpec("suppressions", "analyzer", (("root",),)),
    CollectionSpec("precision", "analyzer"),
    CollectionSpec("analyzer_imports", "analyzer", (("state",), WAITING)),
    CollectionSpec("assessments", "analyzer", (("target",), ("on",), WAITING)),
    CollectionSpec("standings", "analyzer", (("late",),)),
    CollectionSpec("inspections", "analyzer", (("target",), WAITING)),
    CollectionSpec("profiles", "analyzer", (WAITING,)),
    CollectionSpec("analyzer_warnings", "analyzer", (("raised_on",), WAITING)),
    CollectionSpec("analyzer_jobs", "analyzer"),
    CollectionSpec(
        "orders",
        "notifier",
        (
            ("state", "due_at"),
            ("unit",),
            ("issued_at",),
            ("findings",),
            ("ring_at",),
            ("period",),
            WAITING,
        ),
    ),
    CollectionSpec("switches", "notifier", (WAITING,)),
    CollectionSpec("calendars", "notifier", (WAITING,)),
    CollectionSpec("channels", "notifier", (("disabled",), WAITING)),
    CollectionSpec("templates", "notifier", (WAITING,)),
    CollectionSpec(
        "alerts",
        "notifier",
        (("open", "next_at"), ("recipient", "open"), ("order",), ("kind", "sent_at"), WAITING),
    ),
    CollectionSpec("tokens", "notifier", (("order",),)),
    CollectionSpec("uploads", "notifier", (("order",),)),
    CollectionSpec("paces", "notifier"),
    CollectionSpec("units", "reporter", (WAITING,)),
    CollectionSpec("targets", "reporter", (("host",), ("unit",), WAITING)),
    CollectionSpec("enquiries", "reporter", (("received_on",), ("unit",), WAITING)),
    CollectionSpec("scores", "reporter"),
    CollectionSpec("rollups", "reporter", (("open",), ("month",))),
    CollectionSpec("reports", "reporter", (WAITING,)),
    CollectionSpec("warnings", "reporter", (("raised_on",),)),
    CollectionSpec("proposals", "reporter", (("state",), WAITING)),
    CollectionSpec("imports", "reporter", (("state",), WAITING)),
    CollectionSpec("machines", "reporter", (("hash",), WAITING)),
    CollectionSpec("audit", "reporter", (("seq",),)),
)


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
    """

    def __init__(self, url: str, name: str, registry: CollectorRegistry | None = None) -> None:
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
        """Return one collection by the name that `COLLECTIONS` gives it."""
        return MongoCollection(self._database[name])

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
