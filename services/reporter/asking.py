"""Reads the days that a command about reports names."""

from datetime import date, datetime, timedelta

from shared.clock import OFFICE_ZONE, Clock, office_date
from shared.commands import Refused


def asked_day(text: str, first: date, what: str, clock: Clock) -> date:
    """Return the day that a report is as of: today where none is named.

    Raises:
        Refused: the text is no date, or the period begins after the day.
    """
    day = read_day(text, "as-of") if text else office_date(clock.now())
    if day < first:
        raise Refused(f"{what} begins on {first}, after {day}: nothing to report")
    return day


def known_by(text: str) -> datetime | None:
    """Return the end of the day by which the registry was recorded; None for all of it."""
    if not text:
        return None
    day = read_day(text, "known-on") + timedelta(days=1)
    return datetime.combine(day, datetime.min.time(), OFFICE_ZONE) - timedelta(milliseconds=1)


def read_day(text: str, what: str) -> date:
    """Read a day.

    Raises:
        Refused: the text is no date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{what} {text!r} is no date: write it like 2021-01-30") from error
