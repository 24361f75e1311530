"""Answers what people ask about a quarter, in the formats they ask for."""

import asyncio
import base64
from typing import Any

from services.reporter.asking import asked_day, known_by
from services.reporter.domain.period import Quarter
from services.reporter.domain.report import QuarterReport
from services.reporter.domain.tabular import of_quarter
from services.reporter.freezer import Freezer
from services.reporter.live import Live
from services.reporter.notice.document import compose
from services.reporter.notice.docx import write_docx
from services.reporter.notice.html import write_html
from services.reporter.notice.profile import NoticeProfile
from shared.clock import Clock
from shared.contracts.command import ReportQuarter
from shared.tables.sheets import write_csv, write_xlsx


class Quarters:
    """The report of a quarter: the frozen one where there is one, else computed.

    Args:
        live: computes it.
        freezer: keeps the frozen ones.
        profile: of the notice.
        clock: business time.
    """

    def __init__(self, live: Live, freezer: Freezer, profile: NoticeProfile, clock: Clock) -> None:
        self._live = live
        self._freezer = freezer
        self._profile = profile
        self._clock = clock

    async def report(self, command: ReportQuarter) -> dict[str, Any]:
        """Return the report, or a file made from it in base64.

        A frozen quarter answers with what was frozen, unless another day is asked for.

        Raises:
            Refused: the quarter lies ahead, or a date cannot be read.
        """
        quarter = Quarter.parse(command.quarter)
        report = await self._of(quarter, command)
        if command.format == "json":
            return {"report": report}
        if command.format == "table":
            return {"tables": [table._asdict() for table in of_quarter(report)]}
        content = await asyncio.to_thread(self._written, report, command.format)
        return {"file": base64.b64encode(content).decode(), "name": f"notice-{quarter}"}

    async def _of(self, quarter: Quarter, command: ReportQuarter) -> QuarterReport:
        frozen = await self._freezer.shown(str(quarter))
        if frozen and command.as_of in {"", frozen["as_of"]} and not command.known_on:
            return frozen
        as_of = asked_day(command.as_of, quarter.first, str(quarter), self._clock)
        return await self._live.report(quarter, as_of, known_by(command.known_on))

    def _written(self, report: QuarterReport, form: str) -> bytes:
        if form in {"csv", "xlsx"}:
            tables = of_quarter(report)
            return write_xlsx(tables) if form == "xlsx" else write_csv(tables)
        notice = compose(report, self._profile)
        return write_docx(notice) if form == "docx" else write_html(notice).encode()
