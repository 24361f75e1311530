"""Reports: figures of a day or a quarter that are ready to be sent."""

from datetime import date
from enum import StrEnum

from shared.contracts.base import Contract, Event, identity


class ReportKind(StrEnum):
    """The two reports that are announced."""

    DAY = "day"
    QUARTER = "quarter"


class UnitReport(Contract):
    """What a report says to one unit, and to nobody else."""

    unit: str
    text: str
    """Chinese, plain, masked."""
    due_on: date | None = None
    """Last day of the unit's report-back duty, Asia/Shanghai; None when it has none."""


class Report(Contract):
    """What a report says (报表), short enough to be sent as a message."""

    kind: ReportKind
    period: str
    """`2021-01-30` or `2020Q4`."""
    as_of: date
    """Last day whose facts count, Asia/Shanghai."""
    subject_line: str
    """Chinese, one line."""
    text: str
    """For the office: Chinese, plain, masked."""
    units: tuple[UnitReport, ...] = ()
    """In protocol order, only those with something to hear."""
    state: str = ""
    """Of a quarter: `frozen`, `issued` or `errata`; empty for a day."""
    digest: str = ""
    """SHA-256 over the report's data: two reports with the same digest say the same."""


class ReportReady(Event):
    """A report was written, frozen or issued; carries its short form."""

    report: Report

    @property
    def subject(self) -> str:
        """All reports travel on one subject."""
        return "report.ready"

    @property
    def msg_id(self) -> str:
        """Kind, period, state and digest: the same report is announced once."""
        report = self.report
        return identity("report.ready", report.kind, report.period, report.state, report.digest)
