"""Occurrences at rest: one document per finding and article. Written by the analyzer."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.contracts.finding import Occurrence, Proof
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document

PAGE = 1_000
"""More places than this one finding does not need to be proven gone from."""
MOST = 10_000
"""Places that one look may bring."""


class OccurrenceReader:
    """Reads occurrences."""

    def __init__(self, collection: Collection) -> None:
        self._occurrences = collection

    async def of_finding(self, finding: str, *, limit: int = PAGE) -> list[Occurrence]:
        """Return the places where a finding was seen."""
        documents = await self._occurrences.find({"finding": finding}, limit=limit)
        return [from_document(Occurrence, document) for document in documents]

    async def in_articles(self, articles: Sequence[str]) -> list[Occurrence]:
        """Return the places in some articles, those that were left too."""
        if not articles:
            return []
        where = {"article": {"$in": sorted(set(articles))}}
        documents = await self._occurrences.find(where, limit=MOST)
        return [from_document(Occurrence, document) for document in documents]

    async def at_address(self, address: str) -> list[Occurrence]:
        """Return the places at an address that still show their finding."""
        where = {"address": address, "left_at": None}
        documents = await self._occurrences.find(where, limit=MOST)
        return [from_document(Occurrence, document) for document in documents]

    async def stands(self, finding: str) -> bool:
        """Tell whether any place still shows a finding."""
        where = {"finding": finding, "left_at": None}
        return bool(await self._occurrences.find(where, limit=1))


class OccurrenceStore(OccurrenceReader):
    """Writes occurrences."""

    async def add(self, occurrences: Sequence[Occurrence]) -> set[str]:
        """Store occurrences whose id is new; return those ids.

        A known one that was left, and was seen again after that, stands again.
        """
        new = await self._occurrences.insert(
            [to_document(occurrence, occurrence.id) for occurrence in occurrences]
        )
        await self._again({one.id: one for one in occurrences if one.id not in new})
        return new

    async def leave(self, left: Mapping[str, datetime]) -> None:
        """Record when places were first seen without their finding, in one bulk write."""
        await self._occurrences.merge({key: {"left_at": at} for key, at in left.items()})

    async def move(self, occurrence: str, address: str, url: str) -> None:
        """Record that the same article shows the finding at another address now."""
        await self._occurrences.update(occurrence, {"address": address, "url": url}, where={})

    async def _again(self, seen: Mapping[str, Occurrence]) -> None:
        known = await self._occurrences.get_many(sorted(seen))
        before = [from_document(Occurrence, document) for document in known]
        back = [one for one in before if one.left_at and one.left_at < seen[one.id].seen_at]
        await self._occurrences.merge(
            {one.id: {"left_at": None, "seen_at": seen[one.id].seen_at} for one in back}
        )

    async def answer(self, occurrence: str, request: str, proof: Proof) -> None:
        """Record what a re-check found at one place."""
        change = {"request": request, "proof": proof.value}
        await self._occurrences.update(occurrence, change, where={})
