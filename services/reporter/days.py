"""Writes the daily report on demand, and announces it once a day."""

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Any

import structlog

from services.reporter.asking import asked_day
from services.reporter.day_page import write_day
from services.reporter.domain.daily import Day, announced_day, daily, day_text
from services.reporter.domain.facts import Facts
from services.reporter.facts import Readers, targets_on
from services.reporter.seen import seen_between
from shared.clock import OFFICE_ZONE, Clock
from shared.contracts.command import ReportDay
from shared.contracts.order import Order, OrderState
from shared.contracts.report import ReportReady
from shared.outbox import Outbox
from shared.store.reports import ReportStore

LOOK_BACK = timedelta(days=400)
PAGE = 500
_ENDED = frozenset({OrderState.CLOSED, OrderState.WITHDRAWN})
_ENDED_LOOK = timedelta(days=120)
"""An order closed on a day was due at most that long before or after it."""
log = structlog.get_logger()


class Days:
    """The report of a day.

    Args:
        readers: the collections that a report looks at.
        reports: remembers which day was announced.
        outbox: relays the announcement.
        clock: business time.
        at: time of day from which the day's report is announced; empty never does.
        every_seconds: real time between two looks at the clock.
    """

    def __init__(
        self,
        readers: Readers,
        reports: ReportStore,
        outbox: Outbox,
        clock: Clock,
        at: str,
        every_seconds: float = 5.0,
    ) -> None:
        self._readers = readers
        self._reports = reports
        self._outbox = outbox
        self._clock = clock
        self._at = time.fromisoformat(at) if at else None
        self._every_seconds = every_seconds

    async def report(self, command: ReportDay) -> dict[str, Any]:
        """Return the report of a day as JSON, plain text or HTML.

        Raises:
            Refused: the day lies ahead, or is none.
        """
        today = asked_day("", date.min, "", self._clock)
        day = asked_day(command.day, date.min, "the day", self._clock)
        asked_day(today.isoformat(), day, str(day), self._clock)
        report = await self.of(day)
        if command.format == "json":
            return {"report": report}
        return {"text": day_text(report) if command.format == "text" else write_day(report)}

    async def run(self) -> None:
        """Announce each day's report for ever, once its time of day has come."""
        while True:
            await self.announce()
            await asyncio.sleep(self._every_seconds)

    async def announce(self) -> bool:
        """Announce today's report if its time has come; tell whether this call did."""
        now = self._clock.now().astimezone(OFFICE_ZONE)
        if self._at is None or now.time() < self._at:
            return False
        if await self._reports.is_announced(now.date()):
            return False
        report = announced_day(await self.of(now.date()), now.date())
        event = ReportReady(report=report, occurred_at=self._clock.now())
        done = await self._reports.announce_day(now.date(), self._clock.now(), event)
        self._outbox.nudge()
        log.info("day.announced", day=str(now.date()))
        return done

    async def of(self, day: date) -> dict[str, Any]:
        """Compute the report of a day."""
        found = self._readers.findings.found_between(day, day)
        facts = Facts(
            targets=tuple(await targets_on(self._readers.targets, day)),
            units=tuple([unit async for unit in self._readers.units.every()]),
            findings=tuple([finding async for finding in found]),
            orders=tuple(await self._orders(day)),
        )
        warnings = await self._readers.warnings.raised(day, day)
        seen = await seen_between(self._readers.sights, day, day)
        observed = frozenset(target for target, one in seen.items() if one.anything)
        return daily(Day(day, facts, observed, warnings))

    async def _orders(self, day: date) -> list[Order]:
        """Return the orders that may be open or end on a day, by their deadlines."""
        end = datetime.combine(day + timedelta(days=1), time.min, OFFICE_ZONE)
        open_states = sorted(set(OrderState) - _ENDED)
        found = await self._due(end - LOOK_BACK, end + LOOK_BACK, open_states)
        return found + await self._due(end - _ENDED_LOOK, end + _ENDED_LOOK, sorted(_ENDED))

    async def _due(self, start: datetime, end: datetime, states: list[OrderState]) -> list[Order]:
        found: list[Order] = []
        after = ""
        while page := await self._readers.orders.due_between(
            start, end, states, after=after, limit=PAGE
        ):
            found += page
            after = page[-1].id
        return found
