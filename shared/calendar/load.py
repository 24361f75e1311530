"""Where the days come from: the package chinesecalendar, and a file of the office."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import chinese_calendar

from shared.calendar.days import WorkCalendar
from shared.calendar.override import CalendarFileError, Override, parse_override

IMPORTED = "the imported calendar"
"""How messages name lines that rest in the store."""
_SPRING = chinese_calendar.Holiday.spring_festival.value


def load_calendar(override: Path | None = None, *lines: str) -> WorkCalendar:
    """Build the calendar from published schedules, on top of them `override`, then `lines` in turn.

    A year of the file stays provisional until the file says `<year> official <source>`, because a
    single local day off does not make a schedule.

    Args:
        override: file in UTF-8 (with or without BOM) or GB18030; see `parse_override`.
        lines: what the store holds of the office; see `parse_override`.

    Raises:
        CalendarFileError: the file is missing, unreadable or has a bad line.
    """
    off = {day: _chinese(name) for day, name in chinese_calendar.holidays.items()}
    work = dict.fromkeys(chinese_calendar.workdays, "调休")
    official = _published_years()
    of_file = parse_override(read_lines(override), override.name) if override else Override()
    for extra in (of_file, *(parse_override(text, IMPORTED) for text in lines)):
        off = _without(off, extra.work) | dict(extra.off)
        work = _without(work, extra.off) | dict(extra.work)
        official |= extra.official
    return WorkCalendar(off, work, official, _version(off, work, official))


def _published_years() -> frozenset[int]:
    # A schedule sometimes names days of the year before or after; only a whole one has this feast.
    return frozenset(day.year for day, name in chinese_calendar.holidays.items() if name == _SPRING)


def _chinese(name: str) -> str:
    return str(chinese_calendar.Holiday(name).chinese)


def _without(days: Mapping[date, str], others: Mapping[date, str]) -> dict[date, str]:
    return {day: name for day, name in days.items() if day not in others}


def read_lines(path: Path) -> str:
    """Read the text of a file, in UTF-8 or GB18030.

    Raises:
        CalendarFileError: it is missing, unreadable or no text.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CalendarFileError(
            f"{path.name}: {error.strerror}; check the setting and the file's permissions"
        ) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _gb18030(raw, path.name)


def _gb18030(raw: bytes, name: str) -> str:
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError as error:
        raise CalendarFileError(f"{name}: not a text; save it as UTF-8") from error


def _version(off: Mapping[date, str], work: Mapping[date, str], official: frozenset[int]) -> str:
    lines = [f"{day} off {name}" for day, name in off.items()]
    lines += [f"{day} work {name}" for day, name in work.items()]
    lines += [f"{year} official" for year in official]
    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    return f"{min(official)}-{max(official)}:{digest[:12]}"
