"""Quarters, and the cut through the facts that a report of one makes."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from shared.errors import PermanentError

_FORM = re.compile(r"([0-9]{4})[Qq]([1-4])")
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


@dataclass(frozen=True, slots=True)
class Cut:
    """Which facts a report sees.

    Attributes:
        quarter: the period reported on.
        as_of: last day whose facts are known, Asia/Shanghai.
    """

    quarter: Quarter
    as_of: date

    @property
    def stock_day(self) -> date:
        """The day at whose end stocks are counted: quarter end, or `as_of` while it runs."""
        return min(self.quarter.last, self.as_of)

    def __contains__(self, day: date) -> bool:
        return self.quarter.first <= day <= self.stock_day
