"""Computes quarter reports on demand and writes them in the formats people ask for."""

import asyncio
import base64
from typing import Any

from services.reporter.asking import asked_day, known_by
from services.reporter.domain.period import Cut, Quarter
from services.reporter.domain.report import QuarterReport, quarter_report
from services.reporter.domain.tabular import of_quarter
from services.reporter.domain.terms import Terms
from services.reporter.facts import Readers, gather
from services.reporter.notice.document import compose
from services.reporter.notice.docx import write_docx
from services.reporter.notice.html import write_html
from services.reporter.notice.profile import NoticeProfile
from services.reporter.sheets import write_csv, write_xlsx
from shared.calendar import WorkCalendar
from shared.clock import Clock
from shared.contracts.command import ReportQuarter

INDICATORS = "national-2019"


class Quarters:
    """Answers what people ask about a quarter.

    Args:
        readers: the collections that a report looks at.
        profile: of the notice.
        calendar: counts working days.
        clock: business time.
    """

    def __init__(
        self, readers: Readers, profile: NoticeProfile, calendar: WorkCalendar, clock: Clock
    ) -> None:
        self._readers = readers
        self._profile = profile
        self._calendar = calendar
        self._clock = clock

    async def report(self, command: ReportQuarter) -> dict[str, Any]:
        """Return the report, or the notice made from it as a base64 file.

        Raises:
            Refused: the quarter lies ahead, or a date cannot be read.
        """
        quarter = Quarter.parse(command.quarter)
        as_of = asked_day(command.as_of, quarter.first, str(quarter), self._clock)
        facts = await gather(self._readers, Cut(quarter, as_of), known_by(command.known_on))
        terms = Terms(platforms=self._profile.platform_table, printing=self._profile.printing)
        report = quarter_report(facts, quarter, as_of, INDICATORS, self._calendar, terms)
        if command.format == "json":
            return {"report": report}
        content = await asyncio.to_thread(self._written, report, command.format)
        return {"file": base64.b64encode(content).decode(), "name": f"notice-{quarter}"}

    def _written(self, report: QuarterReport, form: str) -> bytes:
        if form in {"csv", "xlsx"}:
            tables = of_quarter(report)
            return write_xlsx(tables) if form == "xlsx" else write_csv(tables)
        notice = compose(report, self._profile)
        return write_docx(notice) if form == "docx" else write_html(notice).encode()
