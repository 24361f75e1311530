"""Personal values whose label is the heading of their column."""

import re
from collections.abc import Iterator

from services.analyzer.domain.privacy.addresses import HOMES_BELOW
from services.analyzer.domain.privacy.rows import Rows
from shared.masking import PersonalKind, PersonalSpan, passport_shaped

_TRAVEL = re.compile("护照|通行证|证照号|证件号|军官证|士兵证|警官证")
"""Headings of columns in which what is shaped like a passport is one."""


_HOUSE = re.compile(r".*[0-9０-９](?:号|室|户)")


def passports_in_columns(text: str, rows: Rows) -> Iterator[PersonalSpan]:
    """Find the passports and permits of a table, in its order.

    Args:
        text: the text.
        rows: its lines.
    """
    for number, start in enumerate(rows.starts):
        titles, cells = rows.headings(number), rows.cells(number)
        for title, cell in zip(titles, cells, strict=False):
            if _TRAVEL.search(title) and passport_shaped(cell):
                place = text.find(cell, start)
                yield PersonalSpan(PersonalKind.PASSPORT, place, place + len(cell), certain=True)


def homes_in_columns(text: str, rows: Rows) -> Iterator[PersonalSpan]:
    """Find the homes of a table that stand in no village and no estate: 铁匠巷27号.

    Args:
        text: the text.
        rows: its lines.
    """
    named = {rows.number(match.start()) for match in HOMES_BELOW.finditer(text)}
    if not any(map(rows.heads, named)):
        return
    for number, start in enumerate(rows.starts):
        titles, cells = rows.headings(number), rows.cells(number)
        for title, cell in zip(titles, cells, strict=False):
            if HOMES_BELOW.search(title) and _HOUSE.fullmatch(cell):
                place = text.find(cell, start)
                yield PersonalSpan(PersonalKind.ADDRESS, place, place + len(cell), certain=False)
