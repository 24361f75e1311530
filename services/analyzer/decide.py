"""Confirms and rejects findings for people, and shows them."""

from typing import Any

from services.analyzer.domain.change import caused, decide
from shared.clock import Clock
from shared.commands import NotFound, Refused
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import DecideFinding, ListQuery, ShowQuery
from shared.contracts.finding import Finding, FindingEvent
from shared.errors import ConflictError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.findings import FindingStore
from shared.store.occurrences import OccurrenceReader


class Decide:
    """The analyzer's commands about findings.

    Args:
        findings: the findings.
        occurrences: their places.
        outbox: relays what a decision says.
        clock: business time.
    """

    def __init__(
        self, findings: FindingStore, occurrences: OccurrenceReader, outbox: Outbox, clock: Clock
    ) -> None:
        self._findings = findings
        self._occurrences = occurrences
        self._outbox = outbox
        self._clock = clock

    async def decide(self, command: DecideFinding) -> Finding:
        """Confirm or reject; a repeat of the same command returns what it did the first time."""
        finding = await self._one(command.finding)
        if caused(finding, command.request):
            return finding
        if command.expected_version not in {None, finding.version}:
            raise ConflictError(
                f"the finding is at version {finding.version}, not {command.expected_version}; "
                "look at it again"
            )
        now = self._clock.now()
        reason = mask_text(command.reason)
        decided = decide(
            finding,
            command.decision,
            actor=command.actor,
            cause=command.request,
            reason=reason,
            now=now,
        )
        verb = command.decision.value
        audit = AuditRecorded(
            actor=command.actor,
            action=f"finding.{verb}",
            about=finding.id,
            cause=command.request,
            reason=reason,
            occurred_at=now,
        )
        event = FindingEvent(finding=decided, verb=verb, occurred_at=now)
        if not await self._findings.change(decided, event, audit):
            raise ConflictError("somebody changed the finding just now; look at it again")
        self._outbox.nudge()
        return decided

    async def listed(self, query: ListQuery) -> list[Finding]:
        """Return findings, newest day first."""
        return await self._findings.listed(
            decision=query.state, target=query.target, unit=query.unit, limit=query.limit
        )

    async def shown(self, query: ShowQuery) -> dict[str, Any]:
        """Return one finding with its places."""
        finding = await self._one(query.id)
        places = await self._occurrences.of_finding(finding.id, limit=100)
        return {
            **finding.model_dump(mode="json"),
            "occurrences": [place.model_dump(mode="json") for place in places],
        }

    async def _one(self, beginning: str) -> Finding:
        found = await self._findings.starting_with(beginning)
        if not found:
            raise NotFound(f"no finding {beginning}; see `xuncha findings list`")
        if len(found) > 1:
            raise Refused(f"several findings begin with {beginning}; write more of the id")
        return found[0]
