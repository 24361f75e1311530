"""Writes the CSV files that a person would write by hand or export from a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence


def separated(columns: str, rows: Iterable[Sequence[object]]) -> str:
    """Write rows below their header.

    Args:
        columns: names, separated by spaces.
        rows: one value a column; None is an empty cell.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns.split())
    writer.writerows(rows)
    return buffer.getvalue()
