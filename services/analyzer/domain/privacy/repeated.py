"""Homes that a list tells of one person after the other, whatever it is called."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from services.analyzer.domain.privacy.names import is_name
from shared.masking import PersonalSpan

_FEWEST: Final = 3
_REACH: Final = 24
_NAMED = re.compile(
    r"(?:^|[^\u4e00-\u9fff])([\u4e00-\u9fff]{2,4})[（(—：:，,\s]{1,2}[\u4e00-\u9fff]{0,12}$"
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
    match = _NAMED.search(text[max(place - _REACH, 0) : place].rsplit("\n", 1)[-1])
    return match[1] if match and is_name(match[1]) else ""
