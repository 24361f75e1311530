"""Evidence: bodies as fetched, compressed and sealed. Written by the crawler."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from shared.store.collection import Collection, Document
from shared.store.together import inserts

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class Aged(NamedTuple):
    """A body that is older than bodies are kept without a reason."""

    digest: str
    articles: frozenset[str]
    """Ids of the articles that were read from it."""


class Undated(NamedTuple):
    """A body that was stored before bodies had an age."""

    digest: str
    fetched_at: datetime | None


class EvidenceReader:
    """Reads evidence."""

    def __init__(self, collection: Collection) -> None:
        self._evidence = collection

    async def get(self, digest: str) -> Document | None:
        """Return one sealed body with what is known of its fetch, or None."""
        return await self._evidence.get(digest)


class EvidenceStore(EvidenceReader):
    """Writes evidence; bodies that come together are written together."""

    def __init__(self, collection: Collection) -> None:
        super().__init__(collection)
        self._insert = inserts(collection)

    async def put(self, digest: str, sealed: bytes, facts: Document, article: str) -> bool:
        """Store a sealed body once under its digest; tell whether it was new.

        A body that is known is young again, and remembers this article, too.

        Args:
            digest: SHA-256 of the body as fetched, hexadecimal.
            sealed: the compressed body, sealed.
            facts: status, headers that matter, masked address and time (`fetched_at`) of the fetch.
            article: id of what was read from it.
        """
        age = {"ages_from": facts["fetched_at"]}
        document = {"_id": digest, "sealed": sealed, **facts, **age, "articles": {article: True}}
        if await self._insert(document):
            return True
        again = {**age, f"articles.{article}": True}
        if not await self._evidence.update(digest, again, where={}):  # it has just been dropped
            return bool(await self._evidence.insert([document]))
        return False

    async def aged(self, before: datetime, *, limit: int) -> list[Aged]:
        """Return bodies whose age counts from before `before`, oldest first."""
        where = {"ages_from": {"$gte": _EARLIEST, "$lt": before}}
        documents = await self._evidence.find(where, limit=limit, order="ages_from")
        return [Aged(str(one["_id"]), frozenset(one.get("articles", ()))) for one in documents]

    async def undated(self, *, limit: int) -> list[Undated]:
        """Return bodies that were stored before bodies had an age, and knew their articles."""
        documents = await self._evidence.find({"ages_from": None}, limit=limit)
        return [Undated(str(one["_id"]), one.get("fetched_at")) for one in documents]

    async def date(self, digest: str, ages_from: datetime, articles: Iterable[str]) -> None:
        """Give such a body an age, and the articles that were read from it."""
        known = {f"articles.{article}": True for article in articles}
        await self._evidence.update(digest, {"ages_from": ages_from, **known}, where={})

    async def keep(self, digest: str, ages_from: datetime) -> None:
        """Let the age of a body count from another moment."""
        await self._evidence.update(digest, {"ages_from": ages_from}, where={})

    async def drop(self, digest: str) -> None:
        """Remove a body."""
        await self._evidence.delete(digest)
