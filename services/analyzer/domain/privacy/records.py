"""Who a line of a record is about, where lines or sentences before it say so."""

import re
from collections.abc import Iterator
from typing import Final

from services.analyzer.domain.privacy.names import is_name
from services.analyzer.domain.privacy.roles import Whose
from services.analyzer.domain.privacy.rows import Rows
from shared.masking import PersonalSpan

_LINES: Final = 6
_REACH: Final = 200
_CONTACT_LINES: Final = 3
"""The line of the place itself, and two above it."""
_NUMBERED: Final = r"\s*(?:[一二三四五六七八九十\d]{1,2}[、.．]\s?)?"
_ROLE: Final = r"[\u4e00-\u9fff]{1,3}人|户主|业主|住户|住户姓名|中文名|姓名"
_PERSON = re.compile(
    rf"{_NUMBERED}[\u4e00-\u9fff]{{0,4}}?(?:{_ROLE})(?:姓名)?\s?[:：\t|｜]\s*([\u4e00-\u9fff·]{{2,4}})(?![\u4e00-\u9fff])"
)
_CONTACT = re.compile(
    r"\s*.{0,8}(?:联[系络][人员]|[经承]办人|负责人|责任人|店主|咨询人|接待人|对接人|联系老师|填[表报]人|制表人|报送人"
    r"|代表人|主[持讲办]人|发言人|审[核批]人|签发人)(?:姓名)?[:：]"
)
_IDENTITY = re.compile(rf"{_NUMBERED}(?:公民)?(?:身份证|证件|护照)(?:件)?(?:号码?)?[:：\t]")
_POST = re.compile(r"\s*(?:现?任?职务|岗位职务)[:：\t]")
_LEADER = re.compile(r"党组|党委|分管|主持.{0,4}工作|[局镇乡县区市]长|主任|院长|站长")
_SITUATED = re.compile(
    r"\s*[^:：\t\n]{0,8}(?:坐落|座落|位置|地址|原址|住址|住所|送达地点|房屋|住房)(?:[（(][^）)\n]{0,8}[）)])?\s?[:：\t|｜]"
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
    return any(_is_about_somebody(rows.line(each)) for each in above)


def called_above(text: str, place: int) -> Whose | None:
    """Return who is spoken of in the lines of a record above a place; None when nobody is."""
    lines = _lines_before(text, place)
    if any(map(_IDENTITY.match, lines)):
        return Whose.PERSON
    if any(map(_POST.match, lines)):
        return Whose.OFFICE
    before = text[max(place - _REACH, 0) : place]
    if any(map(_is_about_somebody, lines)) or any(map(_names_somebody, _called_in(before))):
        return Whose.PERSON
    near = lines[-_CONTACT_LINES:]
    contact = any(map(_CONTACT.match, near[:-1])) or any(map(_LEADER.search, near))
    return Whose.OFFICE if contact else None


def _called_in(text: str) -> Iterator[re.Match[str]]:
    """Return where somebody asks, or says who he is."""
    yield from _ASKED.finditer(text)
    yield from _MYSELF.finditer(text)


def _lines_before(text: str, place: int) -> list[str]:
    """Return the lines of a record up to a place."""
    return text[max(place - _REACH, 0) : place].split("\n")[-_LINES:]


def _is_about_somebody(line: str) -> bool:
    """Tell whether a line of a record names a private person."""
    return not _CONTACT.match(line) and _names_somebody(_PERSON.match(line))


def _names_somebody(match: re.Match[str] | None) -> bool:
    return match is not None and is_name(match[1])
