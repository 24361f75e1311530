"""Computes the report of a quarter from the records as they are."""

import hashlib
from datetime import date, datetime

from services.reporter.domain.facts import Facts
from services.reporter.domain.period import Cut, Quarter
from services.reporter.domain.report import QuarterReport, quarter_report
from services.reporter.domain.terms import Terms
from services.reporter.facts import Readers, gather
from services.reporter.notice.profile import NoticeProfile
from shared.calendar import WorkCalendar

INDICATORS = "national-2019"


class Live:
    """Quarter reports that nobody has frozen yet.

    Args:
        readers: the collections that a report looks at.
        profile: of the notice.
        calendar: counts working days.
    """

    def __init__(self, readers: Readers, profile: NoticeProfile, calendar: WorkCalendar) -> None:
        self._readers = readers
        self._calendar = calendar
        self._terms = Terms(platforms=profile.platform_table, printing=profile.printing)
        written = profile.model_dump_json().encode()
        notice = hashlib.sha256(written).hexdigest()[:16]
        self.profiles = {"indicators": INDICATORS, "notice": notice}
        self.report_back_days = self._terms.report_back_days

    async def report(
        self, quarter: Quarter, as_of: date, known: datetime | None = None
    ) -> QuarterReport:
        """Compute the report of a quarter as of a day."""
        report, _ = await self.with_facts(quarter, as_of, known)
        return report

    async def with_facts(
        self, quarter: Quarter, as_of: date, known: datetime | None = None
    ) -> tuple[QuarterReport, Facts]:
        """Return the records as well."""
        facts = await gather(self._readers, Cut(quarter, as_of), known)
        report = quarter_report(facts, quarter, as_of, INDICATORS, self._calendar, self._terms)
        return report, facts
