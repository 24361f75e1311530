"""Commands: what the operator's command and the pages ask of a service, by request and reply."""

from datetime import date
from typing import Any

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract
from shared.contracts.finding import Decision
from shared.contracts.suppression import Scope


class Command(Contract):
    """A request to the owner of a collection; repeating it changes nothing more."""

    request: str = Field(min_length=1)
    """Drawn by the client once; the same for every repeat."""
    actor: str = Field(min_length=1, max_length=100)


class Result(Contract):
    """What the owner answers; an error is an answer too."""

    ok: bool
    code: str = "ok"
    """Closed set: ok, invalid, not_found, conflict, refused, unavailable, failed."""
    message: str = ""
    """What is wrong, where, and how to mend it."""
    data: Any = None


class ListQuery(Command):
    """Ask for a bounded list."""

    limit: int = Field(default=50, ge=1, le=1000)
    state: str = ""
    unit: str = ""
    target: str = ""


class ShowQuery(Command):
    """Ask for one document by its id or by an unambiguous beginning of it."""

    id: str = Field(min_length=4, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")


class DecideFinding(Command):
    """Confirm or reject a finding."""

    finding: str
    decision: Decision
    reason: str = Field(default="", max_length=500)
    expected_version: int | None = None
    scope: Scope = Scope.TARGET
    """How far a rejection reaches."""
    until: date | None = None
    """Last day on which a rejection holds; None for ever."""


class ReopenFinding(Command):
    """Take a rejection back, or say that a finding that is gone stands still."""

    finding: str
    reason: str = Field(default="", max_length=500)
    expected_version: int | None = None


class ChangeOrder(Command):
    """Record what a unit said about an order, or what the office decided of it."""

    order: str
    action: str
    """Of the unit: acknowledge, hide, rectify, ask, disown, appeal. Of the office: extend, except,
    refuse, uphold, dismiss, withdraw, hand-over, close, recheck."""
    note: str = Field(default="", max_length=500)
    expected_version: int | None = None
    until: date | None = None
    """Of ask, extend, except: the last day, Asia/Shanghai."""
    wish: str = Field(default="extension", pattern="^(extension|exception)$")
    """Of ask: for what."""
    unit: str = ""
    """Of hand-over: to whom, if not to whom the unit has named. Of disown: who has it, if known."""
    via: str = Field(default="", pattern="^(|page|paper|phone)$")
    """How the unit's word reached us; empty when by command."""


class ReadFile(Command):
    """Read one piece of a file that a unit sent about an order."""

    order: str = Field(min_length=4, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    """Its id, or an unambiguous beginning of it."""
    file: str = Field(min_length=1, max_length=64)
    offset: int = Field(default=0, ge=0)
    """Where the piece begins, bytes."""


class RevokeLinks(Command):
    """End the links by which a unit opens an order."""

    order: str = Field(min_length=4, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    """Its id, or an unambiguous beginning of it."""
    note: str = Field(max_length=500)


class HoldAlerts(Command):
    """Hold every alert back, or let them go."""

    hold: bool
    reason: str = Field(default="", max_length=500)
    drop_before: AwareDatetime | None = None
    """When they are let go: what was due before is dropped, business time."""


class ReplayAlerts(Command):
    """Put failed alerts back in line, under their old ids."""

    ids: tuple[str, ...] = ()
    """Beginnings of ids; none means every failed one, `limit` at a time."""
    limit: int = Field(default=200, ge=1, le=1000)


class Beside(Contract):
    """A file that the same call brings: the two must not contradict each other."""

    file: str
    """Reference of the object in the bucket."""
    name: str
    """Name of the file as the person has it."""


class ImportFile(Command):
    """Import a file that was put into the bucket IMPORTS."""

    file: str
    """Reference of the object in the bucket."""
    name: str
    """Name of the file as the person has it."""
    kind: str = ""
    dry_run: bool = False
    skip_bad: bool = False
    beside: tuple[Beside, ...] = ()
    """The other files of the same call; only compared with, not imported by this command."""


class ReportQuarter(Command):
    """Compute the report of a quarter, and write it in one format."""

    quarter: str
    """Such as 2020Q4."""
    as_of: str = ""
    """Last day whose facts count, ISO; empty means today, or the day of a frozen report."""
    format: str = Field(default="json", pattern="^(json|html|docx|csv|xlsx|table)$")
    known_on: str = ""
    """The registry as it was recorded by this day, ISO; empty means all that is recorded."""


class ReportPeriod(Command):
    """Compute statistics of any period, by one grouping."""

    period: str
    """2020Q4, 2020-12, 2020 or 2020-10-01..2020-12-31."""
    as_of: str = ""
    known_on: str = ""
    by: str = "kind"
    """kind, unit, region, platform, level or rule."""
    kind: str = ""
    """Only targets of this kind."""
    compare: str = ""
    """`previous`, or another period."""
    format: str = Field(default="json", pattern="^(json|csv|xlsx|table)$")


class ReportDay(Command):
    """Write the report of a day."""

    day: str = ""
    """ISO; empty means today."""
    format: str = Field(default="json", pattern="^(json|text|html)$")


class FreezeQuarter(Command):
    """Freeze the figures of a quarter; they cannot change any more."""

    quarter: str
    as_of: str = ""
    """Last day whose facts count, ISO; empty means today."""


class IssueQuarter(Command):
    """Fix number, date and signer of a frozen quarter's notice."""

    quarter: str
    number: str = Field(min_length=1, max_length=60)
    date: str = ""
    """ISO; empty means today."""
    signer: str = Field(default="", max_length=60)


class ReportBack(Command):
    """Record that a named unit has reported how it mended its defects."""

    quarter: str
    unit: str
    on: str = ""
    """ISO; empty means today."""
    note: str = Field(default="", max_length=500)


class CorrectQuarter(Command):
    """Show in what a frozen quarter differs from the records of today, or publish a correction."""

    quarter: str
    text: str = Field(default="", max_length=2_000)
    """What the correction (更正) says; empty only shows the differences."""
    on: str = ""


class PauseCrawl(Command):
    """Leave targets alone, or take them up again."""

    paused: bool
    targets: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    """All targets of these units, also those that come later."""
    everything: bool = False
    reason: str = Field(default="", max_length=500)


class CrawlNow(Command):
    """Make targets due at once; none named means all."""

    targets: tuple[str, ...] = ()
