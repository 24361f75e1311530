"""The office's own calendar lines: a schedule the package lacks, or a local day off."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.errors import PermanentError

_LINE = re.compile(r"(\S+)\s+(\S+)(?:\s+(.*))?")
_YEAR = re.compile(r"[0-9]{4}")
_HOW = "write `2027-02-06 off 春节`, `2027-02-14 work 调休` or `2027 official 国办发明电…号`"


class CalendarFileError(PermanentError):
    """A line of the calendar file cannot be used; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Override:
    """Days that win over the published data.

    Attributes:
        off: days off, with the name to print.
        work: working days, with the reason to print.
        official: years whose schedule has been published and is complete in this file.
    """

    off: Mapping[date, str] = field(default_factory=dict)
    work: Mapping[date, str] = field(default_factory=dict)
    official: frozenset[int] = frozenset()


def parse_override(text: str, name: str) -> Override:
    """Read calendar lines; `#` starts a comment.

    Args:
        text: the file's content.
        name: the file's name, for messages.

    Raises:
        CalendarFileError: a line has another form, no such day, or speaks twice about a day.
    """
    days: dict[str, dict[date, str]] = {"off": {}, "work": {}}
    official: set[int] = set()
    for place, words in _lines(text, name):
        first, verb, note = words
        if verb == "official" and _YEAR.fullmatch(first):
            official.add(int(first))
            continue
        if verb not in days:
            raise CalendarFileError(f"{place}: unknown kind of line {verb!r}; {_HOW}")
        day = _day(first, place)
        if any(day in known for known in days.values()):
            raise CalendarFileError(f"{place}: {day} stands twice; keep one of the lines")
        days[verb][day] = note
    return Override(off=days["off"], work=days["work"], official=frozenset(official))


def _lines(text: str, name: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        match = _LINE.fullmatch(content)
        if match is None:
            raise CalendarFileError(f"{name}:{number}: cannot read {content!r}; {_HOW}")
        yield f"{name}:{number}", (match[1], match[2], (match[3] or "").strip())


def _day(text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CalendarFileError(f"{place}: {text!r} is no day of the calendar; {_HOW}") from None
