"""The working days in force: packaged, beneath the notifier's file, beneath what was imported."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from shared.contracts.calendar import FILE, OFFICE, OfficeCalendar
from shared.store.calendars import CalendarReader, CalendarStore
from shared.workdays import LayeredCalendar, Workdays
from tests.fakes import MemoryCollection

AT = datetime(2021, 1, 1, tzinfo=UTC)
DAY = date(2021, 1, 29)


class Imported(CalendarReader):
    """Calendar lines without a store, by name."""

    def __init__(self, **lines: str) -> None:
        self.lines = lines

    async def get(self, name: str = OFFICE) -> OfficeCalendar | None:
        lines = self.lines.get(name)
        return None if lines is None else OfficeCalendar(name=name, lines=lines, at=AT)


async def test_imported_lines_hold_from_the_moment_they_are_imported() -> None:
    imported = Imported()
    workdays = Workdays(imported)
    assert (await workdays.in_force()).is_workday(DAY)

    imported.lines[OFFICE] = "2021-01-29 off 本地放假\n2027 official 国办发明电"

    assert not (await workdays.in_force()).is_workday(DAY)
    assert not (await workdays.in_force()).is_provisional(date(2027, 3, 1))


async def test_imported_lines_lie_above_those_of_the_file() -> None:
    imported = Imported(office="2021-01-28 off 本地放假", file="2021-01-29 off 本地放假\n")
    workdays = Workdays(imported)
    both = await workdays.in_force()
    assert (both.is_workday(DAY), both.is_workday(date(2021, 1, 28))) == (False, False)

    imported.lines = {FILE: "2021-01-27 off 本地放假\n", OFFICE: "2021-01-27 work 照常上班"}

    after = await workdays.in_force()
    assert [after.is_workday(date(2021, 1, day)) for day in (27, 28, 29)] == [True, True, True]


async def test_who_has_the_file_and_who_reads_the_store_count_by_the_same_days(
    tmp_path: Path,
) -> None:
    file = tmp_path / "calendar.txt"
    file.write_bytes("2021-01-29 off 本地放假\n2027 official 国办发明电\n".encode("gb18030"))
    store = CalendarStore(MemoryCollection())
    with_file, workdays = LayeredCalendar(file), Workdays(store)

    await store.keep_file(with_file.of_file, AT)
    same = await workdays.in_force()
    file.write_text("2021-01-28 off 本地放假\n", "utf-8")
    os.utime(file, ns=(1, 1))
    changed = with_file.under("")
    await store.keep_file(with_file.of_file, AT)

    assert same.version != changed.version
    assert (await workdays.in_force()).version == changed.version


async def test_a_file_that_cannot_be_read_any_more_leaves_its_lines_in_the_store(
    tmp_path: Path,
) -> None:
    file = tmp_path / "calendar.txt"
    file.write_text("2021-01-29 off 本地放假\n", "utf-8")
    layers = LayeredCalendar(file)
    file.write_text("2021-02-30 off 无此日\n", "utf-8")
    os.utime(file, ns=(1, 1))

    calendar = layers.under("")

    assert not calendar.is_workday(DAY)
    assert layers.of_file == "2021-01-29 off 本地放假\n"


@pytest.mark.parametrize(
    ("lines", "version"),
    [
        pytest.param("2021-01-29 off 本地放假", 1, id="the-same"),
        pytest.param("2021-01-28 off 本地放假", 2, id="others"),
        pytest.param("", 2, id="the-file-was-taken-away"),
    ],
)
async def test_lines_are_stored_anew_only_when_they_change(lines: str, version: int) -> None:
    store = CalendarStore(MemoryCollection())
    await store.keep_file("2021-01-29 off 本地放假", AT)

    await store.keep_file(lines, AT)

    kept = await store.get(FILE)
    assert kept is not None
    assert (kept.lines, kept.version) == (lines, version)


async def test_no_file_stores_nothing() -> None:
    store = CalendarStore(MemoryCollection())

    await store.keep_file("", AT)

    assert await store.get(FILE) is None


@pytest.mark.parametrize("bad", ["2021-02-30 off 无此日", "soon off 春节"])
async def test_lines_that_cannot_be_read_leave_the_calendar_as_it_was(bad: str) -> None:
    imported = Imported(office="2021-01-29 off 本地放假")
    workdays = Workdays(imported)
    before = await workdays.in_force()

    imported.lines[OFFICE] = bad

    assert await workdays.in_force() is before
