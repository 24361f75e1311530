"""Fits a table as it stands in a file to the kind of file that its header names."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shared.tables.model import Column, Fault, RawRow, RawTable, Row, Schema, fault
from shared.tables.rows import cell_fault, plain_cell


@dataclass(frozen=True)
class Fitted:
    """A table of a known kind."""

    schema: Schema
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    """Of the header, and of the table as a whole."""


def fit(table: RawTable, schemas: Sequence[Schema]) -> Fitted:
    """Fit a table to the kind that its header fits best.

    Unknown, missing and double columns are faults, each by its name. Without a column that must
    be there, or with one that stands twice, no row can be read. A header that is broken itself, by
    merged cells, is all that is said of it.
    """
    schema = max(schemas, key=lambda one: _score(table.header, one))
    names = _names(schema)
    columns = [names.get(_folded(heading)) for heading in table.header]
    broken = any(one.line == table.line for one in table.faults)
    faults = [*table.faults, *(() if broken else _header_faults(table, columns, schema))]
    found = Counter(column.key for column in columns if column)
    usable = all(found[key] for key in schema.required) and all(n == 1 for n in found.values())
    rows = [_row(raw, columns, table.sheet) for raw in table.rows] if usable else []
    return Fitted(schema, tuple(rows), tuple(faults))


def _score(header: Sequence[str], schema: Schema) -> tuple[int, int, int]:
    """Rank a kind: required columns that are missing count most, then unknown ones, then hits."""
    names = _names(schema)
    known = [names.get(_folded(heading)) for heading in header]
    keys = {column.key for column in known if column}
    missing = sum(key not in keys for key in schema.required)
    return -missing, -known.count(None), len(keys)


def _names(schema: Schema) -> dict[str, Column]:
    return {
        _folded(name): column for column in schema.columns for name in (column.key, *column.names)
    }


def _folded(heading: str) -> str:
    return "".join(heading.split()).strip("*＊:：").lower()


def _header_faults(
    table: RawTable, columns: Sequence[Column | None], schema: Schema
) -> list[Fault]:
    faults = []
    seen: set[str] = set()
    for heading, column in zip(table.header, columns, strict=True):
        if column is None and heading:
            reason = f"unknown column of {schema.kind}; known are {', '.join(schema.keys)}"
            faults.append(fault(table.line, heading, heading, reason, table.sheet))
        elif column and column.key in seen:
            reason = "the column stands twice: remove one"
            faults.append(fault(table.line, column.key, heading, reason, table.sheet))
        seen |= {column.key} if column else set()
    for key in schema.required:
        if key not in seen:
            reason = f"the column is missing, and {schema.kind} cannot be read without it"
            faults.append(fault(table.line, key, "", reason, table.sheet))
    return faults


def _row(raw: RawRow, columns: Sequence[Column | None], sheet: str) -> Row:
    cells: dict[str, str] = {}
    faults = []
    if reason := raw.bad.get(-1):
        faults.append(fault(raw.line, "", "", reason, sheet))
    for place, (column, text) in enumerate(zip(columns, raw.cells, strict=False)):
        if column is None:
            continue
        bad = raw.bad.get(place) or cell_fault(text, prose=column.prose)
        if bad:
            faults.append(fault(raw.line, column.key, text, bad, sheet))
        plain = text if column.prose else plain_cell(text)
        cells[column.key] = column.values.get(plain, plain)
    return Row(raw.line, cells, tuple(faults), sheet)
