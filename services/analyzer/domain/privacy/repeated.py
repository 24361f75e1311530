"""Homes that a list tells of one person after the other, whatever it is called."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from services.analyzer.domain.privacy.names import is_name
from services.analyzer.domain.privacy.people import first_name
from services.analyzer.domain.privacy.roles import Whose, nearest_role
from shared.masking import PersonalSpan, on_a_street

_FEWEST: Final = 3
_REACH: Final = 24
_ROW: Final = 120
_NAMED = re.compile(
    r"(?:^|[^\u4e00-\u9fff])([\u4e00-\u9fff]{2,4}?)(?:[（(—：:，,\s]{1,2}|选[得中]|分得|[抽摇]中)[\u4e00-\u9fff]{0,12}$"
)
"""Before a house: who, and the place."""
_PLACE = re.compile(r"[^：:\n]{1,8}[：:\s][^：:，,\n]{0,12}")
"""A line up to a house: its label, and the place."""
_ENDS = re.compile(r"[：:\s→=]([\u4e00-\u9fff]{2,4})$")
_LED = re.compile("的?(?:住户|户主|居民|村民|业主|租户|老人)?")


def named_in_turn(text: str, spans: Sequence[PersonalSpan]) -> list[PersonalSpan]:
    """Return places, for certain where at least three people are named beside one each.

    On streets there are more shops and offices than homes: there nothing is certain.

    Args:
        text: the text.
        spans: places of houses and groups in it.
    """
    certain: set[int] = set()
    houses = [span for span in spans if not on_a_street(text, span)]
    for beside in (_name_before, _name_behind):
        named = {span.start: name for span in houses if (name := beside(text, span))}
        if len({*named.values()}) >= _FEWEST:
            certain.update(named)
    return [replace(span, certain=span.certain or span.start in certain) for span in spans]


def _name_before(text: str, span: PersonalSpan) -> str:
    """Return who is named before a place, unless the row is about people in office."""
    before = text[max(span.start - _ROW, 0) : span.start]
    above, _, line = before.rpartition("\n")
    match = _NAMED.search(line[-_REACH:])
    name = match[1] if match else _name_above(above, line)
    return name if is_name(name) and nearest_role(before) is not Whose.OFFICE else ""


def _name_above(above: str, line: str) -> str:
    """Return what ends the line above, where this one says no more than what place it is."""
    last = above.rpartition("\n")[2]
    name = _ENDS.search(last) if _PLACE.fullmatch(line) else None
    return name[1] if name else ""


def _name_behind(text: str, span: PersonalSpan) -> str:
    """Return who is named directly behind a place, unless the row is about people in office."""
    if nearest_role(text[max(span.start - _ROW, 0) : span.start]) is Whose.OFFICE:
        return ""
    behind = text[span.end : span.end + _REACH]
    return first_name(behind[len(match[0]) if (match := _LED.match(behind)) else 0 :])
