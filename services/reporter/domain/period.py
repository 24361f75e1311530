"""Quarters, months and other spans, and the cut through the facts that a report of one makes."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from shared.errors import PermanentError

_FORM = re.compile(r"([0-9]{4})[Qq]([1-4])")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEAR = re.compile(r"[0-9]{4}")
_RANGE = re.compile(r"([0-9-]{10})\.\.([0-9-]{10})")
_FIRST_YEAR = 1990
_LAST_YEAR = 9998


class QuarterError(PermanentError):
    """A text names no quarter; the message says how to write one."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a calendar year in Asia/Shanghai."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a quarter such as `2020Q4`.

        Raises:
            QuarterError: the text has another form or the year is out of range.
        """
        match = _FORM.fullmatch(text.strip())
        if match is None or not _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
            raise QuarterError(
                f"{text[:20]!r} is no quarter: write the year, Q and 1 to 4, such as 2020Q4"
            )
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter that contains `day`."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        """The quarter after it."""
        full_year = self.number == 4  # noqa: PLR2004 a year has four
        return Quarter(self.year + 1, 1) if full_year else Quarter(self.year, self.number + 1)

    @property
    def previous(self) -> "Quarter":
        """The quarter before it."""
        return Quarter.of(self.first - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A month, a year, or days from one to another, both included, in Asia/Shanghai."""

    first: date
    last: date

    def __str__(self) -> str:
        if self == month_of(self.first):
            return f"{self.first:%Y-%m}"
        if self == year_of(self.first):
            return f"{self.first:%Y}"
        return f"{self.first}..{self.last}"

    @property
    def previous(self) -> "Span":
        """The month or year before a month or year; before other days, as many days."""
        before = self.first - timedelta(days=1)
        if self == month_of(self.first):
            return month_of(before)
        if self == year_of(self.first):
            return year_of(before)
        return Span(before - (self.last - self.first), before)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


Period = Quarter | Span


def month_of(day: date) -> Span:
    """Return the month that contains a day."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Span(first, following - timedelta(days=1))


def year_of(day: date) -> Span:
    """Return the year that contains a day."""
    return Span(date(day.year, 1, 1), date(day.year, 12, 31))


def months_in(period: Period) -> list[Span]:
    """Return the months that a period touches, in order."""
    found = [month_of(period.first)]
    while found[-1].last < period.last:
        found.append(month_of(found[-1].last + timedelta(days=1)))
    return found


def parse_period(text: str) -> Period:
    """Read `2020Q4`, `2020-12`, `2020` or `2020-10-01..2020-12-31`.

    Raises:
        QuarterError: the text has none of these forms, or its days are none or crossed.
    """
    written = text.strip()
    if _FORM.fullmatch(written):
        return Quarter.parse(written)
    try:
        return _span(written)
    except ValueError as error:
        raise QuarterError(
            f"{text[:30]!r} is no period: write 2020Q4, 2020-12, 2020 or 2020-10-01..2020-12-31"
        ) from error


def _span(written: str) -> Span:
    if _MONTH.fullmatch(written):
        span = month_of(date.fromisoformat(f"{written}-01"))
    elif _YEAR.fullmatch(written):
        span = year_of(date(int(written), 1, 1))
    elif match := _RANGE.fullmatch(written):
        span = Span(date.fromisoformat(match[1]), date.fromisoformat(match[2]))
    else:
        raise ValueError(written)
    if not (span.first <= span.last and _FIRST_YEAR <= span.first.year <= _LAST_YEAR):
        raise ValueError(written)
    return span


@dataclass(frozen=True, slots=True)
class Cut:
    """Which facts a report sees.

    Attributes:
        quarter: the period reported on, a quarter or any other.
        as_of: last day whose facts are known, Asia/Shanghai.
    """

    quarter: Period
    as_of: date

    @property
    def stock_day(self) -> date:
        """The day at whose end stocks are counted: its last, or `as_of` while it runs."""
        return min(self.quarter.last, self.as_of)

    def __contains__(self, day: date) -> bool:
        return self.quarter.first <= day <= self.stock_day
