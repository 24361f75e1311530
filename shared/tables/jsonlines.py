"""Reads JSON Lines: one object on each line."""

import json
from collections.abc import Iterator
from typing import Any

from shared.tables.mappings import Record, tabled
from shared.tables.model import RawTable
from shared.tables.rows import counted, is_comment

_NESTED = "holds a nested value: write text, a number, or a list of texts"


def read_json_lines(text: str, limit: int) -> list[RawTable]:
    """Read one table; a line that is no object is a bad row.

    Args:
        text: the decoded file.
        limit: most rows.

    Raises:
        Unreadable: it has more rows than allowed.
    """
    return [tabled(_record(number, line) for number, line in counted(_lines(text), limit))]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not is_comment(line):
            yield number, line


def _record(number: int, line: str) -> Record:
    try:
        pairs = json.loads(line, object_pairs_hook=list, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        return Record(number, bad={"": f"is no JSON object ({error}): write {{...}} on one line"})
    if not line.strip().startswith("{"):
        return Record(number, bad={"": "is no JSON object: write {...} on one line"})
    record = Record(number)
    for name, value in pairs:
        if name in record.cells:
            record.bad[name] = "stands twice in this object: keep one"
        cell = _cell(value)
        record.cells[name] = cell or ""
        if cell is None:
            record.bad[name] = _NESTED
    return record


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _cell(value: Any) -> str | None:
    """Write a value as a cell; None when it is nested."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        plain = [item for item in value if isinstance(item, str)]
        return ";".join(plain) if len(plain) == len(value) else None
    return str(value).strip()
