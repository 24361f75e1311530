"""Working days: published years, make-up days, provisional years and the office's own lines."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import dates
from shared.calendar import CalendarFileError, due_moment, load_calendar, parse_override
from shared.clock import office_date

CALENDAR = load_calendar()
DAYS = st.dates(date(2004, 1, 1), date(2030, 12, 31))


def d(text: str) -> date:
    return date.fromisoformat(text)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = path / "calendar.txt"
    file.write_text(text, encoding=encoding)
    return file


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param("2021-01-29", True, id="a Friday"),
        pytest.param("2021-01-30", False, id="a Saturday"),
        pytest.param("2021-02-07", True, id="Sunday made up before Spring Festival 2021"),
        pytest.param("2021-02-11", False, id="New Year's Eve 2021"),
        pytest.param("2021-02-17", False, id="last day of Spring Festival 2021"),
        pytest.param("2021-02-18", True, id="first day after Spring Festival 2021"),
        pytest.param("2021-02-20", True, id="Saturday made up after Spring Festival 2021"),
        pytest.param("2020-01-31", False, id="extended Spring Festival 2020"),
        pytest.param("2020-02-01", False, id="make-up Saturday withdrawn in 2020"),
        pytest.param("2020-02-02", False, id="last day of the extension in 2020"),
        pytest.param("2020-02-03", True, id="after the extension in 2020"),
        pytest.param("2024-02-29", True, id="leap day"),
        pytest.param("2004-01-22", False, id="first published year"),
        pytest.param("2027-01-01", True, id="no schedule: Monday to Friday"),
        pytest.param("2027-02-06", False, id="no schedule: weekend"),
        pytest.param("1999-10-01", True, id="before the published years"),
    ],
)
def test_workday(day: str, works: bool) -> None:
    assert CALENDAR.is_workday(d(day)) is works


def span(first: str, last: str) -> list[date]:
    start, end = d(first), d(last)
    return [start + timedelta(days=k) for k in range((end - start).days + 1)]


def test_schedule_of_2026_is_the_published_one() -> None:
    off = [
        *span("2026-01-01", "2026-01-03"),
        *span("2026-02-15", "2026-02-23"),
        *span("2026-04-04", "2026-04-06"),
        *span("2026-05-01", "2026-05-05"),
        *span("2026-06-19", "2026-06-21"),
        *span("2026-09-25", "2026-09-27"),
        *span("2026-10-01", "2026-10-07"),
    ]
    work = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    made_up = {d(day) for day in work}

    for day in span("2026-01-01", "2026-12-31"):
        expected = day in made_up or (day.weekday() < 5 and day not in off)
        assert CALENDAR.is_workday(day) is expected, day


@pytest.mark.parametrize(
    ("day", "n", "on"),
    [
        pytest.param("2021-01-30", 7, "2021-02-08", id="seed: issued on a Saturday"),
        pytest.param("2021-01-30", 1, "2021-02-01", id="day 0 is no working day"),
        pytest.param("2021-02-08", 10, "2021-02-26", id="over Spring Festival 2021"),
        pytest.param("2020-01-22", 3, "2020-02-04", id="over the extended festival of 2020"),
        pytest.param("2024-02-28", 1, "2024-02-29", id="onto the leap day"),
        pytest.param("2023-02-28", 1, "2023-03-01", id="no leap day"),
        pytest.param("2026-02-13", 2, "2026-02-24", id="Saturday 14 February 2026 works"),
        pytest.param("2021-03-01", 0, "2021-03-01", id="no days"),
    ],
)
def test_limit_ends(day: str, n: int, on: str) -> None:
    due = CALENDAR.add_working_days(d(day), n)

    assert (due.on, due.working_days, due.provisional) == (d(on), n, False)
    assert "暂定" not in due.explanation
    assert dates.written(d(on)) in due.explanation


def test_explanation_names_what_was_skipped_and_made_up() -> None:
    seed = CALENDAR.add_working_days(d("2021-01-30"), 7).explanation
    festival = CALENDAR.add_working_days(d("2021-02-08"), 10).explanation
    long = CALENDAR.add_working_days(d("2021-06-01"), 40).explanation

    assert "2021年2月7日（周日）是调休上班日" in seed
    assert "跳过周末2021年1月31日、2021年2月6日" in seed
    assert "春节2021年2月11日至2021年2月17日" in festival
    assert "跳过周末14天" in long
    assert "端午2021年6月12日至2021年6月14日" in long
    assert seed.count("。") == 1
    assert seed.endswith("。")


def test_limit_into_an_unpublished_year_is_provisional() -> None:
    due = CALENDAR.add_working_days(d("2026-12-28"), 10)

    assert due.provisional
    assert "2027年放假安排尚未公布" in due.explanation
    assert "暂定" in due.explanation
    assert CALENDAR.is_provisional(d("2027-06-01"))
    assert not CALENDAR.is_provisional(d("2026-12-31"))


@pytest.mark.parametrize("n", [-1, 5001])
def test_limit_out_of_bounds_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="working days"):
        CALENDAR.add_working_days(d("2021-01-30"), n)


@given(DAYS, st.integers(1, 80))
def test_nth_working_day_works_and_moves_forward(day: date, n: int) -> None:
    due = CALENDAR.add_working_days(day, n).on

    assert CALENDAR.is_workday(due)
    assert due > day
    assert CALENDAR.add_working_days(day, n + 1).on > due
    assert CALENDAR.add_working_days(day + timedelta(days=1), n).on >= due


@given(DAYS, st.integers(0, 80))
def test_counting_back_agrees(day: date, n: int) -> None:
    due = CALENDAR.add_working_days(day, n).on

    assert CALENDAR.working_days_between(day, due) == n
    assert CALENDAR.working_days_between(due, day) == -n


@pytest.mark.parametrize(
    ("day", "on"),
    [
        pytest.param("2021-01-29", "2021-01-29", id="a working day stays"),
        pytest.param("2021-01-30", "2021-02-01", id="weekend"),
        pytest.param("2021-02-06", "2021-02-07", id="make-up Sunday receives"),
        pytest.param("2021-02-11", "2021-02-18", id="festival"),
    ],
)
def test_receipt_day(day: str, on: str) -> None:
    assert CALENDAR.receipt_day(d(day)) == d(on)


def test_limit_ends_at_the_end_of_the_day_in_the_office() -> None:
    moment = due_moment(d("2021-02-08"))

    assert moment == datetime(2021, 2, 8, 15, 59, 59, 999_000, tzinfo=UTC)
    assert moment.tzinfo is UTC
    assert office_date(moment) == d("2021-02-08")


def test_override_wins_over_published_days(tmp_path: Path) -> None:
    lines = "# local\n2026-04-13 off 泼水节\n2026-10-01 work 抢险\n2026-10-10 off\n"
    calendar = load_calendar(written(tmp_path, lines))

    assert not calendar.is_workday(d("2026-04-13"))
    assert calendar.is_workday(d("2026-10-01"))
    assert not calendar.is_workday(d("2026-10-10"))
    assert "跳过泼水节2026年4月13日" in calendar.add_working_days(d("2026-04-12"), 1).explanation
    assert calendar.version != CALENDAR.version


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_year_becomes_official_only_when_the_file_says_so(tmp_path: Path, encoding: str) -> None:
    days = "2027-02-05 off 春节\n2027-02-14 work 调休  # Sunday\n"
    partial = load_calendar(written(tmp_path, days, encoding))
    whole = load_calendar(written(tmp_path, days + "2027 official 国办\n", encoding))

    assert partial.is_provisional(d("2027-02-05"))
    assert not whole.is_provisional(d("2027-02-05"))
    for calendar in (partial, whole):
        assert not calendar.is_workday(d("2027-02-05"))
        assert calendar.is_workday(d("2027-02-14"))
    assert "跳过春节2027年2月5日" in whole.add_working_days(d("2027-02-04"), 1).explanation


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("2027-02-06", "f.txt:1: cannot read", id="one word"),
        pytest.param("\n2027-02-30 off 春节", "f.txt:2: '2027-02-30' is no day", id="no such day"),
        pytest.param("2027-02-06 holiday 春节", "unknown kind of line 'holiday'", id="verb"),
        pytest.param("2027-02-06 official x", "unknown kind of line", id="official day"),
        pytest.param("27 off x", "'27' is no day", id="short year"),
        pytest.param("2027-02-06 off\n2027-02-06 work", "f.txt:2: 2027-02-06 stands", id="twice"),
    ],
)
def test_bad_line_names_file_line_and_remedy(text: str, said: str) -> None:
    with pytest.raises(CalendarFileError) as caught:
        parse_override(text, "f.txt")

    assert said in str(caught.value)
    assert "write `" in str(caught.value) or "keep one" in str(caught.value)


def test_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    binary = tmp_path / "calendar.bin"
    binary.write_bytes(b"\xff\xff\xff")

    with pytest.raises(CalendarFileError, match=r"calendar\.bin: not a text"):
        load_calendar(binary)
    with pytest.raises(CalendarFileError, match=r"none\.txt: No such file"):
        load_calendar(tmp_path / "none.txt")


def test_version_is_stable() -> None:
    assert load_calendar().version == CALENDAR.version
    assert CALENDAR.version.startswith("2004-2026:")
