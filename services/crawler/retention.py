"""Ends evidence that nothing needs any more; any number of replicas may look."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

import structlog

from services.crawler.domain.retention import keeps
from services.crawler.metrics import CrawlerMetrics
from shared.clock import OFFICE_ZONE, Clock
from shared.contracts.finding import Finding
from shared.errors import TransientError
from shared.sealing import quarter_of
from shared.store.articles import ArticleReader
from shared.store.evidence import EvidenceStore
from shared.store.findings import FindingReader
from shared.store.occurrences import OccurrenceReader
from shared.store.reports import ReportReader

BUCKET = 200
AGAIN = timedelta(days=7)
"""When a body that is kept is looked at again."""
EVERY_SECONDS = 60.0
"""Real time between two looks."""
log = structlog.get_logger()


class Needs(NamedTuple):
    """What tells whether a body is needed; none of it is ours to write."""

    occurrences: OccurrenceReader
    findings: FindingReader
    reports: ReportReader
    articles: ArticleReader


class Retention:
    """Ends evidence by age.

    Args:
        evidence: the bodies.
        needs: findings and frozen quarters.
        days: business days for which a body is kept that no finding needs.
        clock: business time.
        metrics: counts.
    """

    def __init__(
        self,
        evidence: EvidenceStore,
        needs: Needs,
        days: int,
        clock: Clock,
        metrics: CrawlerMetrics,
    ) -> None:
        self._evidence = evidence
        self._needs = needs
        self._age = timedelta(days=days)
        self._clock = clock
        self._metrics = metrics

    async def run(self) -> None:
        """Look for ever."""
        while True:
            try:
                while await self.look():
                    pass
            except TransientError as error:
                log.warning("retention.delayed", reason=str(error))
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> bool:
        """Look at some bodies that are old; tell whether there may be more."""
        if await self._dated():
            return True
        before = self._clock.now() - self._age
        aged = await self._evidence.aged(before, limit=BUCKET)
        needed = await self._needed({article for one in aged for article in one.articles})
        for one in aged:
            if one.articles & needed:
                await self._evidence.keep(one.digest, before + AGAIN)
            else:
                await self._evidence.drop(one.digest)
                self._metrics.evidence_ended.inc()
        return len(aged) == BUCKET

    async def _dated(self) -> bool:
        """Give an age to bodies of a version that knew none; tell whether there were any.

        Without one they would never end.
        """
        undated = await self._evidence.undated(limit=BUCKET)
        if not undated:
            return False
        read = await self._needs.articles.read_from([one.digest for one in undated])
        for one in undated:
            since = one.fetched_at or self._clock.now()
            await self._evidence.date(one.digest, since, read.get(one.digest, ()))
        return True

    async def _needed(self, articles: set[str]) -> set[str]:
        """Return those of the articles that a finding stands in which keeps its evidence."""
        places = await self._needs.occurrences.in_articles(sorted(articles))
        findings = await self._needs.findings.get_many(sorted({one.finding for one in places}))
        frozen = await self._frozen(findings.values())
        keeping = {
            key for key, one in findings.items() if keeps(one, frozen=_quarter(one) in frozen)
        }
        return {one.article for one in places if one.finding in keeping}

    async def _frozen(self, findings: Iterable[Finding]) -> set[str]:
        quarters = {_quarter(one) for one in findings}
        return {name for name in quarters if await self._needs.reports.get(name) is not None}


def _quarter(finding: Finding) -> str:
    return quarter_of(datetime.combine(finding.found_on, time(), OFFICE_ZONE))
