"""Articles at rest, their content sealed. Written by the crawler."""

from collections.abc import Sequence
from datetime import datetime

from shared.contracts.article import Article
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document
from shared.store.newest import newest
from shared.store.together import inserts

_MOST_READ = 10_000


class ArticleReader:
    """Reads articles."""

    def __init__(self, collection: Collection) -> None:
        self._articles = collection

    async def get(self, article: str) -> tuple[Article, bytes] | None:
        """Return one article and its sealed content, or None."""
        document = await self._articles.get(article)
        return (from_document(Article, document), document["sealed"]) if document else None

    async def named(self, name: str) -> Article | None:
        """Return the article of a name that was fetched first, or None."""
        documents = await self._articles.find({"name": name}, limit=1, order="fetched_at")
        return from_document(Article, documents[0]) if documents else None

    async def get_many(self, articles: Sequence[str]) -> list[tuple[Article, bytes]]:
        """Return those of the articles that exist, with their sealed content."""
        documents = await self._articles.get_many(articles)
        return [(from_document(Article, document), document["sealed"]) for document in documents]

    async def sealed(self, articles: Sequence[str]) -> dict[str, bytes]:
        """Return the sealed content of those articles that exist, by id."""
        documents = await self._articles.get_many(articles)
        return {str(document["_id"]): document["sealed"] for document in documents}

    async def fetched_between(
        self, first: datetime, end: datetime, *, after: str = "", limit: int
    ) -> list[str]:
        """Return ids that follow `after`, of articles fetched from `first` until before `end`.

        The store reads all that were fetched then, whatever the limit: keep the time short.
        """
        where = {"fetched_at": {"$gte": first, "$lt": end}, "_id": {"$gt": after}}
        return await self._articles.ids(where, limit=limit)

    async def read_from(self, digests: Sequence[str]) -> dict[str, set[str]]:
        """Return the ids of the articles that were read from these bodies, by digest.

        No index helps: it is for what an older version has left behind.
        """
        found: dict[str, set[str]] = {}
        where = {"raw": {"$in": list(digests)}}
        for document in await self._articles.find(where, limit=_MOST_READ):
            found.setdefault(str(document["raw"]), set()).add(str(document["_id"]))
        return found

    async def newest(self, now: datetime) -> datetime | None:
        """Return when the last article of the last 40 days was fetched."""
        return await newest(self._articles, "fetched_at", now)

    async def latest(self, *, target: str = "", limit: int) -> list[Article]:
        """Return the articles fetched last, newest first."""
        where = {"target": target} if target else {}
        documents = await self._articles.find(
            where, limit=limit, order="fetched_at", descending=True
        )
        return [from_document(Article, document) for document in documents]


class ArticleStore(ArticleReader):
    """Writes articles; those that come together are written together."""

    def __init__(self, collection: Collection) -> None:
        super().__init__(collection)
        self._insert = inserts(collection)

    async def put(self, article: Article, sealed: bytes, name: str = "") -> bool:
        """Store an article once; tell whether it was new.

        Args:
            article: the record.
            sealed: its content.
            name: keyed fingerprint of what its versions have in common, wherever they stand.
        """
        return await self._insert(to_document(article, article.id, sealed=sealed, name=name))
