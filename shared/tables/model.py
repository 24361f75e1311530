"""What a table file is made of, whatever its format: columns, rows with line numbers, faults."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.errors import PermanentError
from shared.masking import mask_text

VALUE_SHOWN = 60
"""Characters of a bad value that a report repeats."""
COLUMNS_LIMIT = 64
"""No kind of file has nearly as many."""


class Unreadable(PermanentError):  # noqa: N818 - a finding about a file, shown as is
    """The file as a whole cannot be read; the text says why and how to mend it."""


@dataclass(frozen=True)
class Limits:
    """What one file may hold.

    Attributes:
        size: of the file, in bytes.
        rows: below the header, over all its tables.
    """

    size: int = 5 * 1024 * 1024
    rows: int = 20_000


@dataclass(frozen=True)
class Column:
    """One column of a kind of file.

    Attributes:
        key: English key, the stable name.
        names: other names that a header may use for it.
        required: the header must have it, and no cell may be empty.
        prose: free text, in which nothing is taken for a formula.
        values: other words for its values.
        note: one line of a template's comment.
        example: one value, for the template.
    """

    key: str
    names: tuple[str, ...] = ()
    required: bool = False
    prose: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    example: str = ""


@dataclass(frozen=True)
class Schema:
    """The columns of one kind of file."""

    kind: str
    columns: tuple[Column, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """Keys of the columns that must be there."""
        return tuple(column.key for column in self.columns if column.required)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all columns, in order."""
        return tuple(column.key for column in self.columns)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, one row or the header."""

    line: int
    """As an editor or a spreadsheet counts, from 1."""
    column: str
    """Key, or the heading as it stands in the file; empty for the whole row."""
    value: str
    """Masked, and cut."""
    reason: str
    """What is wrong and how to mend it."""
    sheet: str = ""


@dataclass(frozen=True)
class RawRow:
    """One row as it stands in a file.

    Attributes:
        line: where it begins.
        cells: as text, in the order of the header.
        bad: place of a cell that cannot be taken → why.
    """

    line: int
    cells: tuple[str, ...]
    bad: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawTable:
    """A header and its rows as they stand in a file."""

    header: tuple[str, ...]
    line: int
    """Of the header."""
    rows: tuple[RawRow, ...]
    sheet: str = ""
    faults: tuple[Fault, ...] = ()
    """Of the table as a whole, such as merged cells."""


@dataclass(frozen=True)
class Row:
    """One row of a known kind: cells by the key of their column."""

    line: int
    cells: Mapping[str, str]
    faults: tuple[Fault, ...] = ()
    sheet: str = ""


def fault(line: int, column: str, value: str, reason: str, sheet: str = "") -> Fault:
    """Describe a bad cell; its value is masked and cut first."""
    shown = mask_text(value)
    if len(shown) > VALUE_SHOWN:
        shown = shown[:VALUE_SHOWN] + "…"
    return Fault(line, column, shown, reason, sheet)
