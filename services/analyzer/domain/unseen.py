"""Marks that nobody sees, such as zero-width spaces: editors leave them, and intruders use them."""

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Final

UNSEEN: Final = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe0f\ufeff"
"""For a class of a regular expression."""
_MARKS: Final = re.compile(f"[{UNSEEN}]+")
_EACH: Final = tuple(chr(code) for code in range(0x10000) if _MARKS.fullmatch(chr(code)))


def has_unseen(text: str) -> bool:
    """Tell whether a text has any such mark."""
    return any(map(text.__contains__, _EACH))


def without_unseen(text: str) -> str:
    """Return a text without the marks that nobody sees."""
    return _MARKS.sub("", text)


def places_in(text: str) -> Callable[[int], int]:
    """Return what tells from the place of a character without the marks its place with them."""
    runs = [found.span() for found in _MARKS.finditer(text)]
    gone = [0, *accumulate(end - start for start, end in runs)]
    starts = [start - before for (start, _), before in zip(runs, gone, strict=False)]
    return lambda at: at + gone[bisect_right(starts, at)]
