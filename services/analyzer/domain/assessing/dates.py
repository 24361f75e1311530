"""Days, calendar months and quarters of Asia/Shanghai. Pure."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, Self

from shared.clock import office_date
from shared.contracts.profile import GRACE
from shared.errors import PermanentError

_QUARTER = re.compile(r"([0-9]{4})Q([1-4])")
_MONTHS = 3


class Quarter(NamedTuple):
    """One quarter of a calendar year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter that contains `day`."""
        return cls(day.year, (day.month - 1) // _MONTHS + 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a quarter such as `2020Q4`.

        Raises:
            PermanentError: it has another form.
        """
        match = _QUARTER.fullmatch(text.strip().upper())
        if match is None:
            raise PermanentError(f"{text[:20]!r} is no quarter: write it as 2020Q4")
        return cls(int(match[1]), int(match[2]))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number * _MONTHS - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return months_after(self.first, _MONTHS) - timedelta(days=1)

    @property
    def previous(self) -> "Quarter":
        """The one before it."""
        return Quarter.of(self.first - timedelta(days=1))

    @property
    def following(self) -> "Quarter":
        """The one after it."""
        return Quarter.of(self.last + timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def last_over(moment: datetime) -> date:
    """Return the last day that can be assessed at a moment."""
    return office_date(moment - GRACE) - timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """Return the same day of a month later or earlier; a month too short gives its last day.

    Six months before 31 August is the last day of February, so the boundary day itself still
    counts as in time.
    """
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=65_536)
def limit_start(day: date, *, days: float = 0, months: float = 0) -> date:
    """Return the first day that is still inside a limit which ends on `day`.

    Args:
        day: day of the observation.
        days: length of the limit in days.
        months: length in calendar months; both add up.
    """
    return months_after(day, -int(months)) - timedelta(days=int(days))


@lru_cache(maxsize=65_536)
def limit_end(day: date, *, days: float = 0, months: float = 0) -> date:
    """Return the last day on which something of `day` is still inside the limit."""
    end = months_after(day, int(months)) + timedelta(days=int(days))
    # a short month clips one way only: walk to the last day whose limit still reaches `day`
    while limit_start(end + timedelta(days=1), days=days, months=months) <= day:
        end += timedelta(days=1)
    while limit_start(end, days=days, months=months) > day:
        end -= timedelta(days=1)
    return end


def first_late(day: date, *, days: float = 0, months: float = 0) -> date:
    """Return the first day on which something of `day` is past the limit."""
    return limit_end(day, days=days, months=months) + timedelta(days=1)


def spoken(first: date, last: date) -> str:
    """Write a window as people read it: the second date without its year when it is the same."""
    short = f"{last:%m-%d}" if first.year == last.year else last.isoformat()
    return first.isoformat() if first == last else f"{first.isoformat()} 至 {short}"


def limit_text(*, days: float = 0, months: float = 0) -> str:
    """Write the length of a limit in Chinese."""
    parts = [f"{int(months)}个月" if months else "", f"{int(days)}天" if days else ""]
    return "".join(parts)
