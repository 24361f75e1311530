"""Workbooks of today, by openpyxl in its streaming mode: values, never formulas."""

from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl

from shared.documents.model import PAGES_LIMIT, Collector
from shared.documents.packed import opened

COLUMNS_LIMIT = 1_000
ROWS_LIMIT = 1_048_576
"""Of a sheet in Excel; what claims to stand below is damage."""


def read_xlsx(data: bytes, into: Collector) -> None:
    """Read the cells of a workbook, hidden sheets too."""
    with opened(data):
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    try:
        for number, sheet in enumerate(book.worksheets):
            if number >= PAGES_LIMIT or (sheet.max_column or 0) > COLUMNS_LIMIT:
                into.full = True
            if into.full:
                return
            into.line(sheet.title)
            # programs write sizes that are wrong; rows beyond them would be left out unseen
            sheet.reset_dimensions()
            into.table(_rows(sheet, into))
    finally:
        book.close()


def cell_text(value: Any) -> str:
    """Write a cell's value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value).strip()


def _rows(sheet: Any, into: Collector) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS_LIMIT + 1)):
        if number >= ROWS_LIMIT:
            into.full = True
            return
        if row.count(None) == len(row):
            continue
        cells = [cell_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > COLUMNS_LIMIT:
            into.full = True
            return
        if cells:
            yield cells
