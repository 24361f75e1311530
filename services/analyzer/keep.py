"""Keeps what was found: findings, their places, and the events about them."""

from collections.abc import Sequence
from datetime import datetime

from services.analyzer.domain.change import reopen
from services.analyzer.domain.findings import Analysed
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.reported import join
from shared.contracts.finding import Finding, FindingEvent
from shared.errors import ConflictError
from shared.failpoints import Failpoint, reach
from shared.publisher import Publisher
from shared.store.findings import FindingStore
from shared.store.occurrences import OccurrenceStore


class Keep:
    """Stores findings and occurrences, many with one bulk write each, and publishes them.

    Args:
        findings: the findings.
        occurrences: their places.
        publisher: of the service.
        metrics: counts.
    """

    def __init__(
        self,
        findings: FindingStore,
        occurrences: OccurrenceStore,
        publisher: Publisher,
        metrics: AnalyzerMetrics,
    ) -> None:
        self._findings = findings
        self._occurrences = occurrences
        self._publisher = publisher
        self._metrics = metrics

    async def outside(self, target: str, found: set[str]) -> set[str]:
        """Return the findings on a target that others reported first and these stand for."""
        outside = await self._findings.outside_of([target])
        return {one.id for one in outside if found.intersection(one.aliases)}

    async def unknown(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return those of the findings that are not stored."""
        known = await self._findings.get_many([finding.id for finding in findings])
        return [finding for finding in findings if finding.id not in known]

    async def found(self, done: Sequence[Analysed], now: datetime) -> None:
        """Store what many articles brought to light, then publish it."""
        done = await join(done, self._findings, now)
        findings = {finding.id: finding for each in done for finding in each.findings}
        new = await self._findings.add(list(findings.values()))
        await self._occurrences.add([place for each in done for place in each.occurrences])
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
        for finding in (await self._findings.get_many(known)).values():
            place = seen[finding.id]
            if finding.gone_at is None or place.seen_at <= finding.gone_at:
                continue
            again = reopen(finding, cause=f"{place.article}@{place.seen_at.isoformat()}", now=now)
            event = FindingEvent(finding=again, verb="reopened", occurred_at=now)
            if not await self._findings.change(again, event):
                raise ConflictError(f"finding {finding.id} changed meanwhile")
