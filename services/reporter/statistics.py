"""Answers what people ask about any period: figures by group, and period over period."""

import asyncio
import base64
from dataclasses import replace
from typing import Any

from services.reporter.asking import asked_day, known_by
from services.reporter.domain import tabular
from services.reporter.domain.comparison import compare
from services.reporter.domain.facts import Facts
from services.reporter.domain.keeping import from_records, kept
from services.reporter.domain.period import Cut, Period, months_in, parse_period
from services.reporter.domain.statistics import BY, Given, statistics
from services.reporter.domain.statistics_checks import beside_frozen, not_kept
from services.reporter.domain.terms import Terms
from services.reporter.facts import Readers, gather_standing
from services.reporter.notice.profile import NoticeProfile
from services.reporter.rollups import Rollups
from shared.clock import Clock, office_date
from shared.commands import Refused
from shared.contracts.command import Command, ReportPeriod
from shared.contracts.target import TargetKind
from shared.store.reports import ReportStore
from shared.tables.sheets import write_csv, write_xlsx


class Statistics:
    """Statistics on demand.

    Args:
        readers: the collections that a report looks at.
        rollups: counts of findings, for every day but those gone by.
        profile: of the notice: names and order of platforms.
        reports: frozen quarters.
        clock: business time.
    """

    def __init__(
        self,
        readers: Readers,
        rollups: Rollups,
        profile: NoticeProfile,
        reports: ReportStore,
        clock: Clock,
    ) -> None:
        self._reports = reports
        self._readers = readers
        self._rollups = rollups
        self._terms = Terms(platforms=profile.platform_table, printing=profile.printing)
        self._clock = clock

    async def report(self, command: ReportPeriod) -> dict[str, Any]:
        """Return the statistics of a period, beside those of another where that is asked for.

        Raises:
            Refused: the period lies ahead, or the command asks for what there is not.
        """
        period = parse_period(command.period)
        _check(command)
        now = await self._of(period, command)
        if not command.compare:
            return await _written(now, tabular.of_statistics, command.format)
        asked = command.compare
        other = period.previous if asked == "previous" else parse_period(asked)
        both = compare(now, await self._of(other, command))
        return await _written(both, tabular.of_comparison, command.format)

    async def recompute(self, _command: Command) -> dict[str, Any]:
        """Recompute every rollup row from the records."""
        marked = await self._rollups.mark_all()
        return {"marked": marked, "replaced": await self._rollups.settle()}

    async def _of(self, period: Period, command: ReportPeriod) -> dict[str, Any]:
        """Return the frozen figures of a frozen quarter; any other day is counted."""
        frozen = await self._reports.get(str(period))
        if frozen is None:
            return await self._counted(period, command)
        meant = command.as_of in {"", frozen.as_of.isoformat()} and not command.known_on
        if meant and (figures := kept(frozen, command.by, command.kind)):
            return figures
        day = frozen.as_of.isoformat() if meant else command.as_of
        counted = await self._counted(period, command.model_copy(update={"as_of": day}))
        told = [] if command.kind else list(beside_frozen(counted["total"], frozen.report))
        told += [not_kept(frozen.id)] if meant else []
        counted["warnings"] += [one._asdict() for one in sorted(told)]
        return counted

    async def _counted(self, period: Period, command: ReportPeriod) -> dict[str, Any]:
        cut = Cut(period, asked_day(command.as_of, period.first, str(period), self._clock))
        facts = await gather_standing(self._readers, cut, known_by(command.known_on))
        if cut.as_of >= office_date(self._clock.now()):
            await self._rollups.settle()
            given = Given(facts, *await self._rollups.of(period), cut)
        else:
            given = from_records(await self._with_records(facts, period), cut)
        return statistics(given, command.by, self._terms, kind=command.kind)

    async def _with_records(self, facts: Facts, period: Period) -> Facts:
        """Read findings and orders as well, because a day gone by is asked for."""
        months = months_in(period)
        found = self._readers.findings.found_between(months[0].first, months[-1].last)
        findings = tuple([finding async for finding in found])
        orders = await self._readers.orders.about(finding.id for finding in findings)
        return replace(facts, findings=findings, orders=tuple(orders.values()))


def _check(command: ReportPeriod) -> None:
    if command.by not in BY:
        raise Refused(f"no statistics by {command.by!r}: use {', '.join(BY)}")
    kinds = [kind.value for kind in TargetKind]
    if command.kind and command.kind not in kinds:
        raise Refused(f"no kind {command.kind!r}: use {', '.join(kinds)}")


async def _written(figures: dict[str, Any], as_tables: Any, form: str) -> dict[str, Any]:
    if form == "json":
        return {"report": figures}
    if form == "table":
        return {"tables": [table._asdict() for table in as_tables(figures)]}
    write = write_xlsx if form == "xlsx" else write_csv
    content = await asyncio.to_thread(lambda: write(as_tables(figures)))
    return {"file": base64.b64encode(content).decode(), "name": f"statistics-{figures['period']}"}
