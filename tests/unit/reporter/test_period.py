"""Quarters: how they are written, where they begin and end."""

from datetime import date

import pytest

from services.reporter.domain.period import (
    Cut,
    Quarter,
    QuarterError,
    months_in,
    parse_period,
)


@pytest.mark.parametrize("text", ["2020Q4", "2020q4", " 2020Q4\n"])
def test_a_quarter_is_read(text: str) -> None:
    assert Quarter.parse(text) == Quarter(2020, 4)


@pytest.mark.parametrize(
    "text", ["", "2020", "2020Q5", "2020Q0", "2020-Q4", "20Q4", "Q4 2020", "２０２０Q4", "0001Q1"]
)
def test_another_text_is_refused_and_told_how_to_write_it(text: str) -> None:
    with pytest.raises(QuarterError, match="such as 2020Q4"):
        Quarter.parse(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020Q1", date(2020, 1, 1), date(2020, 3, 31)),
        ("2020Q2", date(2020, 4, 1), date(2020, 6, 30)),
        ("2020Q3", date(2020, 7, 1), date(2020, 9, 30)),
        ("2020Q4", date(2020, 10, 1), date(2020, 12, 31)),
    ],
)
def test_its_bounds(text: str, first: date, last: date) -> None:
    quarter = Quarter.parse(text)

    assert (quarter.first, quarter.last) == (first, last)
    assert first in quarter
    assert last in quarter
    assert Quarter.of(last) == quarter
    assert str(quarter) == text


def test_its_neighbours() -> None:
    assert Quarter(2021, 1).previous == Quarter(2020, 4)
    assert Quarter(2020, 4).next == Quarter(2021, 1)
    assert Quarter(2020, 3).next == Quarter(2020, 4)


def test_a_report_of_a_running_quarter_sees_no_day_after_its_own() -> None:
    cut = Cut(Quarter(2020, 4), date(2020, 11, 15))

    assert cut.stock_day == date(2020, 11, 15)
    assert date(2020, 11, 15) in cut
    assert date(2020, 11, 16) not in cut


@pytest.mark.parametrize(
    ("text", "first", "last", "before"),
    [
        ("2020Q4", "2020-10-01", "2020-12-31", "2020Q3"),
        ("2020-02", "2020-02-01", "2020-02-29", "2020-01"),
        ("2021-01", "2021-01-01", "2021-01-31", "2020-12"),
        ("2020", "2020-01-01", "2020-12-31", "2019"),
        ("2020-10-05..2020-10-11", "2020-10-05", "2020-10-11", "2020-09-28..2020-10-04"),
    ],
)
def test_a_period_is_a_quarter_a_month_a_year_or_a_range(
    text: str, first: str, last: str, before: str
) -> None:
    period = parse_period(text)

    assert (str(period), str(period.previous)) == (text, before)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["2020-13", "2020Q5", "20", "2020-10-05..2020-10-01", "2020-02-30..2020-03-01", "０００１"],
)
def test_what_is_no_period_is_refused_with_its_forms(text: str) -> None:
    with pytest.raises(QuarterError, match="2020Q4"):
        parse_period(text)


def test_a_period_touches_whole_months() -> None:
    assert [str(month) for month in months_in(parse_period("2020-11-30..2021-01-01"))] == [
        "2020-11",
        "2020-12",
        "2021-01",
    ]
