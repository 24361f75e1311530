"""The working days in force: published schedules, an office's file, and what was imported."""

from pathlib import Path

import structlog

from shared.calendar import WorkCalendar, load_calendar
from shared.errors import PermanentError
from shared.store.calendars import CalendarReader

log = structlog.get_logger()


class Workdays:
    """Says which calendar holds now.

    Args:
        file: the office's calendar lines; None for the packaged schedule alone.
        calendars: what `xuncha calendar import` has put in force, above the file.

    Raises:
        CalendarFileError: the file cannot be used.
    """

    def __init__(self, file: Path | None, calendars: CalendarReader) -> None:
        self._file = file
        self._calendars = calendars
        self._read: tuple[int, str] = (_changed(file), "")
        self._calendar = load_calendar(file)

    async def in_force(self) -> WorkCalendar:
        """Return the calendar by what file and store say at this moment.

        Lines that cannot be read leave the calendar as it was, with a log line.

        Raises:
            TransientError: the store does not answer.
        """
        imported = await self._calendars.get()
        found = (_changed(self._file), imported.lines if imported else "")
        if found != self._read:
            self._read = found
            try:
                self._calendar = load_calendar(self._file, found[1])
            except PermanentError as error:
                log.error("calendar.refused", reason=str(error))  # noqa: TRY400 - the text says it
        return self._calendar


def _changed(file: Path | None) -> int:
    try:
        return file.stat().st_mtime_ns if file else 0
    except OSError:
        return -1
