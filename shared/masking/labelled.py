"""Values without a check digit, known by their label or their form: passports, home addresses."""

import re
from collections.abc import Iterator
from typing import Final

from shared.masking.checks import is_birth_date
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
_MILITARY = re.compile(r"[\u4e00-\u9fff]{1,3}字第?\s?\d{6,8}\s?号?")
_TAIWAN = re.compile(r"(?:台胞证|来往大陆通行证)(?:号码?|[：:为是\s（(]){0,4}(\d{8})(?!\d)")
_LABEL = re.compile(
    r"护照|通行证|回乡证|台胞证|来往内地|来往大陆|旅行证|军官证|士兵证|警官证|文职证|passport",
    re.IGNORECASE,
)
_REACH = 24
_STOP = re.compile(r"[。\n]")
_BARE = re.compile(
    rf"{_NOTHING_BEFORE}(?:[EG]\d{{8}}|E[A-HJ-NP-Z]\d{{7}}|[DSP]E?\d{{7,8}}){_NO_MORE}"
)
_ONES = "0-9０-９一二三四五六七八九十"
_HOUSE = (
    rf"(?:[{_ONES}]{{1,5}}(?:[-－—][{_ONES}]{{1,5}}){{0,3}}"
    r"(?:村民小组|小组|组|社|栋|幢|座|单元|楼|层|室|号|户|队)[号楼栋幢室]?[，, ]?){1,6}"
)
_BARE_HOUSE = (
    rf"(?:[{_ONES}]{{1,5}}(?:[-－—][{_ONES}]{{1,5}}){{0,3}}"
    r"(?:村民小组|组|栋|幢|单元|室|号)[楼栋幢室]?[，, ]?(?!通知|文件|公告|令|线|路)){1,6}"
)
_HOME = re.compile(
    r"(?:村|社区|小区|家园|花园|公寓|佳园|雅苑|苑|宿舍|家属院|胡同|里弄|棚户区|安置房|安置点)"
    rf"(?:[\u4e00-\u9fff]{{0,8}}?)({_BARE_HOUSE})"
)
_HOME_LABEL = re.compile(
    r"(?:家庭(?:住址|地址)|现?住址|户籍(?:地址|所在地|地)|户口所在地|常住地址|居住(?:地址|地)|现居住?地?|现住|家住|租住于?|住在)"
    r"(?:[（(][^）)\n]{0,12}[）)])?[:：为是在于\s]{0,4}"
)
_PLACE = re.compile(r"[^\n\t|，。；,;：:（(]{2,60}")
_HOUSE_IN = re.compile(_HOUSE)
_DIGITS = re.compile(rf"[{_ONES}]")
_OFFICE = re.compile(
    r"行政中心|政务|办公|大厦|大楼|局|厅|法院|法庭|派出所|服务站|便民|卫生|学校|中学|小学|幼儿园|居委会|村委会|村民委员会|服务中心"
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
            if _labelled(text, match.start()):
                yield PersonalSpan(PersonalKind.PASSPORT, match.start(), match.end(), certain=True)
    for match in _TAIWAN.finditer(text):
        yield PersonalSpan(PersonalKind.PASSPORT, match.start(1), match.end(1), certain=True)


def passport_shaped(text: str) -> bool:
    """Tell whether a whole cell is the number of a passport or a travel permit."""
    return _NUMBER.fullmatch(text.strip()) is not None


def find_addresses(text: str) -> Iterator[PersonalSpan]:
    """Find home addresses down to the group, house or room; certain when a label says so."""
    if text.isascii():  # every label and every kind of home is written in Chinese
        return
    taken = -1
    for label in _HOME_LABEL.finditer(text):
        place = _PLACE.match(text, label.end())
        if place and (house := _last_house(text, place)) and "*" not in place[0]:
            taken = house
            yield PersonalSpan(PersonalKind.ADDRESS, label.end(), house, certain=True)
    yield from (
        PersonalSpan(PersonalKind.ADDRESS, match.start(1), match.end(1), certain=False)
        for match in _HOME.finditer(text)
        if match.end() > taken
        and ("组" in match[1] or not _OFFICE.search(text, max(match.start() - 12, 0), match.end()))
    )


def mask_labelled(text: str) -> str:
    """Hide passport numbers but their ends, house numbers wholly, and what a poor mask left."""
    hidden = {*_of_passports(text), *_of_houses(text), *_left_by_poor_masks(text)}
    if not hidden:
        return text
    return "".join("*" if place in hidden else char for place, char in enumerate(text))


def _of_passports(text: str) -> Iterator[int]:
    for span in find_passports(text):
        yield from _middle(text, span.start, span.end)
    for match in _BARE.finditer(text):
        if not is_birth_date(match[0][-8:]):
            yield from _middle(text, match.start(), match.end())


def _of_houses(text: str) -> Iterator[int]:
    for span in find_addresses(text):
        for house in _HOUSE_IN.finditer(text, span.start, span.end):
            yield from (one.start() for one in _DIGITS.finditer(text, house.start(), house.end()))


def _left_by_poor_masks(text: str) -> Iterator[int]:
    for match in _HALF_MASKED.finditer(text):
        seen = sum(char.isdigit() for char in match[0])
        if seen >= _SEEN_TOO_MUCH.get(len(match[0]), len(match[0])):
            yield from _middle(text, match.start(), match.end())


def _labelled(text: str, start: int) -> bool:
    before = text[max(start - _REACH, 0) : start]
    return _LABEL.search(_STOP.split(before)[-1]) is not None


def _last_house(text: str, place: re.Match[str]) -> int:
    return max((m.end() for m in _HOUSE_IN.finditer(text, place.start(), place.end())), default=0)


def _middle(text: str, start: int, end: int) -> list[int]:
    places = range(start, end)[3:-2]
    return [place for place in places if text[place].isalnum()]
