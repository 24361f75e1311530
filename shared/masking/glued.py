"""Values that stand inside a longer row of digits: `7` + mobile, two mobiles without a space.

They are hidden and never reported. A row number or a short code before or after a value is the
likely case, so up to three more digits count; document numbers and times open with a date and stay.
"""

import re
from collections.abc import Iterator
from typing import Final

from shared.masking.checks import is_birth_date, is_luhn
from shared.masking.digits import ENDLESS, Segment

_MOBILE = r"1(?:3\d|4[579]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}"
_DIGITS = re.compile(r"\d+")
_INSIDE = re.compile(_MOBILE)
_HEAD = re.compile(rf"{_MOBILE}\d{{1,3}}")
_TAIL = re.compile(rf"\d{{1,3}}{_MOBILE}")
_CARD: Final = "62"
_CARD_LENGTHS = (19, 16, 17, 18)
_GLUED: Final = 12
_NO_SINGLE_NUMBER: Final = 22
"""Digits that no document, account or order number has."""
_MILLISECONDS = re.compile(r"1[4-9]\d{11}")
_ADDRESS_MARKS = frozenset("/=_&?")


def glued_values(segment: Segment) -> Iterator[tuple[int, int]]:
    """Yield the rows of digits in which a mobile or a card is hidden, as windows of `chars`."""
    for start, end in segment.rows():
        if end - start > ENDLESS:  # nobody looks inside: all of it is hidden
            yield start, end
        elif end - start >= _GLUED:
            yield from _hidden_between_letters(segment, start, end)


def _hidden_between_letters(segment: Segment, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Look at each stretch between two X by itself, as it will be looked at when it is alone."""
    for found in _DIGITS.finditer(segment.chars, start, end):
        if len(found[0]) >= _GLUED and _hides_one(segment, found.start(), found[0]):
            yield found.span()


def _hides_one(segment: Segment, start: int, digits: str) -> bool:
    if len(digits) >= _NO_SINGLE_NUMBER:
        return bool(_INSIDE.search(digits)) or _holds_card(digits, range(len(digits)))
    if _dated(digits) or _is_time(segment, start, digits):
        return False
    ends = {0, *(len(digits) - length for length in _CARD_LENGTHS)}
    return bool(_HEAD.fullmatch(digits) or _TAIL.fullmatch(digits)) or _holds_card(digits, ends)


def _holds_card(digits: str, starts: range | set[int]) -> bool:
    return any(
        digits.startswith(_CARD, start)
        and len(digits) > length
        and start + length <= len(digits)
        and is_luhn(digits[start : start + length])
        for start in starts
        if start >= 0
        for length in _CARD_LENGTHS
    )


def _dated(digits: str) -> bool:
    """Tell whether a date opens the row, or follows a place's code as in document numbers."""
    return is_birth_date(digits[:8]) or is_birth_date(digits[6:14])


def _is_time(segment: Segment, start: int, digits: str) -> bool:
    """Tell whether these are milliseconds since 1970 in a web address."""
    before = segment.text[segment.starts[start] - 1 : segment.starts[start]]
    return before in _ADDRESS_MARKS and bool(_MILLISECONDS.fullmatch(digits)) and before != ""
