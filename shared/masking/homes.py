"""Home addresses down to the group or house: by label, by who lives there, by their form."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from shared.masking.kinds import PersonalKind, PersonalSpan

_ONES: Final = "0-9０-９一二三四五六七八九十"
_NUMBER: Final = rf"[{_ONES}]{{1,5}}(?:[-－—][{_ONES}]{{1,5}}){{0,3}}"
_FLAT: Final = rf"(?:(?<=[栋幢楼元])[{_ONES}]{{3,4}}(?![{_ONES}年月日元户人平米亩]))?"
"""A flat without its word: 3栋402."""
_HOUSE = (
    rf"(?:{_NUMBER}(?:村民小组|小组|组|社|栋|幢|座|单元|楼|层|室|号|户|队)"
    r"(?:[号楼栋幢室](?![顶道上下梯]))?[，, ]?){1,6}"
)
_BUILDING = "(?:[楼栋幢室](?![顶道上下梯]))?"
_BARE_HOUSE = (
    rf"(?:{_NUMBER}(?:村民小组|组|栋|幢|单元|室|号){_BUILDING}[，, ]?"
    r"(?!通知|文件|公告|令|线|路)){1,6}"
)
_AMONG_HOMES = re.compile(
    r"(?:村|社区|小区|家园|花园|公寓|佳园|嘉园|雅苑|苑|宿舍|家属院|大院|胡同|里弄|棚户区|安置房|安置点|寨|屯)"
    rf"(?:[\u4e00-\u9fff]{{0,8}}?)({_BARE_HOUSE}{_FLAT})"
)
_ENTRANCE = re.compile(
    rf"(?<=[\u4e00-\u9fff\s.．、，,:：;；（(])({_NUMBER}(?:号楼|号院|栋|幢|座|号)[，, ]?"
    rf"{_NUMBER}单元(?:{_BARE_HOUSE})?{_FLAT})"
)
"""A block with an entrance: nobody but residents has one."""
_OFFICE = re.compile(
    r"行政中心|政务|办公|大厦|大楼|局|厅|法院|法庭|派出所|服务站|便民|卫生|学校|中学|小学|幼儿园|居委会|村委会|村民委员会|服务中心"
)
_ON_A_STREET = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?:[路街巷弄]|胡同|(?<![街渠])道)"
    rf"({_NUMBER}号(?!线|令|文件|通知|公告|地块)[院楼]?(?:{_BARE_HOUSE})?{_FLAT})"
    r"(?![\u4e00-\u9fff]{0,10}(?:小区|家园|花园|公寓|佳园|嘉园|雅苑|苑|社区))"
    rf"(?![\u4e00-\u9fff]{{0,8}}(?:{_OFFICE.pattern}))"
)
_STREET = re.compile("[路街巷弄道同]")
_FORMS: Final = (_AMONG_HOMES, _ENTRANCE, _ON_A_STREET)
_LABEL = re.compile(
    r"(?:家庭(?:住址|地址|所在地)|现?住址|户籍(?:登记)?(?:地址|所在地|地)|户口(?:所在)?地|常住地址?|居住(?:地址|地|于)|现居住?(?:地址|地)?|现住地?址?|家住|(?:捕|案发|生)前住|租住于?|暂住地?址?于?|住在)(?!户口)"
    r"(?:[（(][^）)\n]{0,12}[）)])?[:：为是在于由从\s]{0,4}"
)
_LIVES = re.compile(r"(?:住(?![房宅建院宿户])(?:所地?|处)?|家在)[:：为是在于到进\s]{0,4}")
_PLACE = re.compile(r"[^\n\t|，。；,;:：（(]{2,60}")
_HOUSE_IN = re.compile(_HOUSE + _FLAT)
_HOME_IN = re.compile(
    rf"(?:{_NUMBER}(?:村民小组|小组|组|社|队|栋|幢|单元|室|号){_BUILDING}[，, ]?){{1,6}}{_FLAT}"
)
_DIGITS = re.compile(rf"[{_ONES}]")
_MARKS: Final = "，, "
_GUESTS = re.compile(r"酒店|宾馆|旅馆|客栈|民宿|招待所|医院|病房|病区|床")
"""Where people stay who live elsewhere."""


def find_addresses(text: str) -> Iterator[PersonalSpan]:
    """Find home addresses down to the group, house or room; certain when a label says so."""
    if text.isascii():  # every label and every kind of home is written in Chinese
        return
    labelled = list(_behind(_LABEL, text))
    yield from labelled
    for start, end in chain(_lived_in(text), _shaped(text)):
        if not _inside(end, labelled):
            yield PersonalSpan(PersonalKind.ADDRESS, start, end, certain=False)


def on_a_street(text: str, span: PersonalSpan) -> bool:
    """Tell whether an address is a number in a street, where more than homes are."""
    return _STREET.match(text, max(span.start - 1, 0)) is not None


def houses_in(text: str) -> Iterator[int]:
    """Return where the digits of the houses of homes stand."""
    for span in find_addresses(text):
        for house in _HOUSE_IN.finditer(text, span.start, span.end):
            yield from (one.start() for one in _DIGITS.finditer(text, house.start(), house.end()))


def _behind(label: re.Pattern[str], text: str) -> Iterator[PersonalSpan]:
    for match in label.finditer(text):
        place = _PLACE.match(text, match.end())
        if place and (end := _last(_HOUSE_IN, text, place)) and "*" not in place[0]:
            yield PersonalSpan(PersonalKind.ADDRESS, match.end(), end, certain=True)


def _lived_in(text: str) -> Iterator[tuple[int, int]]:
    for match in _LIVES.finditer(text):
        place = _PLACE.match(text, match.end())
        if place is None or "*" in place[0] or _GUESTS.search(place[0]):
            continue
        if end := _last(_HOME_IN, text, place):
            yield match.end(), end


def _shaped(text: str) -> Iterator[tuple[int, int]]:
    for match in chain.from_iterable(form.finditer(text) for form in _FORMS):
        if "组" in match[1] or not _OFFICE.search(match[0]):
            yield match.start(1), match.start(1) + len(match[1].rstrip(_MARKS))


def _inside(end: int, spans: Sequence[PersonalSpan]) -> bool:
    number = bisect_right(spans, end, key=lambda span: span.start) - 1
    return number >= 0 and end <= spans[number].end


def _last(houses: re.Pattern[str], text: str, place: re.Match[str]) -> int:
    ends = (
        one.start() + len(one[0].rstrip(_MARKS))
        for one in houses.finditer(text, place.start(), place.end())
    )
    return max(ends, default=0)
