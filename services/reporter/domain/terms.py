"""What an office may choose about a report: names, order, printing and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.reporter.domain.coverage import Window
from services.reporter.domain.rounding import Style


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform of accounts.

    Attributes:
        key: as targets carry it, such as `wechat`.
        name: as the count by platform prints it.
        short: as a list of accounts prints it before a name.
    """

    key: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one report.

    Attributes:
        platforms: in the order in which they are listed.
        printing: style of the notice for each figure (`websites`, `columns`, `accounts`,
            `enquiries`); a warning says where it hides a difference.
        report_back_days: working days from the day of issue to the report-back date.
        window: days on which an account's newest post must have been read; None is the quarter.
        frozen: the figures will not change any more.
        issued: number and date of the notice, None before it is issued.
    """

    platforms: tuple[Platform, ...] = ()
    printing: Mapping[str, Style] = field(default_factory=dict)
    report_back_days: int = 7
    window: Window | None = None
    frozen: bool = False
    issued: Mapping[str, Any] | None = None

    def issue_day(self, as_of: date) -> date:
        """Return the day from which the report-back date counts."""
        day = (self.issued or {}).get("date")
        return date.fromisoformat(str(day)) if day else as_of
