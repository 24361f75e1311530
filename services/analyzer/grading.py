"""How precise each rule is: counts what people decided, and takes imprecise rules back to hints."""

import asyncio
from collections.abc import Mapping

import structlog

from services.analyzer.domain.rule import Rule
from services.analyzer.domain.rules import RULES
from services.analyzer.domain.weigh import Bar, grade_of
from shared.clock import Clock
from shared.commands import NotFound, Refused
from shared.contracts.audit import AuditRecorded
from shared.contracts.finding import Effect
from shared.contracts.precision import Grade, Precision
from shared.contracts.rule_command import ConsentToHint
from shared.publisher import Publisher
from shared.store.findings import FindingReader
from shared.store.precision import PrecisionStore

log = structlog.get_logger()


class Grading:
    """Counts anew from the findings themselves, so that a repeat counts nothing twice.

    Args:
        findings: with what people decided.
        precision: where the rows rest.
        publisher: tells the audit of consent.
        clock: business time.
        bar: when a rule is too imprecise.
        every_seconds: longest time after which a replica knows of a grade, real time.
    """

    def __init__(
        self,
        findings: FindingReader,
        precision: PrecisionStore,
        publisher: Publisher,
        clock: Clock,
        bar: Bar,
        *,
        every_seconds: float,
    ) -> None:
        self._findings = findings
        self._precision = precision
        self._publisher = publisher
        self._clock = clock
        self._bar = bar
        self._every_seconds = every_seconds
        self.rows: Mapping[str, Precision] = {}

    @property
    def hints(self) -> frozenset[str]:
        """Rules whose new findings are hints."""
        return frozenset(rule for rule, row in self.rows.items() if row.grade is Grade.HINT)

    async def recount(self, name: str) -> None:
        """Count one rule's decisions anew, and grade it."""
        rule = RULES.get(name)
        if rule is None:
            return
        while not await self._counted(rule):
            pass

    async def _counted(self, rule: Rule) -> bool:
        """Count and write; False when somebody else wrote meanwhile: what was read is stale."""
        known = await self._precision.get(rule.id) or Precision(rule=rule.id)
        confirmed, rejected = await self._findings.decided(rule.id)
        counted = known.model_copy(update={"confirmed": confirmed, "rejected": rejected})
        row = counted.model_copy(update={"grade": grade_of(rule, counted, self._bar)})
        if row == known:
            return True
        row = row.model_copy(update={"changed_at": self._clock.now()})
        if not await self._precision.count(known, row):
            return False
        if row.grade is not known.grade:
            log.warning("rule.graded", rule=rule.id, grade=row.grade, share=row.share)
        self.rows = {**self.rows, rule.id: row}
        return True

    async def recount_all(self) -> None:
        """Count every rule anew: what a crash left uncounted is counted now."""
        self.rows = await self._precision.every()
        for name in RULES:
            await self.recount(name)

    async def consent(self, command: ConsentToHint) -> Precision:
        """Record that a reviewer agrees that a veto rule gives hints, or agrees no longer."""
        rule = RULES.get(command.rule)
        if rule is None:
            raise NotFound(f"no rule {command.rule}; see `xuncha rules list`")
        if rule.effect is not Effect.VETO:
            raise Refused(f"{rule.id} is no veto rule: its precision decides by itself")
        by, reason = (command.actor, command.reason) if command.agreed else ("", "")
        await self._precision.consent(rule.id, by=by, reason=reason)
        await self.recount(rule.id)
        await self._publisher.publish(
            AuditRecorded(
                actor=command.actor,
                action="rule.consent" if command.agreed else "rule.dissent",
                about=rule.id,
                cause=command.request,
                reason=command.reason,
                occurred_at=self._clock.now(),
            )
        )
        self.rows = await self._precision.every()
        return self.rows[rule.id]

    async def run(self) -> None:
        """Take over what other replicas counted, every few seconds; an outage only delays."""
        while True:
            await asyncio.sleep(self._every_seconds)
            self.rows = await self._precision.every()
