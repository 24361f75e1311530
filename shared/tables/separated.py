"""Reads CSV: commas, semicolons or tabs, whichever the header uses."""

import csv
import re
from collections.abc import Iterator

from shared.tables.model import COLUMNS_LIMIT, RawRow, RawTable, Unreadable, fault
from shared.tables.rows import counted, is_comment

_LINE_END = re.compile("\r\n?|\n")
"""Old programs end lines with a carriage return alone."""
_SEPARATORS = ",;\t"


def read_separated(text: str, limit: int) -> list[RawTable]:
    """Read one table.

    Args:
        text: the decoded file.
        limit: most rows.

    Raises:
        Unreadable: it has no header, or more rows than allowed.
    """
    records = _records(text)
    try:
        line, header = next(records, (0, ()))
    except _BrokenError as error:
        raise Unreadable(
            f"line {error.line}: the quotes do not fit ({error}): nothing below this line was read"
        ) from error
    if not header:
        raise Unreadable("the file is empty: begin with a header row, see `xuncha template`")
    if len(header) > COLUMNS_LIMIT:
        raise Unreadable(f"line {line} has {len(header)} columns, more than any kind of file has")
    rows, faults = [], []
    try:
        for start, cells in counted(records, limit):
            bad = {}
            if any(cells[len(header) :]):
                bad[-1] = f"{len(cells)} cells under {len(header)} columns: quote the separators"
            rows.append(RawRow(start, cells[: len(header)], bad))
    except _BrokenError as error:
        reason = f"the quotes do not fit ({error}): nothing below this line was read"
        faults.append(fault(error.line, "", "", reason))
    return [RawTable(header, line, tuple(rows), faults=tuple(faults))]


class _BrokenError(Exception):
    def __init__(self, line: int, why: csv.Error) -> None:
        super().__init__(str(why))
        self.line = line


def _records(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the line where each record begins, and its cells; blank ones and comments are left."""
    lines = _LINE_END.split(text)
    reader = csv.reader((line + "\n" for line in lines), delimiter=_separator(lines), strict=True)
    start = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _BrokenError(start, error) from error
        cells = tuple(cell.strip() for cell in record)
        if any(cells) and not is_comment(cells[0]):
            yield start, cells
        start = reader.line_num + 1


def _separator(lines: list[str]) -> str:
    header = next((line for line in lines if line.strip() and not is_comment(line)), "")
    return max(_SEPARATORS, key=header.count)
