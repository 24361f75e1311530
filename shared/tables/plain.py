"""A table as it is written: a name, a header, rows of text and numbers."""

from typing import NamedTuple

Value = str | int | float | None


class Table(NamedTuple):
    """One sheet."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
