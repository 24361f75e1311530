"""Marks that nobody sees, such as zero-width spaces: editors leave them, and intruders use them."""

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Final

UNSEEN: Final = (
    r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Controls, and what Unicode calls ignorable by default; for a class of a regular expression."""
_MARKS: Final = re.compile(f"[{UNSEEN}]+")
# A class of few ranges is searched five times as fast; most texts hold nothing beside it.
_UNUSUAL: Final = re.compile(
    "[^ -~\t\n\u00b7\u00d7\u2010-\u2027\u2460-\u24ff\u3000-\u3163\u3165-\u9fff\uff01-\uff5e]"
)


def has_unseen(text: str) -> bool:
    """Tell whether a text has any such mark."""
    unusual = _UNUSUAL.search(text)
    return unusual is not None and _MARKS.search(text, unusual.start()) is not None


def without_unseen(text: str) -> str:
    """Return a text without the marks that nobody sees."""
    return _MARKS.sub("", text)


def places_in(text: str) -> Callable[[int], int]:
    """Return what tells from the place of a character without the marks its place with them."""
    runs = [found.span() for found in _MARKS.finditer(text)]
    gone = [0, *accumulate(end - start for start, end in runs)]
    starts = [start - before for (start, _), before in zip(runs, gone, strict=False)]
    return lambda at: at + gone[bisect_right(starts, at)]
