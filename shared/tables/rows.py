"""What all formats share about rows: comments, the limit, cells that cannot be taken."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TypeVar

from shared.tables.model import Unreadable

T = TypeVar("T")
_FORMULA = re.compile(r"=|[+\-@].*[(|!]", re.DOTALL)
_QUOTED = re.compile(r"'+[=+\-@\t\r]")
_ALLOWED = frozenset("\t\n\r")
_DIRECTIONS = frozenset(range(0x202A, 0x202F)) | frozenset(range(0x2066, 0x206A))
"""Characters that make text look different from what it is."""


def is_comment(text: str) -> bool:
    """Tell whether a line or a first cell is a comment."""
    return text.lstrip().startswith("#")


def counted(records: Iterable[T], limit: int) -> Iterator[T]:
    """Pass records on, up to a limit.

    Raises:
        Unreadable: there are more.
    """
    for number, record in enumerate(records, start=1):
        if number > limit:
            raise Unreadable(
                f"the file has more than {limit:,} rows: split it into several files; "
                "nothing was imported"
            )
        yield record


def cell_fault(text: str, *, prose: bool) -> str:
    """Say why a cell cannot be taken; empty when it can.

    Args:
        text: of the cell.
        prose: free text, in which nothing is taken for a formula.
    """
    for char in text:
        if char in _ALLOWED:
            continue
        if unicodedata.category(char) in {"Cc", "Cs"} or ord(char) in _DIRECTIONS:
            return f"holds the control character U+{ord(char):04X}: remove it"
    if not prose and _FORMULA.match(text):
        return "begins like a formula: write the value itself, or ' before it when it is text"
    return ""


def plain_cell(text: str) -> str:
    """Take off the apostrophe that an export puts before text which begins like a formula."""
    return text[1:] if _QUOTED.match(text) else text


def guarded_cell(text: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula; `plain_cell` undoes it."""
    return f"'{text}" if text[:1] in set("=+-@\t\r") or _QUOTED.match(text) else text
