"""The working days in force: packaged, beneath a file, beneath what was imported."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from shared.contracts.calendar import OfficeCalendar
from shared.store.calendars import CalendarReader
from shared.workdays import Workdays

DAY = date(2021, 1, 29)


class Imported(CalendarReader):
    """Calendar lines without a store."""

    def __init__(self, lines: str | None = None) -> None:
        self.lines = lines

    async def get(self, name: str = "office") -> OfficeCalendar | None:
        at = datetime(2021, 1, 1, tzinfo=UTC)
        return None if self.lines is None else OfficeCalendar(name=name, lines=self.lines, at=at)


async def test_imported_lines_hold_from_the_moment_they_are_imported() -> None:
    imported = Imported()
    workdays = Workdays(None, imported)
    assert (await workdays.in_force()).is_workday(DAY)

    imported.lines = "2021-01-29 off 本地放假\n2027 official 国办发明电"

    assert not (await workdays.in_force()).is_workday(DAY)
    assert not (await workdays.in_force()).is_provisional(date(2027, 3, 1))


async def test_imported_lines_lie_above_the_file_which_is_read_again_when_it_changes(
    tmp_path: Path,
) -> None:
    file = tmp_path / "calendar.txt"
    file.write_text("2021-01-29 off 本地放假\n", "utf-8")
    imported = Imported("2021-01-28 off 本地放假")
    workdays = Workdays(file, imported)
    both = await workdays.in_force()
    assert (both.is_workday(DAY), both.is_workday(date(2021, 1, 28))) == (False, False)

    file.write_text("2021-01-27 off 本地放假\n", "utf-8")
    os.utime(file, ns=(1, 1))
    imported.lines = "2021-01-27 work 照常上班"

    after = await workdays.in_force()
    assert [after.is_workday(date(2021, 1, day)) for day in (27, 28, 29)] == [True, True, True]


@pytest.mark.parametrize("bad", ["2021-02-30 off 无此日", "soon off 春节"])
async def test_lines_that_cannot_be_read_leave_the_calendar_as_it_was(bad: str) -> None:
    imported = Imported("2021-01-29 off 本地放假")
    workdays = Workdays(None, imported)
    before = await workdays.in_force()

    imported.lines = bad

    assert await workdays.in_force() is before
