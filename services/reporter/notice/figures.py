"""Reading the figures of a report into a notice."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.reporter.domain.period import Quarter
from services.reporter.domain.rounding import Rate
from services.reporter.notice.profile import NoticeProfile
from services.reporter.notice.runs import NUMERALS, Run, fill, number
from shared.dates import written


class Figures:
    """A report as the sentences of a notice read it.

    Args:
        report: the quarter report, as computed or as read back from JSON.
        profile: of the office.
    """

    def __init__(self, report: Mapping[str, Any], profile: NoticeProfile) -> None:
        self.report = report
        self.profile = profile
        self.quarter = Quarter.parse(report["quarter"])
        issued = report.get("issued") or {}
        line = profile.issues.get(report["quarter"])
        self.number = issued.get("number") or (line.number if line else "")
        day = issued.get("date") or (line.date if line else report["as_of"])
        self.date = date.fromisoformat(str(day))
        self.number = self.number or fill(profile.number_blank, {"year": str(self.date.year)})
        self.known = {
            "year": str(self.quarter.year),
            "quarter": NUMERALS[self.quarter.number],
            "date": written(self.date),
            "due": self._due(),
        }

    def text(self, text: str) -> str:
        """Fill the placeholders of a text of the profile."""
        return fill(text, self.known)

    def count(self, path: str) -> int:
        """Return a figure such as `websites.running`."""
        value: Any = self.report
        for part in path.split("."):
            value = value[part]
        return int(value)

    def number_of(self, path: str) -> Run:
        """Return a figure as a number that opens to its evidence."""
        return number(path, self.count(path))

    def rate(self, key: str) -> Rate | None:
        """Return a rate in the notice's style; None when the report has none."""
        share = self.report[key]["rate"]
        if share is None:
            return None
        exact = Rate(share["numerator"], share["denominator"])
        return exact.styled(self.profile.printing.get(key, exact.style))

    def rate_of(self, key: str) -> Run | None:
        """Return a rate as a number that opens to its evidence."""
        share = self.rate(key)
        if share is None:
            return None
        full = share.numerator == share.denominator
        return number(f"{key}.rate", "100%" if full else share.printed)

    def name(self, target: str, registered: str, place: str) -> str:
        """Return the name that this notice prints for a target in one of its places."""
        for row in self.profile.names:
            if row.target in {target, registered} and (not row.places or place in row.places):
                return row.print
        return registered

    def _due(self) -> str:
        back = self.report["report_back"]
        day = written(date.fromisoformat(back["due_on"]))
        return f"{day}（暂定）" if back["provisional"] else day
