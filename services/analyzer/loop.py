"""The timer edge of assessments: each day once, corrections as facts come late."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

import structlog

from services.analyzer.assessing.again import Again
from services.analyzer.assessing.assess import Assess
from services.analyzer.assessing.boards import Boards
from services.analyzer.assessing.coverage import Coverage
from services.analyzer.assessing.inspections import Inspections
from services.analyzer.assessing.warn import Warn
from services.analyzer.domain.assessing.daily import Roster
from services.analyzer.domain.assessing.dates import Quarter, last_over
from services.analyzer.marks import BEGUN, JOB, Marks
from services.analyzer.metrics import AnalyzerMetrics
from shared.clock import Clock, office_date
from shared.errors import PermanentError, TransientError
from shared.store.standings import LateMark

CATCH_UP_DAYS = 92
"""After a longer standstill the days before are left out; their facts can still be replayed."""
BUCKET = 200

log = structlog.get_logger()


class After(NamedTuple):
    """What follows when a day was assessed."""

    inspections: Inspections
    warn: Warn
    boards: Boards
    coverage: Coverage


class Daily:
    """Runs the daily job.

    Any replica may; whatever two of them write at the same time has the same ids.

    Args:
        assess: assesses days, and targets again.
        after: what else is done once a day.
        marks: which days are done, and whose facts came late.
        clock: business time.
        metrics: counts.
        every_seconds: real time between two looks.
    """

    def __init__(
        self,
        assess: tuple[Assess, Again],
        after: After,
        marks: Marks,
        clock: Clock,
        metrics: AnalyzerMetrics,
        every_seconds: float,
    ) -> None:
        self._assess, self._again = assess
        self._after = after
        self._marks = marks
        self._clock = clock
        self._metrics = metrics
        self._every_seconds = every_seconds

    async def run(self) -> None:
        """Look for ever; what fails is tried again at the next look."""
        while True:
            try:
                await self.look()
            except (TransientError, PermanentError) as error:
                log.warning("assessment.delayed", reason=str(error))
            await asyncio.sleep(self._every_seconds)

    async def look(self) -> int:
        """Assess the days that are over, then whatever was marked; return how many days."""
        now = self._clock.now()
        days = list(await self._due(now))
        for day in days:
            await self._day(day, now)
        await self.correct()
        return len(days)

    async def correct(self) -> int:
        """Assess those again whose facts came late; return how many corrections were made."""
        now = self._clock.now()
        until = await self._marks.jobs.last_day(JOB, office_date(now))
        if until is None:
            return 0
        late: dict[str, list[LateMark]] = defaultdict(list)
        for mark in await self._marks.standings.late(limit=BUCKET):
            late[mark.quarter].append(mark)
        made = 0
        for quarter, marks in late.items():
            found = await self._again.correct(Quarter.parse(quarter), marks, until, now)
            made += found.made
            for mark in found.done:
                await self._marks.standings.settle(mark)
        self._metrics.corrections.inc(made)
        await self._after.coverage.renew()
        return made

    async def _due(self, now: datetime) -> Iterable[date]:
        last = last_over(now)
        done = await self._marks.jobs.last_day(JOB, last)
        first = max((done or last - timedelta(days=1)) + timedelta(days=1), _first_of(last))
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    async def _day(self, day: date, now: datetime) -> None:
        await self._marks.jobs.finish(BEGUN, day.isoformat(), now)
        known: Roster = await self._assess.day(day, now)
        await self._after.inspections.open(Quarter.of(day), known)
        await self._after.boards.look(known, day, office_date(now))
        await self._after.warn.look(known, day, office_date(now))
        await self._after.coverage.keep(day)
        await self._marks.jobs.finish(JOB, day.isoformat(), now)
        self._metrics.days.inc()


def _first_of(last: date) -> date:
    return last - timedelta(days=CATCH_UP_DAYS - 1)
