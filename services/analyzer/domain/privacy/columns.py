"""Personal values whose label is the heading of their column."""

import re
from collections.abc import Iterator

from services.analyzer.domain.privacy.addresses import HOMES_BELOW
from services.analyzer.domain.privacy.rows import Rows
from shared.masking import PersonalKind, PersonalSpan, passport_shaped

_TRAVEL = re.compile("护照|通行证|证照号|证件号|军官证|士兵证|警官证")
"""Headings of columns in which what is shaped like a passport is one."""
_HOUSE = re.compile(r"(?!第).*[0-9０-９](?:号|室|户)")


def passports_in_columns(text: str, rows: Rows) -> Iterator[PersonalSpan]:
    """Find the passports and permits of a table, in its order.

    Args:
        text: the text.
        rows: its lines.
    """
    for title, cell, start in _cells(rows):
        if _TRAVEL.search(title) and passport_shaped(cell):
            yield _found(PersonalKind.PASSPORT, text, cell, start, certain=True)


def homes_in_columns(text: str, rows: Rows) -> Iterator[PersonalSpan]:
    """Find the homes of a table that stand in no village and no estate: 铁匠巷27号.

    Args:
        text: the text.
        rows: its lines.
    """
    named = {rows.number(match.start()) for match in HOMES_BELOW.finditer(text)}
    if not any(map(rows.heads, named)):
        return
    for title, cell, start in _cells(rows):
        if HOMES_BELOW.search(title) and _HOUSE.fullmatch(cell):
            yield _found(PersonalKind.ADDRESS, text, cell, start, certain=False)


def _cells(rows: Rows) -> Iterator[tuple[str, str, int]]:
    """Yield the cells of tables: heading of the column, cell, where its line starts."""
    for number, start in enumerate(rows.starts):
        for title, cell in zip(rows.headings(number), rows.cells(number), strict=False):
            yield title, cell, start


def _found(kind: PersonalKind, text: str, cell: str, start: int, *, certain: bool) -> PersonalSpan:
    place = text.find(cell, start)
    return PersonalSpan(kind, place, place + len(cell), certain)
