"""Confirms, rejects and reopens findings for people, and shows them."""

from typing import Any

from services.analyzer.domain.change import caused, decide, reject_too, reopen, suspect_again
from services.analyzer.domain.roots import source_first
from services.analyzer.grading import Grading
from shared.clock import Clock, office_date
from shared.commands import NotFound, Refused
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import DecideFinding, ListQuery, ReopenFinding, ShowQuery
from shared.contracts.finding import Decision, Finding, FindingEvent
from shared.contracts.suppression import Scope, Suppression, suppression_id
from shared.errors import ConflictError
from shared.failpoints import Failpoint, reach
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.findings import FIRST_DAY, FindingStore, Window
from shared.store.occurrences import OccurrenceReader
from shared.store.suppressions import SuppressionStore
from shared.store.targets import TargetReader
from shared.store.units import UnitReader


class Decide:
    """The analyzer's commands about findings.

    Args:
        findings: the findings.
        occurrences: their places.
        suppressions: what was rejected.
        grading: counts decisions.
        outbox: relays what a decision says.
        clock: business time.
    """

    def __init__(
        self,
        findings: FindingStore,
        occurrences: OccurrenceReader,
        suppressions: SuppressionStore,
        grading: Grading,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._findings = findings
        self._occurrences = occurrences
        self._suppressions = suppressions
        self._grading = grading
        self._outbox = outbox
        self._clock = clock

    async def decide(self, command: DecideFinding) -> Finding:
        """Confirm or reject; a repeat of the same command returns what it did the first time.

        What follows from a decision is done after it and again with every repeat.
        """
        finding = await self._one(command.finding)
        if caused(finding, command.request) is None:
            self._expect(finding, command.expected_version)
            decided = decide(
                finding,
                command.decision,
                actor=command.actor,
                cause=command.request,
                reason=mask_text(command.reason),
                now=self._clock.now(),
            )
            await self._change(decided, command, command.decision.value)
            finding = decided
        reach(Failpoint.ANALYZER_AFTER_DECISION)
        if finding.history[-1].cause == command.request:
            await self._follow(finding, command)
        return finding

    async def reopen(self, command: ReopenFinding) -> Finding:
        """Take a rejection back, or open a finding again that is gone by our records only."""
        finding = await self._one(command.finding)
        if caused(finding, command.request):
            return finding
        self._expect(finding, command.expected_version)
        if finding.decision is not Decision.REJECTED and finding.gone_at is None:
            raise Refused("the finding is neither rejected nor gone; nothing was changed")
        change = suspect_again if finding.decision is Decision.REJECTED else reopen
        opened = change(
            finding,
            actor=command.actor,
            cause=command.request,
            reason=mask_text(command.reason),
            now=self._clock.now(),
        )
        await self._change(opened, command, "reopened")
        await self._lift(opened)
        await self._grading.recount(opened.rule)
        return opened

    async def listed(self, query: ListQuery) -> list[Finding]:
        """Return findings, newest day first."""
        wanted = {"decision": query.state, "target": query.target, "unit": query.unit}
        days = Window(FIRST_DAY, office_date(self._clock.now()))
        return await self._findings.page(days, wanted, limit=query.limit)

    async def suppressions(self, query: ListQuery) -> list[Suppression]:
        """Return what was rejected and how far it reaches, newest first."""
        return await self._suppressions.listed(limit=query.limit)

    async def _follow(self, finding: Finding, command: DecideFinding) -> None:
        """Do what a decision entails: remember a rejection, or forget it; count it."""
        if command.decision is Decision.REJECTED:
            suppression = _suppression(finding, command)
            await self._suppressions.put(suppression)
            await self._reject_others(finding, suppression)
        else:
            await self._lift(finding)
        await self._grading.recount(finding.rule)

    async def _reject_others(self, finding: Finding, suppression: Suppression) -> None:
        """Reject the same defect on other targets that the rejection reaches and nobody decided."""
        if suppression.scope is Scope.TARGET:
            return
        for other in await self._findings.of_root(finding.root):
            within = suppression.scope is Scope.ALL or other.unit == suppression.about
            if not within or other.decision is not Decision.SUSPECTED:
                continue
            now = self._clock.now()
            rejected = reject_too(
                other, cause=suppression.request, reason=suppression.reason, now=now
            )
            event = FindingEvent(finding=rejected, verb="rejected", occurred_at=now)
            if not await self._findings.change(rejected, event):
                raise ConflictError("somebody changed the finding just now; look at it again")
        self._outbox.nudge()

    async def _lift(self, finding: Finding) -> None:
        """Forget the suppressions that reach this finding."""
        for one in await self._suppressions.of_roots([finding.root]):
            if one.covers(root=finding.root, target=finding.target, unit=finding.unit):
                await self._suppressions.lift(one.id)

    async def _change(
        self, after: Finding, command: DecideFinding | ReopenFinding, verb: str
    ) -> None:
        step = after.history[-1]
        audit = AuditRecorded(
            actor=command.actor,
            action=f"finding.{verb}",
            about=after.id,
            cause=command.request,
            reason=step.note,
            occurred_at=step.at,
        )
        event = FindingEvent(finding=after, verb=verb, occurred_at=step.at)
        if not await self._findings.change(after, event, audit):
            raise ConflictError("somebody changed the finding just now; look at it again")
        self._outbox.nudge()

    async def _one(self, beginning: str) -> Finding:
        return await one_of(self._findings, beginning)

    @staticmethod
    def _expect(finding: Finding, version: int | None) -> None:
        if version not in {None, finding.version}:
            raise ConflictError(
                f"the finding is at version {finding.version}, not {version}; look at it again"
            )


class Show:
    """Shows one finding with its places and with the same defect elsewhere.

    Args:
        findings: the findings.
        occurrences: their places.
        targets: the registry.
        units: the registry.
    """

    def __init__(
        self,
        findings: FindingStore,
        occurrences: OccurrenceReader,
        targets: TargetReader,
        units: UnitReader,
    ) -> None:
        self._findings = findings
        self._occurrences = occurrences
        self._targets = targets
        self._units = units

    async def shown(self, query: ShowQuery) -> dict[str, Any]:
        """Return one finding; `same` lists its root on all targets, the source unit first."""
        finding = await one_of(self._findings, query.id)
        places = await self._occurrences.of_finding(finding.id, limit=100)
        same = await self._same(finding)
        return {
            **finding.model_dump(mode="json"),
            "occurrences": [place.model_dump(mode="json") for place in places],
            "same": [
                {"finding": one.id, "target": one.target, "unit": one.unit, "url": one.url}
                for one in same
            ],
        }

    async def _same(self, finding: Finding) -> list[Finding]:
        findings = await self._findings.of_root(finding.root)
        targets = await self._targets.get_many(sorted({one.target for one in findings}))
        units = await self._units.get_many(sorted({one.unit for one in findings}))
        names = {
            key: (target.name, *_names_of(units.get(target.unit)))
            for key, target in targets.items()
        }
        return source_first(findings, names)


def _names_of(unit: Any) -> tuple[str, ...]:
    return (unit.name, unit.short_name) if unit else ()


async def one_of(findings: FindingStore, beginning: str) -> Finding:
    """Return the finding whose id begins so.

    Raises:
        NotFound: there is none.
        Refused: there are several.
    """
    found = await findings.starting_with(beginning)
    if not found:
        raise NotFound(f"no finding {beginning}; see `xuncha findings list`")
    if len(found) > 1:
        raise Refused(f"several findings begin with {beginning}; write more of the id")
    return found[0]


def _suppression(finding: Finding, command: DecideFinding) -> Suppression:
    about = {Scope.TARGET: finding.target, Scope.UNIT: finding.unit, Scope.ALL: ""}[command.scope]
    step = finding.history[-1]
    return Suppression(
        id=suppression_id(finding.root, command.scope, about),
        root=finding.root,
        rule=finding.rule,
        scope=command.scope,
        about=about,
        until=command.until,
        finding=finding.id,
        actor=command.actor,
        reason=step.note,
        request=command.request,
        at=step.at,
    )
