"""Keeps what was found: findings, their places, and the events about them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from services.analyzer.domain.change import reopen
from services.analyzer.domain.findings import Analysed, Reading
from services.analyzer.domain.weigh import weighed
from services.analyzer.grading import Grading
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.reported import join
from services.analyzer.silence import Silence
from services.analyzer.vanish import Vanish, found_in
from shared.contracts.finding import Decision, Finding, FindingEvent, Occurrence
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
        silence: what people rejected.
        vanish: what stands no more.
        grading: which rules give hints.
        confirming: rules that may confirm what they find.
        publisher: of the service.
        metrics: counts.
    """

    def __init__(  # noqa: PLR0913 - the steps of the path, put together in one place
        self,
        findings: FindingStore,
        occurrences: OccurrenceStore,
        silence: Silence,
        vanish: Vanish,
        grading: Grading,
        *,
        confirming: Collection[str],
        publisher: Publisher,
        metrics: AnalyzerMetrics,
    ) -> None:
        self._findings = findings
        self._occurrences = occurrences
        self._silence = silence
        self._vanish = vanish
        self._grading = grading
        self._confirming = frozenset(confirming)
        self._publisher = publisher
        self._metrics = metrics

    async def outside(self, target: str, found: set[str]) -> set[str]:
        """Return the findings on a target that others reported first and these stand for."""
        outside = await self._findings.outside_of([target])
        return {one.id for one in outside if found.intersection(one.aliases)}

    async def unknown(self, done: Sequence[Analysed], now: datetime) -> list[Finding]:
        """Return those of the findings that are neither stored nor suppressed."""
        heard = await self._silence.filtered(done, now)
        findings = [one for each in heard for one in each.findings]
        known = await self._findings.get_many(sorted({finding.id for finding in findings}))
        return [finding for finding in findings if finding.id not in known]

    async def found(
        self, readings: Sequence[Reading], done: Sequence[Analysed], now: datetime
    ) -> None:
        """Store what many articles brought to light, then publish it."""
        done = await join(done, self._findings, now)
        shown = found_in(place for each in done for place in each.occurrences)
        done = await self._silence.filtered(done, now)
        findings = self._weighed(done, now)
        places = [place for each in done for place in each.occurrences]
        new = await self._findings.add(list(findings.values()), _confirmed(findings, now))
        await self._occurrences.add(places)
        for key in new:
            self._metrics.findings.labels(findings[key].rule).inc()
        known = await self._findings.get_many([key for key in findings if key not in new])
        await self._reopen(known, places, now)
        await self._silence.lapsed(known.values(), now)
        await self._vanish.replaced(readings, shown, now)
        reach(Failpoint.ANALYZER_AFTER_STORE)
        # one that has changed since was published before it was changed
        fresh = [one for key, one in findings.items() if key in new or known[key].version == 1]
        await self._publisher.publish_all(
            FindingEvent(finding=finding, verb="detected", occurred_at=now) for finding in fresh
        )
        reach(Failpoint.ANALYZER_AFTER_PUBLISH)

    def _weighed(self, done: Sequence[Analysed], now: datetime) -> dict[str, Finding]:
        hints = self._grading.hints
        return {
            one.id: weighed(one, hints, self._confirming, now)
            for each in done
            for one in each.findings
        }

    async def _reopen(
        self, known: Mapping[str, Finding], places: Sequence[Occurrence], now: datetime
    ) -> None:
        """Reopen findings that were gone and stand in an article fetched after that."""
        seen = {place.finding: place for place in sorted(places, key=lambda one: one.seen_at)}
        for finding in known.values():
            place = seen[finding.id]
            if finding.gone_at is None or place.seen_at <= finding.gone_at:
                continue
            again = reopen(finding, cause=f"{place.article}@{place.seen_at.isoformat()}", now=now)
            event = FindingEvent(finding=again, verb="reopened", occurred_at=now)
            if not await self._findings.change(again, event):
                raise ConflictError(f"finding {finding.id} changed meanwhile")


def _confirmed(findings: Mapping[str, Finding], now: datetime) -> dict[str, list[FindingEvent]]:
    """Return the events of findings that their rules confirmed: stored in the same write."""
    return {
        key: [FindingEvent(finding=finding, verb="confirmed", occurred_at=now)]
        for key, finding in findings.items()
        if finding.decision is Decision.CONFIRMED and finding.version > 1 and not finding.aliases
    }
