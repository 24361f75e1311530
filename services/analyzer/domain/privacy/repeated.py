"""Homes that a list tells of one person after the other, whatever it is called."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from services.analyzer.domain.privacy.names import is_name
from services.analyzer.domain.privacy.roles import Whose, nearest_role
from shared.masking import PersonalSpan

_FEWEST: Final = 3
_REACH: Final = 24
_ROW: Final = 120
_NAMED = re.compile(
    r"(?:^|[^\u4e00-\u9fff])([\u4e00-\u9fff]{2,4}?)(?:[（(—：:，,\s]{1,2}|选[得中]|分得|[抽摇]中)[\u4e00-\u9fff]{0,12}$"
)
"""Before a house: who, and the place."""


def named_in_turn(text: str, spans: Sequence[PersonalSpan]) -> list[PersonalSpan]:
    """Return places, for certain where at least three people are named before one each.

    Args:
        text: the text.
        spans: places of houses and groups in it.
    """
    named = {span.start: name for span in spans if (name := _name_before(text, span.start))}
    if len({*named.values()}) < _FEWEST:
        return list(spans)
    return [replace(span, certain=span.certain or span.start in named) for span in spans]


def _name_before(text: str, place: int) -> str:
    """Return who is named before a place, unless the row is about people in office."""
    before = text[max(place - _ROW, 0) : place]
    match = _NAMED.search(before.rsplit("\n", 1)[-1][-_REACH:])
    if match is None or not is_name(match[1]) or nearest_role(before) is Whose.OFFICE:
        return ""
    return match[1]
