"""Writes tables as XLSX and CSV; what came from outside is text there, never a formula."""

import csv
import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from shared.tables.cells_xml import Lines
from shared.tables.plain import Table, Value
from shared.tables.rows import guarded_cell

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WRITTEN = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant: the same figures give the same bytes
_MOST = 32_767
"""Characters that a cell may hold."""
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(tables: Sequence[Table]) -> bytes:
    """Write a workbook, a sheet for each table; equal tables give equal bytes."""
    target = BytesIO()
    workbook = Workbook(target, _OPTIONS)
    workbook.set_properties({"created": _WRITTEN})
    bold = workbook.add_format({"bold": True})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for table in tables:
        name = re.sub(r"[\[\]:*?/\\]", " ", table.name)[:31]
        sheet: Lines = workbook.add_worksheet(name, Lines)
        sheet.freeze_panes(1, 0)
        for place, title in enumerate(table.header):
            sheet.write_string(0, place, clean(title), bold)
        sheet.follow(table.rows, clean, day)
    workbook.close()
    return target.getvalue()


def write_csv(tables: Sequence[Table]) -> bytes:
    """Write the first table, then the others below their names; UTF-8 with a mark for Excel."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for place, table in enumerate(tables):
        if place:
            writer.writerows([[], [f"# {table.name}"]])
        writer.writerow([_cell(title) for title in table.header])
        writer.writerows([_cell(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def clean(text: str) -> str:
    """Take out what XML cannot hold, end lines in one way, and cut what a cell cannot hold."""
    if text.isprintable() and len(text) <= _MOST:
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", lines)[:_MOST]


def _cell(value: Value) -> str:
    if value is None:
        return ""
    return guarded_cell(clean(value)) if isinstance(value, str) else str(value)
