"""Analyses: which article was read with which rule set. Written by the analyzer."""

from collections.abc import Sequence
from datetime import datetime

from shared.contracts.base import identity
from shared.store.collection import Collection


class AnalysisStore:
    """Remembers what was analysed, so that what was not can be found."""

    def __init__(self, collection: Collection) -> None:
        self._analyses = collection

    async def record(self, articles: Sequence[str], rule_set: str, at: datetime) -> None:
        """Record that these articles were read with this rule set."""
        await self._analyses.insert(
            [
                {
                    "_id": identity("analysis", article, rule_set),
                    "article": article,
                    "rule_set": rule_set,
                    "at": at,
                }
                for article in articles
            ]
        )

    async def done(self, article: str, rule_set: str) -> bool:
        """Tell whether an article was read with a rule set."""
        return await self._analyses.get(identity("analysis", article, rule_set)) is not None

    async def missing(self, articles: Sequence[str], rule_set: str) -> set[str]:
        """Return those of the articles that were not read with a rule set yet."""
        keys = {identity("analysis", article, rule_set): article for article in articles}
        done = await self._analyses.get_many(list(keys))
        return set(keys.values()) - {str(document["article"]) for document in done}

    async def is_complete(self, rule_set: str) -> bool:
        """Tell whether everything that stands was read with a rule set."""
        return await self._analyses.get(identity("sweep", rule_set)) is not None

    async def complete(self, rule_set: str, at: datetime) -> None:
        """Record that everything that stands was read with a rule set."""
        await self._analyses.insert(
            [{"_id": identity("sweep", rule_set), "rule_set": rule_set, "at": at}]
        )
