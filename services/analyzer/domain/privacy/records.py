"""Who a line of a record is about, where lines or sentences before it say so."""

import re
from collections.abc import Iterator
from typing import Final

from services.analyzer.domain.privacy.names import is_name
from services.analyzer.domain.privacy.roles import Whose, nearest_role
from services.analyzer.domain.privacy.rows import Rows
from shared.masking import PersonalSpan

_LINES: Final = 6
_REACH: Final = 200
_NEAR: Final = 3
"""The line of the place itself, and two above it."""
_NUMBERED: Final = r"\s*【?(?:[一二三四五六七八九十\d]{1,2}[、.．]\s?)?"
_LINE = re.compile(
    rf"{_NUMBERED}([^:：\t|｜】\n ]{{1,14}}) ?[:：\t|｜】 ]\s*([\u4e00-\u9fff·]{{2,4}})"
    r"(?![\u4e00-\u9fff])"
)
"""A line of a record: its label, and what may be a name."""
_PERSON = re.compile(
    r"(?:[\u4e00-\u9fff][人者主]|人选|户主|户名|业主|住户|姓名|中文名)(?:姓名)?(?:[（(].*)?$"
)
"""Labels of who a record is about, where no role says it."""
_IDENTITY = re.compile(
    rf"{_NUMBERED}(?:(?:公民|因[公私]|有效)?(?:身份证|证件|护照)(?:件)?(?:号码?)?"
    r"|家庭住址|家庭地址|Passport[^:：\n]{0,5})[:：\t ]",
    re.IGNORECASE,
)
_POST = re.compile(r"\s*(?:现?任?职务|岗位职务)[:：\t]")
_LEADER = re.compile(r"党组|党委|分管|主持.{0,4}工作|[局镇乡县区市]长|主任|院长|站长")
_SITUATED = re.compile(
    r"\s*[^:：\t\n]{0,8}(?:坐落|座落|位置|地址|原址|住址|住所|送达地点|送餐地点|送餐地址|房屋|住房)地?(?:[（(][^）)\n]{0,8}[）)])?[）)]?\s?[:：\t|｜】]"
)
_MYSELF = re.compile(r"(?:本人|我叫|我是)([\u4e00-\u9fff·]{2,4}?)(?=[，,、（(：:]|$)")
_ASKED = re.compile(
    r"(?:村民|居民|市民|网[民友]|群众|读者|家长|业主)([\u4e00-\u9fff·]{2,4}?)"
    r"(?:女士|先生|同志)?(?:来信|来电|反映|投诉|咨询|留言|举报|求助)"
)


def of_a_record(rows: Rows, span: PersonalSpan) -> bool:
    """Tell whether an address is what a record says of the person in a line above it.

    Args:
        rows: of the text.
        span: the address.
    """
    number = rows.number(span.start)
    if not _SITUATED.match(rows.line(number)):
        return False
    above = range(max(number - _LINES, 0), number)
    return any(_about(rows.line(each)) is Whose.PERSON for each in above)


def called_above(text: str, place: int) -> Whose | None:
    """Return who is spoken of in the lines of a record above a place; None when nobody is."""
    lines = _lines_before(text, place)
    if any(map(_IDENTITY.match, lines)):
        return Whose.PERSON
    if any(map(_POST.match, lines)):
        return Whose.OFFICE
    told = (_about(line) for line in reversed(lines[:-1]))
    if about := next((who for who in told if who), None):
        return about
    if any(map(_names_somebody, _called_in(text[max(place - _REACH, 0) : place]))):
        return Whose.PERSON
    return Whose.OFFICE if any(map(_LEADER.search, lines[-_NEAR:])) else None


def _called_in(text: str) -> Iterator[re.Match[str]]:
    """Return where somebody asks, or says who he is."""
    yield from _ASKED.finditer(text)
    yield from _MYSELF.finditer(text)


def lines_above(text: str, place: int) -> list[str]:
    """Return the lines above a place that may be of the same record, the nearest last."""
    return _lines_before(text, place)[:-1]


def _lines_before(text: str, place: int) -> list[str]:
    """Return the lines of a record up to a place."""
    return text[max(place - _REACH, 0) : place].split("\n")[-_LINES:]


def _about(line: str) -> Whose | None:
    """Tell who is named in a line of a record; None where nobody is."""
    match = _LINE.match(line.rpartition("】")[2]) or _LINE.match(line)
    if match is None or not is_name(match[2]):
        return None
    role = nearest_role(match[1])
    return role or (Whose.PERSON if _PERSON.search(match[1]) else None)


def _names_somebody(match: re.Match[str] | None) -> bool:
    return match is not None and is_name(match[1])
