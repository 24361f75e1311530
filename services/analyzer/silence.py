"""Keeps what people rejected from coming back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.analyzer.domain.change import caused, suspect_again
from services.analyzer.domain.findings import Analysed
from services.analyzer.domain.weigh import has_lapsed, suppressing, without
from shared.clock import office_date
from shared.contracts.finding import Decision, Finding, FindingEvent
from shared.contracts.suppression import Suppression
from shared.errors import ConflictError
from shared.store.findings import FindingStore
from shared.store.suppressions import SuppressionReader


class Silence:
    """Silences what is suppressed, and suspects again what was rejected for a time only.

    Args:
        findings: the findings.
        suppressions: what people rejected.
    """

    def __init__(self, findings: FindingStore, suppressions: SuppressionReader) -> None:
        self._findings = findings
        self._suppressions = suppressions

    async def filtered(self, done: Sequence[Analysed], now: datetime) -> Sequence[Analysed]:
        """Return what was found without what is suppressed.

        A finding that people hold to be one keeps its places, whatever was rejected elsewhere.
        """
        findings = {finding.id: finding for each in done for finding in each.findings}
        suppressions = await self._of(findings.values())
        day = office_date(now)
        silenced = [
            key for key, finding in findings.items() if suppressing(finding, suppressions, day)
        ]
        if not silenced:
            return done
        known = await self._findings.get_many(silenced)
        held = {key for key, one in known.items() if one.decision is not Decision.REJECTED}
        return without(done, set(silenced) - held)

    async def lapsed(self, known: Iterable[Finding], now: datetime) -> None:
        """Suspect those again whose rejection was for a time that has ended."""
        rejected = [one for one in known if one.decision is Decision.REJECTED]
        suppressions = await self._of(rejected)
        for finding in rejected:
            if not has_lapsed(finding, suppressions, office_date(now)):
                continue
            cause = f"lapsed@{finding.version}"
            if caused(finding, cause):
                continue
            again = suspect_again(finding, actor="analyzer", cause=cause, reason="", now=now)
            event = FindingEvent(finding=again, verb="reopened", occurred_at=now)
            if not await self._findings.change(again, event):
                raise ConflictError(f"finding {finding.id} changed meanwhile")

    async def _of(self, findings: Iterable[Finding]) -> list[Suppression]:
        return await self._suppressions.of_roots(sorted({finding.root for finding in findings}))
