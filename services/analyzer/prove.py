"""Proof: turns what a re-check saw into passed, failed or undecided, and always answers."""

from collections.abc import Sequence

from services.analyzer.analyze import Analyze
from services.analyzer.domain.change import caused, fold, vanish
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.opening import Opening
from services.analyzer.vanish import Vanish
from shared.contracts.finding import Finding, FindingEvent, FindingRechecked, Occurrence, Proof
from shared.contracts.observation import Visited, VisitOutcome
from shared.errors import ConflictError, PermanentError
from shared.failpoints import Failpoint, reach
from shared.publisher import Publisher
from shared.store.findings import FindingStore
from shared.store.occurrences import OccurrenceStore

UNREAD = "unread"
"""What a proof notes where the finding may stand in a part that nobody can read now."""
_READABLE = frozenset({VisitOutcome.SAME, VisitOutcome.CHANGED})


class Prove:
    """Answers re-checks.

    Args:
        analyze: says which findings stand in an article.
        findings: the findings.
        occurrences: their places.
        vanish: knows what stands where it stood.
        opening: opens what stands there now.
        publisher: of the service.
        metrics: counts.
    """

    def __init__(  # noqa: PLR0913 - the parts of a proof, put together in one place
        self,
        analyze: Analyze,
        findings: FindingStore,
        occurrences: OccurrenceStore,
        vanish: Vanish,
        opening: Opening,
        *,
        publisher: Publisher,
        metrics: AnalyzerMetrics,
    ) -> None:
        self._analyze = analyze
        self._findings = findings
        self._occurrences = occurrences
        self._vanish = vanish
        self._opening = opening
        self._publisher = publisher
        self._metrics = metrics

    async def answer(self, visit: Visited) -> None:
        """Take one visit into account; answer when all places of the finding have spoken."""
        finding = await self._findings.get(visit.finding)
        if finding is None:
            raise PermanentError(f"re-check {visit.request} names an unknown finding")
        places = await self._occurrences.of_finding(finding.id)
        here = [place for place in places if place.address == visit.address]
        proof, note = await self._proof(finding, visit, here)
        for place in here:
            await self._occurrences.answer(place.id, visit.request, proof)
        if proof is Proof.PASSED:
            await self._occurrences.leave({one.id: visit.at for one in here if not one.left_at})
        result = fold(await self._occurrences.of_finding(finding.id), visit.request, visit.places)
        if result is None:
            return
        passed = result is Proof.PASSED
        after = await self._gone(finding, visit, here) if passed else finding
        reach(Failpoint.ANALYZER_AFTER_PROOF)
        event = FindingRechecked(
            request=visit.request,
            finding=after,
            proof=result,
            before=finding.excerpt,
            before_article=finding.article,
            after=after.after if passed else "",
            after_article=after.after_article if passed else "",
            note=note,
            occurred_at=visit.at,
        )
        await self._publisher.publish(event)
        self._metrics.proofs.labels(result).inc()

    async def _proof(
        self, finding: Finding, visit: Visited, here: Sequence[Occurrence]
    ) -> tuple[Proof, str]:
        """Judge one place by what stands there now, not by what changed since the last visit.

        Returns:
            The proof, and what it rests on: how the visit ended, or that something was unread.
        """
        note = visit.outcome.value
        if visit.outcome is VisitOutcome.GONE:
            return Proof.PASSED, note
        if visit.outcome not in _READABLE:
            return Proof.UNDECIDED, note
        standing = await self._analyze.standing_in(visit.article, finding.rule)
        if standing is None:
            return Proof.UNDECIDED, note
        if finding.id in standing:
            return Proof.FAILED, note
        now = (await self._opening.named([visit.article])).get(visit.article)
        hidden = [await self._vanish.hidden(place, now) for place in here]
        return (Proof.UNDECIDED, UNREAD) if any(hidden) else (Proof.PASSED, note)

    async def _gone(self, finding: Finding, visit: Visited, here: Sequence[Occurrence]) -> Finding:
        if finding.gone_at or caused(finding, visit.request):
            return finding
        now = (await self._opening.named([visit.article])).get(visit.article)
        after = await self._vanish.excerpt_after(here[0], now) if here else ""
        gone = vanish(
            finding,
            cause=visit.request,
            now=visit.at,
            after=after,
            after_article=now.article.id if now else "",
        )
        event = FindingEvent(finding=gone, verb="gone", occurred_at=visit.at)
        if not await self._findings.change(gone, event):
            raise ConflictError(f"finding {finding.id} changed meanwhile")
        return gone
