"""Whether words speak of a person: evidence beside a home, too weak to tell of anybody alone."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from services.analyzer.domain.privacy.names import is_name, latin_name_in, names_anywhere, names_in
from services.analyzer.domain.segments import is_a_word, is_cut, is_known

_CLAUSE = re.compile(r"[，,、；;：:（(）)！!“”—\s]+")
_BRACKETS = re.compile(r"[（(][^（）()]{0,40}[)）]")
_SHORTEST: Final = 2
_NAME_LENGTHS: Final = (3, 2, 4)
_AROUND: Final = 120
"""Characters on each side of a value in which whoever it may belong to is named."""
_MYSELF = re.compile(
    r"本人|我(?![国省市县区镇乡局委办院校单们])|[你您](?!好|单)|[他她](?!们)|其(?:[母父妻夫子女儿祖岳住家]|现住)"
)
_BEFORE: Final = frozenset(
    "人者主户员生师民告犯工亲妻夫偶妇童属口象儿女婆爷奶嫂兵方称叫名接于的令计由销将把向与和及对经据因被请让给"
)
"""Last characters of what stands before a name: roles, and words that take a person."""
_PRIVATE_BEFORE = re.compile(
    r"(?:[老工家证盲聋病]人|[茶果菜蜂烟蔗粮]农|[村居市]民|群众|孤儿|退休.{2}|老兵|老战士|老党员|[军烈]属|退役军人|患者|病例|业主|(?<![大范门账客])户|户主|房[东主]|学生|儿童|妇女|小孩|孩子|[男女]孩|[父母]亲|妻子|丈夫|[儿孙][子女]|女儿|罪犯|[原被]告"
    r"|[死伤逝]者|(?:当事|嫌疑|执行|申请|上诉|举报|反映|投诉|信访|诉求|报警|受害|受伤|被害|承租|失主|权利|监护|收养|继承|借款|来信|保险|救助|选)人)$"
)
"""Roles of people who are in no office: a name needs no mark behind."""
_AFTER = re.compile(
    r"等\d|等人|手机|电话|号码|于|为|位于|在|因|被|将|的|与|和|称|向|自|从|已|系|之|诉|家|户|说|同[志学]|老人|老两口|大[爷妈叔婶]|女士|先生|夫妇|一家|报警|反映|来[电信]|举报|投诉|表示"
)
_HOLDS = re.compile("承租|所[购租住]|购买|名下|租住|租用|拥有|遗失|正在|独自|刚刚")
"""What follows a name in the middle of a sentence and is said of people."""
_BOTH: Final = frozenset("于全和路房查关成向应连包")
"""Surnames that are words of every day."""
_PLACES: Final = frozenset("村寨园苑寓区里")
_OFFICIAL_BEFORE = re.compile(
    r"(?:长|书记|支书|主任|干部|民警|辅警|法官|检察官|医生|护士|记者|网格员|工作[队人]员|志愿者|专家|教授|代表|委员|经理|老板|店主|人|(?<![党社成学会团雇驶])员|[教老律]师)$"
)
_OFFICIAL_AFTER = re.compile(r".{0,2}(?:长|书记|主任|支书|委员|代表|记者|医生|法官)")
_OPENED = re.compile(r"(?:户|家|夫妇|等)?[（(][^（）()]{0,30}$")
_VENUE = re.compile("(?<!送达)地点|场所|会场|设在")
_ATTRIBUTE = re.compile(
    r"男|女|.{1,3}族|约?\d{1,3}(?:周?岁|级)?|.{0,12}(?:年生|日生|出生|文化|学历|人口.{0,4})"
    r"|中共党员|群众|务农|农民|退休.{0,4}|一般户|[\dXx*＊×\- ]{4,}|.{0,6}(?:残疾|级)"
    r"|(?:.{0,4}身份证.{0,3}|.{0,4}证件?号?码?|.{0,4}(?:手机|电话)号?码?)[\dXx*＊\- ]*"
)
"""What is said of a person between name and home."""


def named_clause(before: str) -> tuple[str, int]:
    """Return the clause that says no more than who, and how much is said of the person since.

    Args:
        before: the words before; what follows the last mark is left aside: 何某某，女，大文社区.
    """
    parts = _CLAUSE.split(_BRACKETS.sub("", before))
    if _VENUE.search(parts.pop()):
        return "", 0
    clauses = [clause for clause in parts if clause]
    said = 0
    while clauses and _ATTRIBUTE.fullmatch(clauses[-1]):
        clauses.pop()
        said += 1
    if clauses and any(names_in(clauses[-1])):
        return clauses[-1], said
    return "", 0


def somebody_in(text: str) -> bool:
    """Tell whether a person is spoken of, by what may be a name or as I, you or he."""
    return spoken_to(text) or any(people_in(text))


def whole(text: str, found: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Return those of the names in a text that are no word, and that no word reaches into."""
    return (
        (at, name)
        for at, name in found
        if not is_cut(text, at, at + len(name)) and not _is_said(name.strip())
    )


def _is_said(name: str) -> bool:
    """Tell whether what reads as a name is a word, or begins with one: 阳台, 于明日."""
    if is_known(name) or name[0] not in _BOTH or len(name) == _SHORTEST:
        return is_a_word(name)
    return is_a_word(name[1:])


def spoken_to(text: str) -> bool:
    """Tell whether a text speaks of somebody as I, you or he."""
    return _MYSELF.search(text) is not None


def somebody_near(text: str, start: int, end: int) -> bool:
    """Tell whether anybody is named or spoken to around a value.

    Args:
        text: that holds it.
        start: of the value.
        end: half-open.
    """
    near = f"{text[max(start - _AROUND, 0) : start]}。{text[end : end + _AROUND]}"
    return spoken_to(near) or latin_name_in(near) or any(whole(near, people_in(near)))


def people_in(text: str) -> Iterator[tuple[int, str]]:
    """Return what may be names by what stands before or behind, and where each starts."""
    for start, name in names_anywhere(text):
        end = start + len(name)
        if name[-1] in _PLACES:
            continue
        if _opens(text, start) or _closes(text, end) or _is_private(text, start, end):
            yield start, name


def residents_in(text: str, *, private: bool = False) -> Iterator[str]:
    """Return what may be names of people who are in no office.

    Args:
        text: a part of one sentence.
        private: only those who are called by what nobody is in an office.
    """
    busy = 0
    for start, name in names_anywhere(text):
        end = start + len(name)
        if start < busy or name[-1] in _PLACES or is_cut(text, start, end):
            continue
        if _is_private(text, start, end):
            yield name
        elif _in_office(text, start, end):
            busy = end
        elif not private and (_opens(text, start) or _closes(text, end)):
            yield name


def _is_private(text: str, start: int, end: int) -> bool:
    role = _PRIVATE_BEFORE.search(text, max(start - 4, 0), start)
    return role is not None or _HOLDS.match(text, end) is not None


def _in_office(text: str, start: int, end: int) -> bool:
    before = _OFFICIAL_BEFORE.search(text, max(start - 4, 0), start)
    return before is not None or _OFFICIAL_AFTER.match(text, end) is not None


def _opens(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return before != "“" and (before in _BEFORE or _CLAUSE.sub("", before) == "")


def _closes(text: str, end: int) -> bool:
    return end == len(text) or not _is_han(text[end]) or _AFTER.match(text, end) is not None


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def begins_with_a_name(text: str) -> bool:
    """Tell whether the first characters read as the name of a person."""
    return is_name(text[:3]) or is_name(text[:2])


def first_name(text: str) -> str:
    """Return the name with which a text begins, if it ends there; empty for none."""
    names = (text[:length] for length in _NAME_LENGTHS if len(text) >= length)
    ended = (name for name in names if is_name(name) and _closes(text, len(name)))
    return next((name for name in ended if " " not in name and not _is_said(name)), "")


def name_at_the_end(text: str) -> list[str]:
    """Return what may be the name of a person at the end of a text, likelier ones first."""
    tails = (text[-length:] for length in _NAME_LENGTHS if len(text) >= length)
    return [tail for tail in tails if is_name(tail)]


def ends_in_private(text: str) -> bool:
    """Tell whether a text ends with a name behind what people are called in no office."""
    return any(_PRIVATE_BEFORE.search(text[: -len(name)]) for name in name_at_the_end(text))


def first_clause(text: str) -> str:
    """Return a text up to its first mark."""
    return _CLAUSE.split(text, maxsplit=1)[0]


def in_brackets_behind_a_name(before: str) -> bool:
    """Tell whether a bracket is open that began behind a name: 邻居李四（."""
    opened = _OPENED.search(before)
    return opened is not None and bool(name_at_the_end(before[: opened.start()]))
