"""Calendar lines of the office: schedules that the package lacks, and days off of its own."""

from pydantic import AwareDatetime, Field

from shared.contracts.base import ID_PATTERN, Contract, Event, identity
from shared.contracts.command import Command

OFFICE = "office"
"""Name of the one calendar that deadlines are counted by."""
FILE = "file"
"""Name of the lines beneath it: those of the notifier's own file, as it stands."""


class OfficeCalendar(Contract):
    """Calendar lines as they were imported."""

    name: str = Field(default=OFFICE, pattern=ID_PATTERN)
    lines: str = ""
    """As `shared.calendar.parse_override` reads them."""
    version: int = Field(default=1, ge=1)
    by: str = ""
    at: AwareDatetime
    cause: str = ""
    """Id of the command."""


class CalendarRegistered(Event):
    """Calendar lines were imported; carries the full record."""

    calendar: OfficeCalendar

    @property
    def subject(self) -> str:
        """One subject per calendar: the stream keeps the last record of each."""
        return f"registry.calendar.{self.calendar.name}"

    @property
    def msg_id(self) -> str:
        """Calendar and version."""
        return identity("registry.calendar", self.calendar.name, str(self.calendar.version))


class ImportCalendar(Command):
    """Put the calendar lines of a file in the place of those that hold."""

    file: str = Field(max_length=200)
    """Its name as the person has it, for messages."""
    lines: str = Field(max_length=100_000)
    dry_run: bool = False
    """Only say which deadlines would move."""
    reason: str = Field(default="", max_length=500)
