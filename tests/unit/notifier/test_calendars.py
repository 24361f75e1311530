"""Deadlines follow the calendar that is imported and the profile that is in effect."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.calendar import CalendarFileError
from shared.contracts.alert import AlertKind
from shared.contracts.calendar import FILE, CalendarRegistered, ImportCalendar, OfficeCalendar
from shared.contracts.command import Command
from shared.contracts.deadline import DatedDeadlines, DeadlineClass
from shared.contracts.finding import Severity
from shared.contracts.order import Order
from shared.store.calendars import CalendarStore
from shared.store.profiles import Applied
from shared.workdays import Workdays
from tests.factories import NOW
from tests.fakes import FrozenClock
from tests.unit.notifier.room import Room

SEVEN = {"rule": "mark.tags"}
"""Due on 8 February 2021 by the published schedule."""
HOLIDAY = "2021-02-05 off 示例假\n"


def lines(text: str, request: str = "r1", *, dry_run: bool = False) -> ImportCalendar:
    return ImportCalendar(request=request, actor="li", file="c.txt", lines=text, dry_run=dry_run)


async def one_order(room: Room) -> Order:
    await room.furnish()
    return await room.order(await room.confirm(**SEVEN))


async def standing(room: Room, order: Order) -> Order:
    found = await room.orders.get(order.id)
    assert found is not None
    return found


async def test_imported_lines_move_deadlines_tell_and_audit() -> None:
    room = Room()
    order = await one_order(room)
    await room.reminders.look()

    answer = await room.calendars.take(lines(HOLIDAY))
    await room.reminders.look()
    await room.reminders.look()

    after = await standing(room, order)
    assert after.due_on == date(2021, 2, 9)
    assert "示例假" in after.deadline_explained
    assert (answer["version"], answer["count"]) == (1, 1)
    assert answer["moved"][0]["after"] == "2021-02-09"
    (told,) = await room.told(kind=AlertKind.RESCHEDULED.value)
    assert "示例假" in told.text
    assert (await room.events()).count("order.rescheduled") == 1
    assert await room.events("calendars") == ["registry.calendar.office", "audit.recorded"]


async def test_a_dry_run_says_what_would_move_and_moves_nothing() -> None:
    room = Room()
    order = await one_order(room)

    answer = await room.calendars.take(lines(HOLIDAY, dry_run=True))
    await room.reminders.look()

    assert [one["order"] for one in answer["moved"]] == [order.id]
    assert (await standing(room, order)).due_on == order.due_on
    assert await room.calendars.shown(Command(request="r", actor="li")) == {
        "lines": "",
        "version": 0,
        "published": sorted(room.deadlines.calendar.official),
    }


async def test_a_bad_line_is_named_and_changes_nothing() -> None:
    room = Room()
    await one_order(room)
    await room.calendars.take(lines(HOLIDAY))

    with pytest.raises(CalendarFileError, match=r":2: .*write"):
        await room.calendars.take(lines("2021-02-05 off 示例假\n2021-02-30 off\n", "r2"))

    known = await room.calendars.shown(Command(request="r", actor="li"))
    assert (known["lines"], known["version"]) == (HOLIDAY, 1)


async def test_the_lines_of_the_file_are_laid_into_the_store_for_all_who_count_days(
    tmp_path: Path,
) -> None:
    file = tmp_path / "calendar.txt"
    file.write_text(HOLIDAY, "utf-8")
    room = Room(calendar_file=file)
    store = CalendarStore(room.collection("calendars"))

    await room.deadlines.refresh()

    kept = await store.get(FILE)
    assert kept is not None
    assert kept.lines == HOLIDAY
    assert (await Workdays(store).in_force()).version == room.deadlines.calendar.version


async def test_nobody_else_publishes_the_lines_of_the_file() -> None:
    room = Room()
    calendar = OfficeCalendar(name=FILE, lines=HOLIDAY, at=NOW)

    await room.calendars.heard(CalendarRegistered(calendar=calendar, occurred_at=NOW))

    assert await CalendarStore(room.collection("calendars")).get(FILE) is None


async def test_the_same_import_again_changes_nothing_more() -> None:
    room = Room()
    await one_order(room)

    for _ in range(2):
        assert (await room.calendars.take(lines(HOLIDAY)))["version"] == 1

    assert (await room.events("calendars")).count("audit.recorded") == 1


async def test_a_published_calendar_is_heard_and_an_older_one_is_not() -> None:
    room = Room()
    order = await one_order(room)
    for version, text in ((2, HOLIDAY), (1, "")):
        calendar = OfficeCalendar(lines=text, version=version, at=NOW)
        await room.calendars.heard(CalendarRegistered(calendar=calendar, occurred_at=NOW))
    await room.reminders.look()

    assert (await standing(room, order)).due_on == date(2021, 2, 9)
    assert "registry.calendar.office" not in await room.events("calendars")


async def test_a_deadline_in_2027_is_provisional_until_the_schedule_is_imported() -> None:
    room = Room(clock=FrozenClock(NOW.replace(year=2026, month=12, day=28)))
    order = await one_order(room)
    (issued,) = await room.told(kind=AlertKind.ISSUED.value)
    assert order.provisional
    assert "（暂定）" in issued.subject_line

    await room.calendars.take(lines("2027 official 国办发明电\n2027-01-01 off 元旦\n"))
    await room.reminders.look()

    after = await standing(room, order)
    assert not after.provisional
    (told,) = await room.told(kind=AlertKind.RESCHEDULED.value)
    assert "暂定" not in told.subject_line


async def test_the_profiles_classes_hold_from_their_day_and_before_the_offices_own() -> None:
    day = NOW.date() + timedelta(days=1)
    strict = DeadlineClass(name="strict", severities=(Severity.SERIOUS,), rectify_hours=12)
    dated = (
        DatedDeadlines(valid_from=date(2019, 1, 1)),
        DatedDeadlines(valid_from=day, classes=(strict,)),
    )
    room = await Room().furnish()
    await room.profiles.apply(Applied(name="city", version=1, deadlines=dated))

    before = await room.order(await room.confirm("c1", fingerprint="1", severity="serious"))
    room.clock.set(NOW + timedelta(days=1))
    after = await room.order(await room.confirm("c2", fingerprint="2", severity="serious"))
    other = await room.order(await room.confirm("c3", fingerprint="3", severity="hint", **SEVEN))

    assert before.deadline_class != "strict"
    assert after.deadline_class == "strict"
    assert after.due_at == room.clock.now() + timedelta(hours=12)
    assert other.deadline_class == "other"
    assert room.deadlines.class_named(before.deadline_class).name == before.deadline_class
