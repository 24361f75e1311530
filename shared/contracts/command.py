"""Commands: what the operator's command and the pages ask of a service, by request and reply."""

from typing import Any

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.finding import Decision


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


class ChangeOrder(Command):
    """Record what a unit said about an order: acknowledged, or rectified."""

    order: str
    action: str
    note: str = Field(default="", max_length=500)
    expected_version: int | None = None


class ImportFile(Command):
    """Import a file that was put into the bucket IMPORTS."""

    file: str
    """Name of the object in the bucket."""
    name: str
    """Name of the file as the person has it."""
    kind: str = ""
    dry_run: bool = False
    skip_bad: bool = False


class ReportQuarter(Command):
    """Compute the report of a quarter, and write it in one format."""

    quarter: str
    """Such as 2020Q4."""
    as_of: str = ""
    """Last day whose facts count, ISO; empty means today."""
    format: str = Field(default="json", pattern="^(json|html|docx)$")


class CrawlNow(Command):
    """Make targets due at once; none named means all."""

    targets: tuple[str, ...] = ()
