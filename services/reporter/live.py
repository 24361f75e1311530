"""Computes the report of a quarter from the records as they are."""

import hashlib
from datetime import date, datetime
from typing import Any

from services.reporter.domain.facts import Facts
from services.reporter.domain.keeping import every_grouping, from_records
from services.reporter.domain.period import Cut, Quarter
from services.reporter.domain.report import QuarterReport, quarter_report
from services.reporter.domain.terms import Terms
from services.reporter.facts import Readers, gather
from services.reporter.indicators import Indicators
from services.reporter.notice.profile import NoticeProfile
from shared.workdays import Workdays


class Live:
    """Quarter reports that nobody has frozen yet.

    Args:
        readers: the collections that a report looks at.
        profile: of the notice.
        indicators: what targets are judged by.
        workdays: count working days.
    """

    def __init__(
        self,
        readers: Readers,
        profile: NoticeProfile,
        indicators: Indicators,
        workdays: Workdays,
    ) -> None:
        self._readers = readers
        self._workdays = workdays
        self._terms = Terms(platforms=profile.platform_table, printing=profile.printing)
        written = profile.model_dump_json().encode()
        self._notice = hashlib.sha256(written).hexdigest()[:16]
        self._indicators = indicators
        self.report_back_days = self._terms.report_back_days

    async def profiles(self, quarter: Quarter) -> dict[str, str]:
        """Return the versions of the indicators, as at the quarter's end, and of the notice.

        Raises:
            OutageError: nobody has written down which indicators there are.
            Refused: none are valid at the quarter's end.
        """
        indicators = await self._indicators.version(quarter.last)
        return {"indicators": indicators, "notice": self._notice}

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
        name = await self._indicators.name(quarter.last)
        calendar = await self._workdays.in_force()
        report = quarter_report(facts, quarter, as_of, name, calendar, self._terms)
        return report, facts

    def statistics(self, facts: Facts, cut: Cut) -> dict[str, Any]:
        """Count the same records by every grouping."""
        return every_grouping(from_records(facts, cut), self._terms)
