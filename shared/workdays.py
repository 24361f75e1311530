"""The working days in force: published schedules, an office's file, and what was imported."""

from pathlib import Path

import structlog

from shared.calendar import WorkCalendar, load_calendar, read_lines
from shared.contracts.calendar import FILE
from shared.errors import PermanentError
from shared.store.calendars import CalendarReader

log = structlog.get_logger()


class LayeredCalendar:
    """The calendar of an office's file as it stands now, under the lines that were imported.

    Args:
        file: the office's calendar lines; None for the packaged schedule alone.

    Raises:
        CalendarFileError: the file cannot be used.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._read: tuple[int, tuple[str, ...]] = (_changed(file), ())
        self._calendar = load_calendar(file)
        self.of_file = read_lines(file) if file else ""
        """The file's lines, when they could last be read."""

    def under(self, *lines: str) -> WorkCalendar:
        """Return the calendar by the file and these lines, read again when either has changed.

        What cannot be read leaves the calendar as it was, with a log line.
        """
        found = (_changed(self._file), lines)
        if found != self._read:
            self._read = found
            try:
                self._calendar = self.tried(*lines)
                self.of_file = read_lines(self._file) if self._file else ""
            except PermanentError as error:
                log.error("calendar.refused", reason=str(error))  # noqa: TRY400 - the text says it
        return self._calendar

    def tried(self, *lines: str) -> WorkCalendar:
        """Return the calendar that would hold under these lines.

        Raises:
            CalendarFileError: a line is bad.
        """
        return load_calendar(self._file, *lines)


class Workdays:
    """Says which calendar holds now: the one that the notifier counts by, read from the store.

    Args:
        calendars: the lines of the notifier's file, and above them what was imported.
    """

    def __init__(self, calendars: CalendarReader) -> None:
        self._layers = LayeredCalendar(None)
        self._calendars = calendars

    async def in_force(self) -> WorkCalendar:
        """Return the calendar by what the store says at this moment.

        Raises:
            TransientError: the store does not answer.
        """
        found = (await self._calendars.get(FILE), await self._calendars.get())
        return self._layers.under(*(one.lines if one else "" for one in found))


def _changed(file: Path | None) -> int:
    try:
        return file.stat().st_mtime_ns if file else 0
    except OSError:
        return -1
