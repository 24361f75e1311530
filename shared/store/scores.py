"""Scores of a higher level at rest. Written and read by the reporter: they have no event."""

from collections.abc import Sequence

from shared.contracts.score import Score
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

PAGE = 10_000
"""More targets no office is scored for in a quarter."""


class ScoreReader:
    """Reads scores."""

    def __init__(self, collection: Collection) -> None:
        self._scores = collection

    async def get_many(self, scores: Sequence[str]) -> dict[str, Score]:
        """Return those of the scores that exist, by id."""
        documents = await self._scores.get_many(scores)
        return {str(document["_id"]): from_document(Score, document) for document in documents}

    async def of_quarter(self, quarter: str) -> list[Score]:
        """Return the scores of one quarter, in order of targets and sources."""
        bounds = {"$gte": f"{quarter}:", "$lt": f"{quarter};"}
        documents = await self._scores.find({"_id": bounds}, limit=PAGE)
        return [from_document(Score, document) for document in documents]


class ScoreStore(ScoreReader):
    """Writes scores."""

    async def add(self, scores: Sequence[tuple[Score, None]]) -> set[str]:
        """Store scores that are new, in one bulk write; return the ids that were new."""
        return await self._scores.insert([to_document(score, score.id) for score, _event in scores])

    async def put(self, score: Score, _event: None, *, known: Score | None) -> bool:
        """Store a score; tell whether it was this call that did."""
        if known is None:
            return bool(await self.add([(score, None)]))
        return await self._scores.update(
            score.id, changed_fields(score), where={"version": known.version}
        )
