"""Reports: figures of a day or a quarter that are ready to be sent."""

import json
import zlib
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field

from shared.contracts.base import Contract, Event, identity
from shared.contracts.finding import Step

_LEVEL = 6


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
    due_explained: str = ""
    """How that day was counted, in Chinese."""
    provisional: bool = False
    """A year on the way had no published schedule when it was counted."""


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


class Duty(Contract):
    """What one named unit owes: a report on how it mended the defects."""

    due_on: date
    reported_on: date | None = None
    note: str = ""
    """Masked."""


class Erratum(Contract):
    """A correction (更正) that was published after the freeze; the frozen figures stay."""

    number: int
    on: date
    text: str
    """Chinese, masked."""
    differences: tuple[tuple[str, Any, Any], ...] = ()
    """Path of a figure, as frozen, as the records say when the correction was written."""


class Issue(Contract):
    """Number, date and signer of the notice, fixed when it goes out."""

    number: str
    on: date
    signer: str
    due_on: date
    working_days: int
    provisional: bool
    explanation: str


class FrozenReport(Contract):
    """A quarter whose figures cannot change any more."""

    id: str
    """The quarter."""
    as_of: date
    body: bytes
    """The report's JSON, compressed."""
    digest: str
    facts_digest: str
    """SHA-256 over the records that the figures were computed from."""
    statistics: bytes = b""
    """The quarter's statistics by every grouping, as JSON, compressed; empty of one frozen before
    they were kept."""
    profiles: dict[str, str] = Field(default_factory=dict)
    """Versions of everything that shaped the figures, by name."""
    issue: Issue | None = None
    duties: dict[str, Duty] = Field(default_factory=dict)
    """By unit."""
    errata: tuple[Erratum, ...] = ()
    history: tuple[Step, ...] = ()
    version: int = Field(default=1, ge=1)

    @property
    def report(self) -> dict[str, Any]:
        """The report as it was frozen."""
        return unpacked(self.body)


def packed(report: dict[str, Any]) -> bytes:
    """Write a report as `FrozenReport.body` keeps it."""
    return zlib.compress(json.dumps(report, ensure_ascii=False).encode(), _LEVEL)


def unpacked(body: bytes) -> dict[str, Any]:
    """Read what `packed` has written."""
    read: dict[str, Any] = json.loads(zlib.decompress(body))
    return read
