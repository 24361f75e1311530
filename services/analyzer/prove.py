"""Proof: turns what a re-check saw into passed, failed or undecided, and always answers."""

from services.analyzer.analyze import Analyze
from services.analyzer.domain.change import caused, fold, vanish
from services.analyzer.metrics import AnalyzerMetrics
from shared.contracts.finding import Finding, FindingEvent, FindingRechecked, Proof
from shared.contracts.observation import Visited, VisitOutcome
from shared.errors import ConflictError, PermanentError
from shared.failpoints import Failpoint, reach
from shared.publisher import Publisher
from shared.store.findings import FindingStore
from shared.store.occurrences import OccurrenceStore

_READABLE = frozenset({VisitOutcome.SAME, VisitOutcome.CHANGED})


class Prove:
    """Answers re-checks.

    Args:
        analyze: says which findings stand in an article.
        findings: the findings.
        occurrences: their places.
        publisher: of the service.
        metrics: counts.
    """

    def __init__(
        self,
        analyze: Analyze,
        findings: FindingStore,
        occurrences: OccurrenceStore,
        publisher: Publisher,
        metrics: AnalyzerMetrics,
    ) -> None:
        self._analyze = analyze
        self._findings = findings
        self._occurrences = occurrences
        self._publisher = publisher
        self._metrics = metrics

    async def answer(self, visit: Visited) -> None:
        """Take one visit into account; answer when all places of the finding have spoken."""
        finding = await self._findings.get(visit.finding)
        if finding is None:
            raise PermanentError(f"re-check {visit.request} names an unknown finding")
        proof = await self._proof(finding, visit)
        places = await self._occurrences.of_finding(finding.id)
        for place in places:
            if place.address == visit.address:
                await self._occurrences.answer(place.id, visit.request, proof)
        result = fold(await self._occurrences.of_finding(finding.id), visit.request, visit.places)
        if result is None:
            return
        after = await self._vanish(finding, visit) if result is Proof.PASSED else finding
        reach(Failpoint.ANALYZER_AFTER_PROOF)
        event = FindingRechecked(
            request=visit.request,
            finding=after,
            proof=result,
            before=finding.excerpt,
            note=visit.outcome.value,
            occurred_at=visit.at,
        )
        await self._publisher.publish(event)
        self._metrics.proofs.labels(result).inc()

    async def _proof(self, finding: Finding, visit: Visited) -> Proof:
        """Judge one place by what stands there now, not by what changed since the last visit."""
        if visit.outcome is VisitOutcome.GONE:
            return Proof.PASSED
        if visit.outcome not in _READABLE:
            return Proof.UNDECIDED
        standing = await self._analyze.standing_in(visit.article)
        if standing is None:
            return Proof.UNDECIDED
        return Proof.FAILED if finding.id in standing else Proof.PASSED

    async def _vanish(self, finding: Finding, visit: Visited) -> Finding:
        if finding.gone_at or caused(finding, visit.request):
            return finding
        gone = vanish(finding, cause=visit.request, now=visit.at)
        event = FindingEvent(finding=gone, verb="gone", occurred_at=visit.at)
        if not await self._findings.change(gone, event):
            raise ConflictError(f"finding {finding.id} changed meanwhile")
        return gone
