"""Freezes, issues and corrects quarters: each step once, with its announcement and its audit."""

import asyncio
from datetime import date
from typing import Any

from services.reporter.asking import asked_day, read_day
from services.reporter.domain.freezing import (
    announced,
    answered,
    differences,
    duties,
    facts_digest,
    rendered,
)
from services.reporter.domain.period import Cut, Quarter
from services.reporter.live import Live
from shared.clock import Clock, office_date
from shared.commands import NotFound, Refused
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import (
    Command,
    CorrectQuarter,
    FreezeQuarter,
    IssueQuarter,
    ReportBack,
)
from shared.contracts.finding import Step
from shared.contracts.order import duty_id
from shared.contracts.report import (
    Erratum,
    FrozenReport,
    Issue,
    ReportReady,
    packed,
)
from shared.errors import ConflictError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.orders import OrderReader
from shared.store.reports import ReportStore
from shared.workdays import Workdays


class Freezer:
    """The life of a quarter's report after its figures are right.

    Args:
        reports: where frozen quarters rest.
        live: computes a quarter from the records.
        orders: among them the duties that units answer themselves.
        workdays: count the working days of the report-back duty.
        outbox: relays what was done.
        clock: business time.
    """

    def __init__(
        self,
        reports: ReportStore,
        live: Live,
        orders: OrderReader,
        workdays: Workdays,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._reports = reports
        self._live = live
        self._orders = orders
        self._workdays = workdays
        self._outbox = outbox
        self._clock = clock

    async def freeze(self, command: FreezeQuarter) -> dict[str, Any]:
        """Freeze a quarter as of a day, with a digest over its records and its profiles.

        Raises:
            Refused: it is not over by that day, or frozen already.
        """
        quarter = Quarter.parse(command.quarter)
        known = await self._reports.get(str(quarter))
        if known:
            if _caused(known, command.request):
                return rendered(known)
            raise Refused(f"{quarter} is frozen already; corrections are `report errata {quarter}`")
        day = asked_day(command.as_of, quarter.first, str(quarter), self._clock)
        if day < quarter.last:
            raise Refused(
                f"{quarter} ends on {quarter.last}, after {day}: freeze it when it is over"
            )
        profiles = await self._live.profiles(quarter)
        report, facts = await self._live.with_facts(quarter, day)
        counted = await asyncio.to_thread(self._live.statistics, facts, Cut(quarter, day))
        frozen = FrozenReport(
            id=str(quarter),
            as_of=day,
            body=packed(report),
            digest=report["digest"],
            facts_digest=facts_digest(facts, profiles),
            statistics=packed(counted),
            profiles=profiles,
            history=(self._step(command, 1, "frozen"),),
        )
        events = self._events(command, frozen, "frozen", f"{quarter} as of {day}")
        if not await self._reports.add(frozen, *events):
            raise ConflictError(f"{quarter} was frozen by somebody else just now")
        self._outbox.nudge()
        return rendered(frozen)

    async def issue(self, command: IssueQuarter) -> dict[str, Any]:
        """Fix number, date and signer; every named unit gets its duty to report back.

        Raises:
            Refused: the quarter is issued already, or the date precedes the last day counted.
        """
        frozen = await self._frozen(command.quarter)
        if _caused(frozen, command.request):
            return rendered(frozen)
        if frozen.issue:
            raise Refused(f"{frozen.id} was issued as {frozen.issue.number} on {frozen.issue.on}")
        day = read_day(command.date, "date") if command.date else self._today()
        if day < frozen.as_of:
            raise Refused(f"the notice counts until {frozen.as_of}: it cannot be dated {day}")
        calendar = await self._workdays.in_force()
        due = calendar.add_working_days(day, self._live.report_back_days)
        issue = Issue(
            number=mask_text(command.number),
            on=day,
            signer=mask_text(command.signer),
            due_on=due.on,
            working_days=due.working_days,
            provisional=due.provisional,
            explanation=due.explanation,
        )
        owed = duties(frozen.report, due.on)
        return await self._next(
            command, frozen, "issued", command.number, {"issue": issue, "duties": owed}
        )

    async def reported(self, command: ReportBack) -> dict[str, Any]:
        """Record that a unit has reported back; a repeat changes nothing.

        Raises:
            Refused: the quarter is not issued.
            NotFound: the notice does not name the unit.
        """
        frozen = await self._frozen(command.quarter)
        if frozen.issue is None:
            raise Refused(f"{frozen.id} is not issued: nobody owes a report yet")
        duty = frozen.duties.get(command.unit)
        if duty is None:
            raise NotFound(f"{frozen.id} names no unit {command.unit}: {', '.join(frozen.duties)}")
        if duty.reported_on or _caused(frozen, command.request):
            return rendered(frozen)
        day = read_day(command.on, "on") if command.on else self._today()
        done = duty.model_copy(update={"reported_on": day, "note": mask_text(command.note)})
        owed = {**frozen.duties, command.unit: done}
        return await self._next(command, frozen, "reported", command.unit, {"duties": owed})

    async def errata(self, command: CorrectQuarter) -> dict[str, Any]:
        """Show in what the records differ from a frozen quarter; with a text, publish it as 更正.

        The frozen figures stay as they are.
        """
        frozen = await self._frozen(command.quarter)
        if _caused(frozen, command.request):
            return rendered(frozen)
        now, _ = await self._live.with_facts(Quarter.parse(frozen.id), frozen.as_of)
        differing = differences(frozen.report, now)
        if not command.text:
            shown = [{"figure": p, "frozen": old, "now": new} for p, old, new in differing]
            return {"quarter": frozen.id, "as_of": frozen.as_of.isoformat(), "differences": shown}
        day = read_day(command.on, "on") if command.on else self._today()
        erratum = Erratum(
            number=len(frozen.errata) + 1,
            on=day,
            text=mask_text(command.text),
            differences=tuple(differing),
        )
        changed = {"errata": (*frozen.errata, erratum)}
        return await self._next(command, frozen, "errata", erratum.text, changed)

    async def shown(self, quarter: str) -> dict[str, Any] | None:
        """Return a frozen quarter's report, None while it is not frozen."""
        frozen = await self._reports.get(quarter)
        if frozen is None:
            return None
        wanted = [duty_id(unit, frozen.id) for unit in frozen.duties]
        return rendered(answered(frozen, await self._orders.get_many(wanted)))

    async def _frozen(self, text: str) -> FrozenReport:
        quarter = Quarter.parse(text)
        frozen = await self._reports.get(str(quarter))
        if frozen is None:
            raise NotFound(f"{quarter} is not frozen; see `xuncha report freeze {quarter}`")
        return frozen

    async def _next(
        self,
        command: Command,
        frozen: FrozenReport,
        action: str,
        note: str,
        change: dict[str, Any],
    ) -> dict[str, Any]:
        step = self._step(command, frozen.version + 1, action)
        after = frozen.model_copy(
            update={**change, "version": step.version, "history": (*frozen.history, step)}
        )
        if not await self._reports.change(after, *self._events(command, after, action, note)):
            raise ConflictError(f"somebody changed {frozen.id} just now; look at it again")
        self._outbox.nudge()
        return rendered(after)

    def _step(self, command: Command, version: int, action: str) -> Step:
        return Step(
            version=version,
            at=self._clock.now(),
            actor=command.actor,
            action=action,
            cause=command.request,
        )

    def _events(
        self, command: Command, frozen: FrozenReport, action: str, note: str
    ) -> tuple[AuditRecorded | ReportReady, ...]:
        now = self._clock.now()
        audit = AuditRecorded(
            actor=command.actor,
            action=f"report.{action}",
            about=frozen.id,
            cause=command.request,
            reason=mask_text(note)[:500],
            occurred_at=now,
        )
        if action == "reported":
            return (audit,)
        return (audit, ReportReady(report=announced(frozen, action), occurred_at=now))

    def _today(self) -> date:
        return office_date(self._clock.now())


def _caused(frozen: FrozenReport, cause: str) -> bool:
    return any(step.cause == cause for step in frozen.history)
