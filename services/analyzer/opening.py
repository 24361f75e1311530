"""Opens articles: what the crawler sealed, with the target that it belongs to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog

from services.analyzer.domain.findings import Reading
from shared.contracts.article import Article, ArticleCrawled
from shared.contracts.target import Target
from shared.errors import PermanentError, XunchaError
from shared.store.articles import ArticleReader
from shared.store.targets import TargetReader
from shared.vault import Reader

Stored = tuple[Article, bytes]
log = structlog.get_logger()


class Opening:
    """Opens articles, many with one query for each collection.

    Args:
        articles: the stored articles.
        targets: the registry.
        vault: opens what the crawler sealed.
    """

    def __init__(self, articles: ArticleReader, targets: TargetReader, vault: Reader) -> None:
        self._articles = articles
        self._targets = targets
        self._vault = vault

    async def crawled(
        self, events: Sequence[ArticleCrawled]
    ) -> tuple[dict[int, Reading], dict[int, Exception]]:
        """Open what events bring; return readings and failures by index."""
        missing = [event.article.id for event in events if event.sealed is None]
        large = await self._articles.sealed(missing)
        stored = [(one.article, one.sealed or large.get(one.article.id, b"")) for one in events]
        readings, failures = await self._open(stored)
        before = {
            index: replace(one, previous=events[index].previous) for index, one in readings.items()
        }
        return before, failures

    async def stored(self, stored: Sequence[Stored]) -> list[Reading]:
        """Open those of the stored articles that can be opened."""
        readings, failures = await self._open(stored)
        for index, error in failures.items():
            if not isinstance(error, PermanentError):
                raise error
            log.warning("article.unreadable", article=stored[index][0].id, reason=str(error))
        return list(readings.values())

    async def named(self, articles: Sequence[str]) -> dict[str, Reading]:
        """Open stored articles by id; those that are gone or cannot be opened are left out."""
        stored = await self._articles.get_many(articles)
        return {reading.article.id: reading for reading in await self.stored(stored)}

    async def _open(
        self, stored: Sequence[Stored]
    ) -> tuple[dict[int, Reading], dict[int, Exception]]:
        readings: dict[int, Reading] = {}
        failures: dict[int, Exception] = {}
        targets = await self._targets.get_many(sorted({article.target for article, _ in stored}))
        for index, (article, sealed) in enumerate(stored):
            try:
                readings[index] = await self._one(article, sealed, targets)
            except XunchaError as error:
                failures[index] = error
        return readings, failures

    async def _one(self, article: Article, sealed: bytes, targets: Mapping[str, Target]) -> Reading:
        target = targets.get(article.target)
        if target is None:
            raise PermanentError(f"target {article.target} is not on the registry")
        content = await self._vault.content(article.id, article.seal, sealed)
        return Reading(article, content, target)
