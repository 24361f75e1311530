"""Reads articles: open, detect, store, publish, and only then remember that it was done."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from services.analyzer.domain.change import reopen
from services.analyzer.domain.findings import Analysed, Reading, findings_of, identities
from services.analyzer.domain.rules import RuleSet
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.reported import join
from shared.clock import Clock
from shared.contracts.article import Article, ArticleCrawled
from shared.contracts.finding import FindingEvent
from shared.errors import ConflictError, PermanentError, XunchaError
from shared.failpoints import Failpoint, reach
from shared.publisher import Publisher
from shared.sealing import Fingerprinter
from shared.store.analyses import AnalysisStore
from shared.store.articles import ArticleReader
from shared.store.findings import FindingStore
from shared.store.occurrences import OccurrenceStore
from shared.store.targets import TargetReader
from shared.vault import Reader


class Stores(NamedTuple):
    """The collections that the analyzer reads and writes."""

    articles: ArticleReader
    targets: TargetReader
    findings: FindingStore
    occurrences: OccurrenceStore
    analyses: AnalysisStore


class Analyze:
    """Analyses articles.

    Args:
        stores: the collections.
        vault: opens what the crawler sealed.
        rules: what is looked for.
        publisher: of the service.
        clock: business time.
        metrics: counts.
    """

    def __init__(
        self,
        stores: Stores,
        vault: Reader,
        rules: RuleSet,
        publisher: Publisher,
        clock: Clock,
        metrics: AnalyzerMetrics,
    ) -> None:
        self._stores = stores
        self._vault = vault
        self._rules = rules
        self._publisher = publisher
        self._clock = clock
        self._metrics = metrics

    async def batch(self, events: Sequence[ArticleCrawled]) -> dict[int, Exception]:
        """Analyse many articles with one bulk write per collection.

        Returns:
            The failures by index; the other articles are done.
        """
        readings, failures = await self._open(events)
        try:
            await self._analyse(list(readings.values()))
        except PermanentError:
            # the store or the broker refuses one of them for good: find out which
            failures |= await self._one_by_one(readings)
        return failures

    async def _one_by_one(self, readings: Mapping[int, Reading]) -> dict[int, Exception]:
        failures: dict[int, Exception] = {}
        for index, reading in readings.items():
            try:
                await self._analyse([reading])
            except PermanentError as error:
                failures[index] = error
        return failures

    async def _analyse(self, readings: Sequence[Reading]) -> None:
        if not readings:
            return
        now = self._clock.now()
        prints = await self._vault.fingerprinter()
        done = await asyncio.to_thread(self._detect, readings, prints, now)
        await self._keep(done, now)
        await self._stores.analyses.record(
            [reading.article.id for reading in readings], self._rules.version, now
        )
        self._metrics.articles.inc(len(readings))

    async def standing_in(self, article: str) -> set[str] | None:
        """Return the ids of the findings that stand in a stored article.

        Returns:
            None when nobody can read the article any more.
        """
        stored = await self._stores.articles.get(article)
        if stored is None:
            return None
        try:
            reading = await self._reading(*stored)
        except PermanentError:
            return None
        hits = self._rules.detect(reading.view)
        found = identities(reading.target.id, hits, await self._vault.fingerprinter())
        outside = await self._stores.findings.outside_of([reading.target.id])
        return found | {one.id for one in outside if found.intersection(one.aliases)}

    def _detect(
        self, readings: Sequence[Reading], prints: Fingerprinter, now: datetime
    ) -> list[Analysed]:
        return [
            findings_of(reading, self._rules.detect(reading.view), prints, self._rules.version, now)
            for reading in readings
        ]

    async def _open(
        self, events: Sequence[ArticleCrawled]
    ) -> tuple[dict[int, Reading], dict[int, Exception]]:
        readings: dict[int, Reading] = {}
        failures: dict[int, Exception] = {}
        large = await self._stores.articles.sealed(
            [event.article.id for event in events if event.sealed is None]
        )
        for index, event in enumerate(events):
            sealed = event.sealed or large.get(event.article.id, b"")
            try:
                readings[index] = await self._reading(event.article, sealed)
            except XunchaError as error:
                failures[index] = error
        return readings, failures

    async def _reading(self, article: Article, sealed: bytes) -> Reading:
        target = await self._stores.targets.get(article.target)
        if target is None:
            raise PermanentError(f"target {article.target} is not on the registry")
        content = await self._vault.content(article.id, article.seal, sealed)
        return Reading(article, content, target)

    async def _keep(self, done: Sequence[Analysed], now: datetime) -> None:
        done = await join(done, self._stores.findings, now)
        findings = {finding.id: finding for each in done for finding in each.findings}
        new = await self._stores.findings.add(list(findings.values()))
        await self._stores.occurrences.add([place for each in done for place in each.occurrences])
        for key in new:
            self._metrics.findings.labels(findings[key].rule).inc()
        await self._reopen([key for key in findings if key not in new], done, now)
        reach(Failpoint.ANALYZER_AFTER_STORE)
        await self._publisher.publish_all(
            FindingEvent(finding=finding, verb="detected", occurred_at=now)
            for finding in findings.values()
        )
        reach(Failpoint.ANALYZER_AFTER_PUBLISH)

    async def _reopen(self, known: Sequence[str], done: Sequence[Analysed], now: datetime) -> None:
        """Reopen findings that were gone and stand in an article fetched after that."""
        seen = {place.finding: place for each in done for place in each.occurrences}
        for finding in (await self._stores.findings.get_many(known)).values():
            place = seen[finding.id]
            if finding.gone_at is None or place.seen_at <= finding.gone_at:
                continue
            again = reopen(finding, cause=f"{place.article}@{place.seen_at.isoformat()}", now=now)
            event = FindingEvent(finding=again, verb="reopened", occurred_at=now)
            if not await self._stores.findings.change(again, event):
                raise ConflictError(f"finding {finding.id} changed meanwhile")
