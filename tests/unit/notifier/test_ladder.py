"""When an order is spoken of: the rungs of its ladder, on working days, outside quiet hours."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from services.notifier.domain import decisions, orders, timed
from services.notifier.domain.ladder import NEVER, Rules, passed, rings_at, rungs
from services.notifier.domain.limits import limits_in, limits_of, recounted
from services.notifier.domain.moves import Deed
from services.notifier.domain.quiet import NEVER_QUIET, Quiet, parse_quiet
from shared.calendar import load_calendar
from shared.contracts.deadline import DeadlineClass, Ladder
from shared.contracts.order import LimitStep, Order
from shared.errors import PermanentError
from tests.factories import make_finding, make_order

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = load_calendar()
SEVEN = DeadlineClass(name="other", rectify_working_days=7, ladder=Ladder(overdue_most=4))
NIGHT = parse_quiet("20:00-08:00")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def order(kind: DeadlineClass, start: str = "2021-01-30 09:00") -> Order:
    deed = Deed("notifier", "c", at(start))
    return orders.issue("o", make_finding(), kind.name, limits_of(kind, at(start), CALENDAR), deed)


def spoken(one: Order, kind: DeadlineClass, quiet: Quiet = NEVER_QUIET) -> list[tuple[str, str]]:
    ladder = rungs(one, kind, Rules(CALENDAR, quiet))
    return [(f"{rung.at.astimezone(ZONE):%m-%d %H:%M}", rung.name) for rung in ladder]


def test_the_seeds_deadline_is_seven_working_days_after_a_saturday() -> None:
    (limit,) = order(SEVEN).limits

    assert limit.due_on == date(2021, 2, 8)
    assert "第7个工作日" in limit.explained
    assert not limit.provisional


def test_the_ladder_counts_working_days_and_make_up_days() -> None:
    assert spoken(order(SEVEN), SEVEN) == [
        ("02-04 09:00", "rectify -3d"),
        ("02-07 09:00", "rectify -1d"),
        ("02-08 21:59", "rectify -2h"),
        ("02-08 23:59", "rectify due"),
        ("02-09 09:00", "rectify level 1"),
        ("02-09 23:59", "rectify +1"),
        ("02-10 23:59", "rectify +2"),
        ("02-11 23:59", "rectify +3"),
        ("02-12 23:59", "rectify +4"),
        ("02-18 09:00", "rectify level 2"),
    ]


def test_in_quiet_hours_warnings_come_before_and_the_rest_after() -> None:
    told = {name: when for when, name in spoken(order(SEVEN), SEVEN, NIGHT)}

    assert told["rectify -2h"] == "02-08 19:30"
    assert told["rectify due"] == "02-09 08:00"
    assert told["rectify +1"] == "02-10 08:00"


def test_an_urgent_class_knows_no_quiet_hours_and_has_two_ladders() -> None:
    kind = DeadlineClass(name="p", hide_hours=2, rectify_hours=24, urgent=True)
    night = order(kind, "2021-01-30 22:00")

    told = spoken(night, kind, NIGHT)

    assert told[:2] == [("01-30 23:00", "hide -1h"), ("01-31 00:00", "hide due")]
    assert ("01-31 22:00", "rectify due") in told
    assert [limit.step for limit in night.limits] == [LimitStep.HIDE, LimitStep.RECTIFY]
    hidden = orders.hide(night, Deed("unit", "h", at("2021-01-30 22:30")))
    assert not [name for _, name in spoken(hidden, kind) if name.startswith("hide")]


def test_the_third_reminder_past_the_end_names_the_unit_in_the_notice() -> None:
    ladder = rungs(order(SEVEN), SEVEN, Rules(CALENDAR, NEVER_QUIET))

    assert [rung.number for rung in ladder if rung.named] == [3, 4]


def test_after_a_long_pause_an_order_is_spoken_of_once_as_it_stands() -> None:
    ladder = rungs(order(SEVEN), SEVEN, Rules(CALENDAR, NEVER_QUIET))

    told = passed(ladder, at("2021-02-10 12:00"))

    assert [rung.name for rung in told] == ["rectify +1", "rectify level 1"]
    assert passed(ladder, at("2021-02-01 00:00")) == []


def test_a_new_date_does_not_make_up_for_what_lay_before_it() -> None:
    late = decisions.extend(
        order(SEVEN), date(2021, 2, 9), Deed("li", "e", at("2021-02-08 10:00"), "因故")
    )

    told = [name for _, name in spoken(late, SEVEN)]

    assert told[:2] == ["rectify -2h", "rectify due"]


def test_while_a_recheck_is_under_way_nobody_is_reminded() -> None:
    said = orders.rectify(order(SEVEN), Deed("unit", "r", at("2021-02-01 09:00")))

    assert spoken(said, SEVEN) == []
    assert rings_at(said, [], at("2021-02-01 09:00")) == NEVER


def test_the_next_look_is_at_the_next_rung_or_after_an_exception() -> None:
    one = order(SEVEN)
    ladder = rungs(one, SEVEN, Rules(CALENDAR, NEVER_QUIET))
    accepted = decisions.accept(
        one, date(2021, 3, 1), Deed("li", "e", at("2021-02-01 09:00"), "因故")
    )

    assert rings_at(one, ladder, at("2021-02-05 00:00")) == at("2021-02-07 09:00")
    assert rings_at(accepted, [], at("2021-02-05 00:00")) == at("2021-03-02 00:00")


def test_an_order_of_an_older_version_has_its_one_limit() -> None:
    old = make_order(limits=())

    assert [limit.due_at for limit in limits_in(old)] == [old.due_at]
    assert rungs(old, SEVEN, Rules(CALENDAR, NEVER_QUIET))


def test_deadlines_over_an_unpublished_year_are_provisional_until_its_schedule_comes(
    tmp_path: Path,
) -> None:
    one = order(SEVEN, "2026-12-30 09:00")
    assert one.provisional
    assert "暂定" in one.deadline_explained
    file = tmp_path / "calendar.txt"
    file.write_text(
        "2027 official 示例\n2027-01-01 off 元旦\n2027-01-04 off 元旦\n2027-01-05 off 元旦\n",
        "utf-8",
    )

    limits = recounted(one.limits, load_calendar(file))
    again = timed.reschedule(one, limits, Deed("notifier", "k", at("2026-12-31 09:00")))

    assert again is not None
    assert not again.provisional
    assert again.due_on > one.due_on
    same = recounted(again.limits, load_calendar(file))
    assert timed.reschedule(again, same, Deed("notifier", "l", at("2026-12-31 09:00"))) is None


@pytest.mark.parametrize("text", ["20-8", "20:00", "x", "25:00-08:00"])
def test_quiet_hours_are_a_stretch_of_the_day(text: str) -> None:
    with pytest.raises(PermanentError, match="write 20:00-08:00"):
        parse_quiet(text)
