"""Counting working days over a table of days off and make-up working days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from shared.calendar.explain import Step, explain
from shared.clock import OFFICE_ZONE

_ONE = timedelta(days=1)
_SATURDAY = 5
_LONGEST = 5000
_LAST_INSTANT = time(23, 59, 59, 999_000)


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day of a limit.

    Attributes:
        on: the limit ends at the end of this day, Asia/Shanghai.
        working_days: length of the limit.
        provisional: a year on the way has no published schedule; compute again when it has.
        explanation: one Chinese sentence for the person who must believe it.
    """

    on: date
    working_days: int
    provisional: bool
    explanation: str


def due_moment(day: date) -> datetime:
    """Return the last millisecond of `day` in Asia/Shanghai, as aware UTC.

    Late means `now > due_moment(day)`. A millisecond is what the store keeps, and
    `office_date(due_moment(day)) == day`.
    """
    return datetime.combine(day, _LAST_INSTANT, OFFICE_ZONE).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off and make-up working days of the years whose schedule is published.

    Attributes:
        off: days off with their names.
        work: working days that fall on a day off, with the reason.
        official: years with a published schedule; in all others Monday to Friday count.
        version: names the data; equal versions give equal answers.
    """

    off: Mapping[date, str]
    work: Mapping[date, str]
    official: frozenset[int]
    version: str

    def is_workday(self, day: date) -> bool:
        """Tell whether offices work on `day`."""
        if day in self.work:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def is_provisional(self, day: date) -> bool:
        """Tell whether the schedule of the year of `day` is still unknown."""
        return day.year not in self.official

    def add_working_days(self, day: date, n: int) -> DueDate:
        """Find the end of a limit of `n` working days; `day` is day 0, working day or not.

        Args:
            day: day of issue or receipt.
            n: working days, 0 to 5000.

        Raises:
            ValueError: `n` is outside its bounds.
            OverflowError: the limit ends after the year 9999.
        """
        if not 0 <= n <= _LONGEST:
            raise ValueError(f"a limit has 0 to {_LONGEST} working days, not {n}")
        steps = list(self._steps(day, n))
        on = steps[-1].day if steps else day
        unknown = sorted({step.day.year for step in steps if self.is_provisional(step.day)})
        return DueDate(on, n, bool(unknown), explain(day, n, steps, unknown))

    def receipt_day(self, day: date) -> date:
        """Return `day`, or the next working day when it is none; for enquiries only."""
        while not self.is_workday(day):
            day += _ONE
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count working days after `start` up to and including `end`; negative backwards."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=k) for k in range(1, (end - start).days + 1))
        return sum(map(self.is_workday, days))

    def _steps(self, day: date, n: int) -> Iterator[Step]:
        left = n
        while left:
            day += _ONE
            works = self.is_workday(day)
            left -= works
            yield Step(day, works=works, name=self._name(day, works=works))

    def _name(self, day: date, *, works: bool) -> str:
        weekend = day.weekday() >= _SATURDAY
        if works:
            return (self.work.get(day) or "调休") if weekend or day in self.off else ""
        return self.off.get(day) or ("" if weekend else "放假")
