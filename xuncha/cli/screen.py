"""What commands print: tables for people, JSON on request."""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from shared.clock import OFFICE_ZONE
from shared.commands import ask
from shared.contracts.assessment_command import AssessmentQuery, InspectionQuery
from shared.contracts.command import Command, ListQuery, Result
from shared.errors import XunchaError
from xuncha.cli.paper import fail
from xuncha.client import connected
from xuncha.texts import heading, say, spoken

__all__ = [
    "ID_SHOWN",
    "asked",
    "carry_out",
    "console",
    "data_of",
    "fail",
    "grids",
    "listed",
    "local",
    "record",
    "table",
]

T = TypeVar("T")
PIPED_COLUMNS = 160
"""Width of what goes to a file or another program, where no terminal says how wide it is."""
console = Console(
    highlight=False,
    width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED_COLUMNS,
)
_NOTHING = frozenset({None, 0, ""})
ID_SHOWN = 12
"""Characters of an id in tables; commands take any unambiguous beginning."""


def carry_out(work: Coroutine[Any, Any, T]) -> T:
    """Run one command's work; what we can name ends it with one clear text and exit code 2."""
    try:
        return asyncio.run(work)
    except XunchaError as error:
        fail(str(error))


def data_of(result: Result) -> Any:
    """Return what a command brought; an error is printed and ends with exit code 1."""
    if not result.ok:
        fail(result.message, code=1)
    return result.data


def asked(name: str, command: Command) -> Any:
    """Send one command and return what it brought; whatever is wrong ends with one clear text."""
    return data_of(carry_out(_asked(name, command)))


async def _asked(name: str, command: Command) -> Result:
    async with connected() as client:
        return await ask(client, name, command)


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Print rows.

    Args:
        rows: as they came.
        columns: keys of the rows, in order; `key=heading` where the key is the heading of another.
        as_json: print everything as JSON instead.
    """
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    grid = Table(*map(heading, columns), header_style="bold")
    keys = [column.partition("=")[0] for column in columns]
    for row in rows:
        grid.add_row(*(_cell(key, row.get(key)) for key in keys))
    console.print(grid)
    console.print(say("rows", number=len(rows)))


def grids(tables: Iterable[Mapping[str, Any]]) -> None:
    """Print tables that have rows; a row of zeros, or of nothing, says nothing and is left out."""
    for one in tables:
        telling = [row for row in one["rows"] if set(_figures(row)) - _NOTHING]
        if not telling:
            continue
        grid = Table(*one["header"], title=one["name"], title_justify="left", header_style="bold")
        for row in telling:
            grid.add_row(*("-" if cell is None else _cell("", cell) for cell in row))
        console.print(grid)


def _figures(row: Sequence[Any]) -> Sequence[Any]:
    """Return what follows the last word of a row; the whole row where it ends with a word."""
    words = [place for place, cell in enumerate(row) if isinstance(cell, str)]
    rest = row[words[-1] + 1 :] if words else row
    return rest or row


def listed(
    name: str,
    query: ListQuery | AssessmentQuery | InspectionQuery,
    columns: Sequence[str],
    *,
    as_json: bool,
) -> None:
    """Ask for a bounded list and print it; say so where it may have been cut short."""
    rows = asked(name, query)
    table(rows, columns, as_json=as_json)
    if len(rows) >= query.limit and not as_json:
        console.print(say("cut_short", limit=query.limit))


def record(row: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one record, one field a line; what is empty is left out."""
    if as_json:
        print(json.dumps(row, ensure_ascii=False, indent=2))
        return
    for line in _lines(row):
        console.print(line, markup=False, soft_wrap=True)


def _lines(row: Mapping[str, Any]) -> Iterator[str]:
    for key, value in row.items():
        if _is_empty(value):
            continue
        if isinstance(value, Mapping):
            yield f"{key}:"
            yield from _indented(_lines(value), "  ", "  ")
        elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            yield f"{key}:"
            for item in value:
                yield from _indented(_lines(item), "  - ", "    ")
        else:
            yield from _indented(_plain(value).splitlines(), f"{key}: ", "  ")


def _indented(lines: Iterable[str], first: str, others: str) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield (others if number else first) + line


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, bool):
        return say("yes" if value else "no")
    return local(str(value))


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", (), [], {})


def _cell(key: str, value: Any) -> str:
    if _is_empty(value):
        return "-"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    text = local(str(value))
    if key == "answer":
        text = spoken(text)
    if key in {"id", "order", "finding", "article"}:
        text = text[:ID_SHOWN]
    return text.replace("[", r"\[")


def local(text: str) -> str:
    """Write a moment as people read it, Asia/Shanghai; anything else stays as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}" if moment.tzinfo else text
