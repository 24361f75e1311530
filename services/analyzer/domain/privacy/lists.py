"""Whole lists of people: many values close together, or a table of names with a private column."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from services.analyzer.domain.privacy.names import named_in_its_column
from services.analyzer.domain.privacy.people import begins_with_a_name, people_in, whole
from services.analyzer.domain.privacy.rows import Rows
from services.analyzer.domain.privacy.values import ADDRESS, STRONG, Value
from services.analyzer.domain.signs import ALL, PEOPLE, Sign
from shared.contracts.finding import Severity

FEWEST_ROWS = 3
"""A list is three people or more."""
_APART = 300
_ROW = 80
_BESIDE = 40
"""Characters before the first value of a list and behind its last in which people are named."""
_SHORTEST_NAME = 2
_ROW_END = re.compile(r"[。；;\n]")
_ROSTER = re.compile(r"值[班守]|轮值|带班|应急|通讯录|花名册|名册|人员名单|排班|签到")
_ANSWERABLE = re.compile(r"联系人|责任人|责任公示|[河湖林渠路田库塘]长|分工|职务|联络员|分局")
"""Who answers for what is published by order, with how to reach them."""
_ROSTER_REACH = 200
_NAME_COLUMN = re.compile(PEOPLE)
_PRIVATE = (
    (
        re.compile(r"出生|生日"),
        re.compile(r"(?:19|20)\d\d(?:[年./-]\d{1,2}[月./-]\d{1,2}日?|\d{4})"),
        "出生日期",
    ),
    (
        re.compile(
            r"^(?!.*(?:[主诊防]治(?!情)|擅长|治疗|专[业长科]|[虫疫]|作物|职业病|可预防))"
            r".*(?:病(?![害假程房区])|诊断|症状|健康状况)"
        ),
        re.compile(r"[\u4e00-\u9fff]{2,}.*"),
        "疾病情况",
    ),
    (
        re.compile(r"残疾(?:类别|等级|类型|情况|程度)"),
        re.compile(r"[\u4e00-\u9fff一二三四1-4].*"),
        "残疾情况",
    ),
    (
        re.compile(r"住址|家庭地址|居住地"),
        re.compile(r".*[0-9一二三四五六七八九十](?:村民小组|组|社|栋|幢|单元|室|号)"),
        "家庭住址",
    ),
)
_NOTHING = re.compile(r"无|否|健康|良好|正常|未见|—|-|/|.*[*＊×].*")
_NAMES = {
    "personal.resident_id": "身份证号码",
    "personal.bank_card": "银行卡号",
    "personal.passport": "护照号码",
    "personal.mobile": "手机号码",
    "personal.address": "家庭住址",
}


@dataclass(frozen=True, slots=True)
class Leak:
    """One list of people.

    Attributes:
        span: its first value, or the heading where the values have no form of their own.
        covers: half-open, the whole list.
        rows: how many people it names.
        kinds: what is printed of them, in Chinese.
        key: its first value; personal.
        severity: where it weighs less than the rule says.
    """

    span: tuple[int, int]
    covers: tuple[int, int]
    rows: int
    kinds: tuple[str, ...]
    key: str
    severity: Severity | None = None


def lists_in(
    text: str, rows: Rows, values: Sequence[Value], signs: Collection[Sign] = ALL
) -> list[Leak]:
    """Find the lists of a text.

    Args:
        text: the text.
        rows: its lines.
        values: what was found in it, in the order of the text.
        signs: what the text shows.
    """
    leaks = [leak for cluster in _clusters(values) if (leak := _of_values(text, cluster))]
    covered = [leak.covers for leak in leaks]
    found = _tables(text, rows) if Sign.PEOPLE in signs else ()
    tables = (leak for leak in found if not _meets(leak.covers, covered))
    return sorted([*leaks, *tables], key=lambda leak: leak.covers)


def _clusters(values: Sequence[Value]) -> Iterator[list[Value]]:
    cluster = [*values[:1]]
    for before, value in pairwise(values):
        if value.span[0] - before.span[1] > _APART:
            yield cluster
            cluster = []
        cluster.append(value)
    if cluster:
        yield cluster


def _of_values(text: str, cluster: Sequence[Value]) -> Leak | None:
    members = cluster
    if not _named_between(text, cluster):
        members = [value for value in cluster if value.rule in STRONG or value.name]
    people = Counter(rule for rule, *_ in set(map(_person, members)))
    if max(people.values(), default=0) < FEWEST_ROWS:
        return None
    first, last = members[0].span[0], _row_end(text, members[-1].span[1])
    kinds = tuple(_NAMES[rule] for rule in sorted(people))
    key = "|".join(sorted(people)) + "|" + members[0].key
    severity = _severity(text, members)
    return Leak(members[0].span, (first, last), max(people.values()), kinds, key, severity)


def _person(value: Value) -> tuple[str, str, str]:
    """Return what tells a person from others: a house may hold several."""
    return value.rule, value.key, value.name if value.rule == ADDRESS else ""


def _named_between(text: str, cluster: Sequence[Value]) -> bool:
    """Tell whether people are named in turn with the values: 王某，2组3号；李某，2组4号."""
    if len(cluster) < FEWEST_ROWS:
        return False
    first, last = cluster[0].span[0], cluster[-1].span[1]
    ends = [max(first - _BESIDE, 0), *(value.span[1] for value in cluster)]
    starts = [*(value.span[0] for value in cluster), last + _BESIDE]
    gaps = (text[end:start].removeprefix("的") for end, start in zip(ends, starts, strict=True))
    named = {name for gap in gaps if (name := _somebody(gap))}
    return len(named) >= FEWEST_ROWS


def _somebody(gap: str) -> str:
    """Return who is named between two values; empty for nobody."""
    if begins_with_a_name(gap):
        return gap[:_SHORTEST_NAME]
    return next((name for _, name in whole(gap, people_in(gap))), "")


def _row_end(text: str, place: int) -> int:
    """Return where the row ends that holds the last value of a list: what else it tells belongs."""
    end = _ROW_END.search(text, place, place + _ROW)
    return end.start() if end else place


def _severity(text: str, members: Sequence[Value]) -> Severity | None:
    if any(value.rule in STRONG for value in members):
        return None
    first, last = members[0].span[0], members[-1].span[1]
    near = text[max(first - _ROSTER_REACH, 0) : last]
    answerable = _ANSWERABLE.search(near) and not _ROSTER.search(near)
    if answerable and all(value.severity is Severity.HINT for value in members):
        return Severity.HINT
    return Severity.ORDINARY


def _tables(text: str, rows: Rows) -> Iterator[Leak]:
    lines = {rows.number(match.start()) for match in _NAME_COLUMN.finditer(text)}
    if not any(rows.heads(line) for line in lines):
        return
    numbers = (n for n in range(len(rows.starts)) if rows.headings(n))
    for heading, group in groupby(numbers, key=rows.headings):
        names = next((i for i, title in enumerate(heading) if _NAME_COLUMN.search(title)), None)
        if names is not None:
            yield from _private_columns(rows, heading, names, list(group))


def _private_columns(
    rows: Rows, heading: Sequence[str], names: int, numbers: Sequence[int]
) -> Iterator[Leak]:
    for place, title in enumerate(heading):
        for titled, filled, kind in _PRIVATE:
            if not titled.search(title):
                continue
            told = [
                n
                for n in numbers
                if not rows.heads(n) and _told(rows.cells(n), len(heading), names, place, filled)
            ]
            if len(told) >= FEWEST_ROWS:
                covers = rows.span(told[0])[0], rows.span(told[-1])[1]
                key = f"{kind}|{rows.line(told[0])}"
                yield Leak(rows.span(numbers[0]), covers, len(told), (kind,), key)
                return


def _told(
    cells: Sequence[str], width: int, names: int, place: int, filled: re.Pattern[str]
) -> bool:
    if (
        len(cells) != width
        or not named_in_its_column(cells[names])
        or _NOTHING.fullmatch(cells[names])
    ):
        return False
    return filled.fullmatch(cells[place]) is not None and not _NOTHING.fullmatch(cells[place])


def inside(place: int, covered: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a place is in one of the ranges, which are in order and apart."""
    number = bisect_right(covered, place, key=lambda span: span[0]) - 1
    return number >= 0 and place < covered[number][1]


def _meets(span: tuple[int, int], covered: Sequence[tuple[int, int]]) -> bool:
    number = bisect_right(covered, span[1], key=lambda one: one[0]) - 1
    return number >= 0 and span[0] < covered[number][1]
