"""Values without a check digit, known by their label or their form: passports; poor masks."""

import re
from collections.abc import Iterator
from typing import Final

from shared.masking.checks import is_birth_date
from shared.masking.homes import houses_in
from shared.masking.kinds import PersonalKind, PersonalSpan

_UNSEEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_GAP: Final = rf"[ \u3000\-{_UNSEEN}]{{0,2}}"
_LETTER = "[A-Za-zＡ-Ｚａ-ｚ]"
_NO_MORE = r"(?![0-9A-Za-zＡ-Ｚａ-ｚ０-９])"
_NOTHING_BEFORE = r"(?<![0-9A-Za-zＡ-Ｚａ-ｚ０-９])"
_NUMBER = re.compile(
    rf"{_NOTHING_BEFORE}(?:{_LETTER}{_GAP}(?:\d{_GAP}){{7,9}}\d|{_LETTER}{{2}}{_GAP}(?:\d{_GAP}){{6,7}}\d"
    rf"|1[45]\d{{7}}){_NO_MORE}"
)
"""Passports (E12345678, EA1234567, G…, old 14/15…) and permits (C, H, M, W, T …)."""
_MILITARY = re.compile(r"[\u4e00-\u9fff]字第?\s?\d{6,8}\s?号?")
_TAIWAN = re.compile(r"(?:台胞证|来往大陆通行证)(?:号码?|[：:为是\s（(]){0,4}(\d{8})(?!\d)")
_LABEL = re.compile(
    r"护照|通行证|回乡证|台胞证|来往内地|来往大陆|旅行证|军官证|士兵证|警官证|文职证|passport",
    re.IGNORECASE,
)
_LABEL_BEHIND = re.compile(r"\s?号?的?(?:中国|外国|因私|普通)?(?:护照|通行证|旅行证)")
"""After a number: 持E12345678号护照."""
_REACH = 24
_SAMPLE = 1
_GENERAL = re.compile(r"证(?:件|号|件号|件号码|号码)[:：\s]*$")
"""A label of any document: its kind stands in a line before."""
_FAR = 100
_STOP = re.compile(r"[。\n]")
_BARE = re.compile(
    rf"{_NOTHING_BEFORE}(?:[EG]\d{{8}}|E[A-HJ-NP-Z]\d{{7}}|[DSP]E?\d{{7,8}}){_NO_MORE}"
)
_HALF_MASKED = re.compile(
    r"(?<![0-9A-Za-z*])(?=[0-9]*(?:[*＊×●•■◆#]|[xX]{2}))[0-9*＊×●•■◆#xX]{11,19}(?![0-9A-Za-z*])"
)
_SEEN_TOO_MUCH: Final = {11: 8, 15: 11, 16: 8, 17: 8, 18: 8, 19: 8}
"""Visible digits by length from which somebody else's mask hides too little to be shown again."""


def find_passports(text: str) -> Iterator[PersonalSpan]:
    """Find numbers of passports, travel permits and officers' cards that stand behind a label."""
    if _LABEL.search(text) is None:
        return
    for pattern in (_NUMBER, _MILITARY):
        for match in pattern.finditer(text):
            if len({*match[0]} - {"0"}) <= _SAMPLE:
                continue  # E00000000, as a form shows it
            if _labelled(text, match.start()) or _LABEL_BEHIND.match(text, match.end()):
                yield PersonalSpan(PersonalKind.PASSPORT, match.start(), match.end(), certain=True)
    for match in _TAIWAN.finditer(text):
        yield PersonalSpan(PersonalKind.PASSPORT, match.start(1), match.end(1), certain=True)


def passport_shaped(text: str) -> bool:
    """Tell whether a whole cell is the number of a passport, a travel permit or an officer."""
    cell = text.strip()
    return (_NUMBER.fullmatch(cell) or _MILITARY.fullmatch(cell)) is not None


def mask_labelled(text: str) -> str:
    """Hide passport numbers but their ends, house numbers wholly, and what a poor mask left."""
    hidden = {*_of_passports(text), *houses_in(text), *_left_by_poor_masks(text)}
    if not hidden:
        return text
    return "".join("*" if place in hidden else char for place, char in enumerate(text))


def _of_passports(text: str) -> Iterator[int]:
    for span in find_passports(text):
        yield from _middle(text, span.start, span.end)
    for match in _BARE.finditer(text):
        if not is_birth_date(match[0][-8:]):
            yield from _middle(text, match.start(), match.end())


def _left_by_poor_masks(text: str) -> Iterator[int]:
    for match in _HALF_MASKED.finditer(text):
        seen = sum(char.isdigit() for char in match[0])
        if seen >= _SEEN_TOO_MUCH.get(len(match[0]), len(match[0])):
            yield from _middle(text, match.start(), match.end())


def _labelled(text: str, start: int) -> bool:
    if _GENERAL.search(text, max(start - _REACH, 0), start):
        return _LABEL.search(text, max(start - _FAR, 0), start) is not None
    before = text[max(start - _REACH, 0) : start]
    return _LABEL.search(_STOP.split(before)[-1]) is not None


def _middle(text: str, start: int, end: int) -> list[int]:
    places = range(start, end)[3:-2]
    return [place for place in places if text[place].isalnum()]
