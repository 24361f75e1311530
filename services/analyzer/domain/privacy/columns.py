"""Personal values whose label is the heading of their column."""

import re
from collections.abc import Iterator

from services.analyzer.domain.privacy.rows import Rows
from shared.masking import PersonalKind, PersonalSpan, passport_shaped

_TRAVEL = re.compile("护照|通行证|证照号|证件号|军官证|士兵证|警官证")
"""Headings of columns in which what is shaped like a passport is one."""


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
