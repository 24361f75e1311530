"""Who a line of a record is about, where lines or sentences before it say so."""

import re
from typing import Final

from services.analyzer.domain.privacy.names import is_name
from services.analyzer.domain.privacy.rows import Rows
from shared.masking import PersonalSpan

_LINES: Final = 4
_REACH: Final = 120
_CONTACT_LINES: Final = 3
"""The line of the place itself, and two above it."""
_ROLE: Final = (
    r"(?:被?征收|权利|申请|投诉|来信|来电|信访|反映|诉求|举报|报修|求助|受送达|收件|委托|当事|留言|被处罚|被?执行|产权|继承|承租)人"
    r"|户主|业主|住户|住户姓名|姓名"
)
_PERSON = re.compile(
    rf"\s*(?:{_ROLE})(?:姓名)?[:：\t]\s*([\u4e00-\u9fff·]{{2,4}})(?![\u4e00-\u9fff])"
)
_CONTACT = re.compile(
    r"\s*.{0,8}(?:联系人|联络员|经办人|负责人|责任人|店主|咨询人|接待人|联系老师)(?:姓名)?[:：]"
)
_LEADER = re.compile(r"党组|党委|分管|主持.{0,4}工作|[局镇乡县区市]长|主任|院长|站长")
_SITUATED = re.compile(
    r"\s*[^:：\t\n]{0,8}(?:坐落|座落|位置|地址|原址|住址|住所|送达地点|房屋|住房)(?:[（(][^）)\n]{0,8}[）)])?[:：\t]"
)
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
    return any(_names_somebody(_PERSON.match(rows.line(each))) for each in above)


def asker_before(text: str, place: int) -> bool:
    """Tell whether a private person who writes or complains is named shortly before a place."""
    before = text[max(place - _REACH, 0) : place]
    lines = before.split("\n")[-_LINES:]
    if any(_names_somebody(_PERSON.match(line)) for line in lines):
        return True
    return any(_names_somebody(asked) for asked in _ASKED.finditer(before))


def contact_before(text: str, place: int) -> bool:
    """Tell whether the line above a place names who is to be contacted."""
    lines = text[max(place - _REACH, 0) : place].split("\n")[-_CONTACT_LINES:]
    return any(_CONTACT.match(line) for line in lines[:-1]) or any(map(_LEADER.search, lines))


def _names_somebody(match: re.Match[str] | None) -> bool:
    return match is not None and is_name(match[1])
