"""Rows that name their own columns, as YAML and JSON Lines have them, put under one header."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.tables.model import COLUMNS_LIMIT, RawRow, RawTable, Unreadable


@dataclass
class Record:
    """One mapping.

    Attributes:
        line: where it begins.
        cells: by their own names.
        bad: name of a cell that cannot be taken, or empty for the whole row → why.
    """

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)


def tabled(records: Iterable[Record], sheet: str = "") -> RawTable:
    """Put records under the header of all names that any of them uses.

    Raises:
        Unreadable: they use more names than any kind of file has columns.
    """
    rows = list(records)
    names: dict[str, int] = {}
    for record in rows:
        for name in (*record.cells, *record.bad):
            if name:
                names.setdefault(name, len(names))
        if len(names) > COLUMNS_LIMIT:
            raise Unreadable(
                f"line {record.line}: more than {COLUMNS_LIMIT} different keys in one file"
            )
    line = rows[0].line if rows else 1
    return RawTable(tuple(names), line, tuple(_row(row, names) for row in rows), sheet)


def _row(record: Record, names: Mapping[str, int]) -> RawRow:
    cells = tuple(record.cells.get(name, "") for name in names)
    bad = {names.get(name, -1): reason for name, reason in record.bad.items()}
    return RawRow(record.line, cells, bad)
