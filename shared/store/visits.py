"""Visits: what the crawler knows of each address. Written by the crawler."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import AwareDatetime

from shared.contracts.base import Contract
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document
from shared.store.together import inserts, merges, reads

MOST_RECENT = 500


class Visit(Contract):
    """The state of one address of one target."""

    id: str
    """Keyed fingerprint of the canonical URL."""
    target: str
    host: str
    url: str
    """Masked."""
    sealed_url: bytes
    """The address itself, sealed: it may carry personal values."""
    article: str = ""
    """The article that stood there at the last visit that could read it."""
    etag: str = ""
    last_modified: str = ""
    outcome: str = ""
    """Of the last visit; see the crawler's outcomes."""
    status: int = 0
    """HTTP status of the last visit, 0 when nothing was answered."""
    charset: str = ""
    """In which the page was read last."""
    replaced: float = 0.0
    """Share of its characters that could not be decoded, 0 to 1."""
    own: str = ""
    """Id that the article would have without attachments: tells an edit from a lost attachment."""
    faced: bool = False
    """Whether a search engine was shown something else there at the last visit that could tell."""
    titled: bool = False
    """Whether what stands there is no article, but judged by its title and links."""
    visited_at: AwareDatetime | None = None
    first_at: AwareDatetime | None = None
    """When an article was first read there; None while none was."""


class VisitReader:
    """Reads visits."""

    def __init__(self, collection: Collection) -> None:
        self._visits = collection
        self._read = reads(collection)

    async def get(self, address: str) -> Visit | None:
        """Return one visit, or None; those that are asked for together are read together."""
        document = await self._read(address)
        return from_document(Visit, document) if document else None

    async def get_many(self, addresses: Sequence[str]) -> dict[str, Visit]:
        """Return those of the visits that exist, by address."""
        documents = await self._visits.get_many(addresses)
        return {str(document["_id"]): from_document(Visit, document) for document in documents}

    async def showing(self, article: str, *, limit: int = 20) -> list[Visit]:
        """Return visits that saw an article last, at whatever address."""
        documents = await self._visits.find({"article": article}, limit=limit)
        return [from_document(Visit, document) for document in documents]

    async def recent(self, target: str, since: datetime, until: datetime) -> list[Visit]:
        """Return addresses of one target whose article was first read in this time, oldest first.

        At most 500 of them: more in a week are a re-launch, and a full pass reads those.
        """
        where = {"target": target, "first_at": {"$gte": since, "$lte": until}}
        documents = await self._visits.find(where, limit=MOST_RECENT, order="first_at")
        return [from_document(Visit, document) for document in documents]


class VisitStore(VisitReader):
    """Writes visits; those that come together are written together."""

    def __init__(self, collection: Collection) -> None:
        super().__init__(collection)
        self._insert = inserts(collection)
        self._merge = merges(collection)

    async def record(self, visit: Visit, *, known: bool = True) -> None:
        """Store the state of one address; the last one to record wins.

        Args:
            visit: as it is now.
            known: whether it was stored before; False writes faster where that is true.
        """
        if known or not await self._insert(to_document(visit, visit.id)):
            await self._merge((visit.id, changed_fields(visit)))
