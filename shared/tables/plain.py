"""A table as it is written: a name, a header, rows of text, numbers and days."""

from datetime import date
from typing import NamedTuple

Value = str | int | float | date | None


class Table(NamedTuple):
    """One sheet."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
