"""Which windows of a row of digits are, or may be, a personal value.

Each rule looks at one place of one segment. A candidate is `certain` when everything is right;
`eager` ones are masked but never reported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.masking.checks import PROVINCES, is_birth_date, is_luhn, is_resident_id, is_uscc
from shared.masking.digits import ENDLESS, Segment
from shared.masking.kinds import PersonalKind

ID_LENGTH = 18
MOBILE_LENGTH = 11
_OLD_ID_LENGTH = 15
_CARD_LENGTHS = range(19, 12, -1)
_UNIONPAY_SHORTEST = 16
_CARD_GROUP = 4
_MOBILE_GROUP = 3
_LABEL_REACH = 24
_DISABILITY = re.compile(r"[1-7][1-4]")
"""Category and level (残疾人证)."""
_TRADER = "00"
"""Ends the tax number of a trader, which begins with his identity number (纳税人识别号)."""
_TAX_LABEL = re.compile("税号|税务|纳税人识别")
_ID_GROUPS = ([18], [6, 8, 4], [3, 3, 8, 4], [6, 4, 4, 4], [17, 1], [14, 4], [6, 12])
_MOBILE_GROUPS = ([11], [3, 4, 4], [1] * 11)
_TRUNKS = ("0086", "086", "86", "0")
_ID_LABEL = re.compile(r"身份|证件号|公民号|sfz|id_?(?:card|no|number)", re.IGNORECASE)
_WRITTEN_ID = re.compile(r"(?<![A-Za-z0-9])(?:sfzh?m?|id|no|idcard)\Z", re.IGNORECASE)
_CARD_LABEL = re.compile(r"卡号|账号|帐号|账户|帐户|开户|银行|card|account|acct", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Half-open window of a segment, counted in its `chars`."""

    kind: PersonalKind
    start: int
    end: int
    certain: bool = False
    eager: bool = False


def candidates(segment: Segment, today: date | None = None) -> Iterator[Candidate]:
    """Yield every window that some rule takes for a personal value; windows may overlap.

    Args:
        segment: the row of digits.
        today: latest possible birth date; None means 2099-12-31.
    """
    last = len(segment.chars) - MOBILE_LENGTH
    for start, end in segment.rows():
        if end - start > ENDLESS:
            continue
        for i in range(start, min(end, last + 1)):
            yield from _resident_id(segment, i, today)
            yield from _old_resident_id(segment, i)
            yield from _mobile(segment, i)
            yield from _bank_card(segment, i)


def _resident_id(segment: Segment, i: int, today: date | None) -> Iterator[Candidate]:
    value = segment.chars[i : i + ID_LENGTH]
    if len(value) < ID_LENGTH or not value[:-1].isdigit():
        return
    end = i + ID_LENGTH
    if is_resident_id(value, today):
        alone = _id_opens(segment, i) and _id_closes(segment, i, end)
        certain = alone and not is_uscc(value)
        yield Candidate(PersonalKind.RESIDENT_ID, i, end, certain=certain, eager=not alone)
    elif not _digit(segment.left(i)) and not segment.right(end).isdecimal():
        yield from _unproven_id(segment, i, value)


def _unproven_id(segment: Segment, i: int, value: str) -> Iterator[Candidate]:
    end = i + ID_LENGTH
    if segment.grouping(i, end) not in _ID_GROUPS or is_uscc(value):
        return
    plausible = value[:2] in PROVINCES and is_birth_date(value[6:14])
    alone = not segment.left(i) and not segment.right(end)
    if plausible or alone:
        labelled = alone and _labelled(segment, i, _ID_LABEL)
        yield Candidate(PersonalKind.RESIDENT_ID, i, end, eager=not labelled)


def _id_opens(segment: Segment, i: int) -> bool:
    """Nothing is glued before, or only the G, L or T of 学籍号 and 操作证号."""
    before = segment.left(i)
    if not before:
        return True
    place = segment.starts[i] - 1
    if _WRITTEN_ID.search(segment.text[max(place - 7, 0) : place + 1]):
        return True
    earlier = segment.text[max(place - 1, 0) : place]
    return before in "GLTglt" and not (earlier.isascii() and earlier.isalnum())


def _id_closes(segment: Segment, i: int, end: int) -> bool:
    """Nothing is glued after, or only what is added for a disability card or a trader's taxes."""
    if not segment.right(end):
        return True
    level = segment.chars[end : end + 2]
    glued = not any(segment.gaps[end : end + 2])
    added = _DISABILITY.fullmatch(level) or (level == _TRADER and _labelled(segment, i, _TAX_LABEL))
    return bool(added) and glued and segment.right(end + 2) in {"", "B"}


def _old_resident_id(segment: Segment, i: int) -> Iterator[Candidate]:
    """Recognise the 15 digits issued before 1999: no check digit, so never certain."""
    value, end = segment.chars[i : i + _OLD_ID_LENGTH], i + _OLD_ID_LENGTH
    if len(value) < _OLD_ID_LENGTH or value[:2] not in PROVINCES or not value.isdigit():
        return
    if not is_birth_date("19" + value[6:12]) or len(segment.grouping(i, end)) > 1:
        return
    if not segment.left(i) and not segment.right(end):
        labelled = _labelled(segment, i, _ID_LABEL)
        yield Candidate(PersonalKind.RESIDENT_ID, i, end, eager=not labelled)


def _mobile(segment: Segment, i: int) -> Iterator[Candidate]:
    value, end = segment.chars[i : i + MOBILE_LENGTH], i + MOBILE_LENGTH
    if value[0] != "1" or value[1] not in "3456789" or not value.isdigit():
        return
    if segment.right(end).isdecimal() or not _mobile_opens(segment, i):
        return
    groups = segment.grouping(i, end)
    if not _mobile_grouped(groups):
        return
    certain = groups in _MOBILE_GROUPS and not segment.left(i).isalpha()
    certain = certain and not segment.right(end)
    yield Candidate(PersonalKind.MOBILE, i, end, certain=certain)


def _mobile_grouped(groups: list[int]) -> bool:
    few = len(groups) <= len("ab")
    return few or groups in _MOBILE_GROUPS or groups[0] >= _MOBILE_GROUP


def _mobile_opens(segment: Segment, i: int) -> bool:
    """No digit is glued before, or only a trunk or country prefix."""
    return not _digit(segment.left(i)) or trunk_length(segment, i) > 0


def trunk_length(segment: Segment, i: int) -> int:
    """Return how many digits of a prefix such as 86 are glued before `chars[i]`."""
    for trunk in _TRUNKS:
        start = i - len(trunk)
        if start < 0 or segment.chars[start:i] != trunk or any(segment.gaps[start + 1 : i + 1]):
            continue
        if not _digit(segment.left(start)):
            return len(trunk)
    return 0


def _bank_card(segment: Segment, i: int) -> Iterator[Candidate]:
    unionpay = segment.chars.startswith("62", i)
    if _digit(segment.left(i)) or not (unionpay or _labelled(segment, i, _CARD_LABEL)):
        return
    for length in _CARD_LENGTHS:
        end = i + length
        value = segment.chars[i:end]
        if len(value) == length and value.isdigit() and not segment.right(end).isdecimal():
            yield from _card_window(segment, i, end)


def _card_window(segment: Segment, i: int, end: int) -> Iterator[Candidate]:
    groups = segment.grouping(i, end)
    whole = len(groups) == 1
    even = whole or len(groups) == end - i or min(groups[:-1]) >= _CARD_GROUP
    alone = not segment.left(i) and not segment.right(end)
    if is_luhn(segment.chars[i:end]):
        if even or len(groups) <= len("ab"):
            yield Candidate(PersonalKind.BANK_CARD, i, end, certain=alone and even, eager=not alone)
    elif whole and end - i >= _UNIONPAY_SHORTEST:
        yield Candidate(PersonalKind.BANK_CARD, i, end, eager=True)


def _digit(char: str) -> bool:
    return char.isdecimal()


def _labelled(segment: Segment, i: int, label: re.Pattern[str]) -> bool:
    start = segment.starts[i]
    return label.search(segment.text, max(0, start - _LABEL_REACH), start) is not None
