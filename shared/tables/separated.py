"""Reads CSV: commas, semicolons or tabs, whichever the header uses."""

import csv
from collections.abc import Iterator

from shared.tables.model import COLUMNS_LIMIT, RawRow, RawTable, Unreadable, fault
from shared.tables.rows import counted, is_comment

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
    line, header = next(records, (0, ()))
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
        faults.append(fault(error.line, "", "", error.reason))
    return [RawTable(header, line, tuple(rows), faults=tuple(faults))]


class _BrokenError(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def _records(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the line where each record begins, and its cells; blank ones and comments are left."""
    lines = text.split("\n")
    reader = csv.reader((line + "\n" for line in lines), delimiter=_separator(lines), strict=True)
    start = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _BrokenError(
                start, f"the quotes do not fit ({error}): nothing below this line was read"
            ) from error
        cells = tuple(cell.strip() for cell in record)
        if any(cells) and not is_comment(cells[0]):
            yield start, cells
        start = reader.line_num + 1


def _separator(lines: list[str]) -> str:
    header = next((line for line in lines if line.strip() and not is_comment(line)), "")
    return max(_SEPARATORS, key=header.count)
