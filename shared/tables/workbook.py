"""Reads XLSX: streaming, without macros, and without trusting what a formula last came to."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from shared.tables.archive import checked_archive, merged_cells
from shared.tables.model import COLUMNS_LIMIT, Fault, RawRow, RawTable, Unreadable, fault
from shared.tables.rows import counted, is_comment

_MERGED_LIMIT = 1_000
_FORMULA = "is a formula, which is not computed: write its value"
_ERROR = "is an error of the spreadsheet: write the value"


def read_workbook(body: bytes, limit: int) -> list[RawTable]:
    """Read every sheet that holds a table.

    Args:
        body: the file.
        limit: most rows over all sheets.

    Raises:
        Unreadable: it is no XLSX, or a harmful one, or has more rows than allowed.
    """
    with checked_archive(body) as archive:
        try:
            book = load_workbook(
                BytesIO(body), read_only=True, data_only=False, keep_links=False, keep_vba=False
            )
        except zipfile.BadZipFile:
            raise
        except Exception as error:  # openpyxl raises whatever a malformed part leads it to
            raise _damaged(error) from error
        tables = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its own size need not be true
            if table := _read_sheet(sheet, archive, limit):
                tables.append(table)
                limit -= len(table.rows)
        if not tables:
            raise Unreadable("the workbook is empty: begin with a header row in its first sheet")
        return tables


def _read_sheet(sheet: Any, archive: zipfile.ZipFile, limit: int) -> RawTable | None:
    rows = _filled(sheet)
    line, header = next(rows, (0, ()))
    if not line:
        return None
    headings = tuple(_text(cell.value) for cell in header)
    width = max((place for place, text in enumerate(headings, start=1) if text), default=0)
    if width > COLUMNS_LIMIT:
        raise Unreadable(
            f"sheet {sheet.title}, line {line}: more than {COLUMNS_LIMIT} columns; "
            "no kind of file has so many"
        )
    headings = headings[:width]
    merged = merged_cells(archive, sheet._worksheet_path, _MERGED_LIMIT)  # noqa: SLF001 - no public name
    return RawTable(
        headings,
        line,
        tuple(_row(number, cells, width) for number, cells in counted(rows, limit)),
        sheet.title,
        tuple(_merged(sheet.title, headings, column, row) for column, row in merged),
    )


def _filled(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows that hold anything but a comment."""
    rows = sheet.iter_rows(max_col=COLUMNS_LIMIT + 1)
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except zipfile.BadZipFile:
            raise
        except Exception as error:  # openpyxl raises whatever a malformed part leads it to
            raise _damaged(error, f"sheet {sheet.title}, line {number}") from error
        values = [cell.value for cell in cells]
        if any(value is not None and value != "" for value in values) and not is_comment(
            _text(values[0])
        ):
            yield number, cells


def _row(line: int, cells: tuple[Any, ...], width: int) -> RawRow:
    bad = {}
    for place, cell in enumerate(cells[:width]):
        if getattr(cell, "data_type", "") == "f":
            bad[place] = _FORMULA
        elif getattr(cell, "data_type", "") == "e":
            bad[place] = _ERROR
    if any(_text(cell.value) for cell in cells[width:]):
        bad[-1] = "has a cell outside the columns of the header: name its column, or empty it"
    return RawRow(line, tuple(_text(cell.value) for cell in cells[:width]), bad)


def _text(value: Any) -> str:
    """Write a cell as a person would type it: whole numbers without a point, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        whole = value.time() == time()
        return value.date().isoformat() if whole else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "text", value)).strip()


def _merged(sheet: str, headings: tuple[str, ...], column: str, line: int) -> Fault:
    place = column_index_from_string(column) - 1
    name = headings[place] if place < len(headings) else column
    reason = f"{column}{line} begins merged cells: unmerge them and fill every cell"
    return fault(line, name, "", reason, sheet)


def _damaged(error: Exception, place: str = "the file") -> Unreadable:
    return Unreadable(f"{place} cannot be read ({type(error).__name__}): save it anew as .xlsx")
