"""Numbers in official writing: document numbers, days that do not exist, sums that differ."""

import re
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from services.analyzer.domain.lists import Lists
from services.analyzer.domain.quoting import sentence_around
from services.analyzer.domain.rule import Detector, Hit, Rule, View
from services.analyzer.domain.signs import Sign
from shared.contracts.finding import Effect, Severity

RULES = (
    Rule(
        id="wording.document_number",
        title="发文字号不规范",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="GB/T 9704-2012 党政机关公文格式：年份以六角括号〔〕括入，序号不加“第”，不编虚位",
        mend="按“机关代字〔年份〕序号号”的形式更正；引用外单位文号时核对原文。",
        means="发文字号的年份括号、序号写法与公文格式国家标准不一致。",
        fires=(
            "根据临政办发[2021]14号文件。",
            "见云政发〔2019〕第6号。",
            "按国办发〔2017〕047号执行。",
        ),
        silent=(
            "根据临政办发〔2021〕14号文件。",
            "（2021）云09民终14号民事判决书。",
            "见参考文献[2019]。",
        ),
    ),
    Rule(
        id="wording.date",
        title="日期有误",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="公历没有的日期",
        mend="核对后更正日期。",
        means="写出的月份、日期在公历中不存在。",
        fires=("会议于2021年2月30日召开。", "请于13月5日前报送。", "截至6月31日共受理12件。"),
        silent=("会议于2020年2月29日召开。", "历时12月31日。", "农历二月三十日。"),
    ),
    Rule(
        id="wording.quantity",
        title="数量前后矛盾",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="同一句中分项之和应等于合计",
        mend="核对合计与各分项后更正。",
        means="一句话里写了合计和“其中”的各分项，同一单位的分项之和与合计不等。",
        fires=(
            "共受理留言98条，其中市级25条、临翔区26条、永德县7条，均已办结。",
            "全市共有学校30所，其中小学20所、中学12所。",
        ),
        silent=(
            "共受理留言58条，其中市级25条、临翔区26条、永德县7条。",
            "全市共有学校30所，其中小学20所、中学8所等。",
            "共检查企业30家，其中发现问题12家。",
            "共查处违法行为218起，其中酒驾19起、醉驾4起。",
            "共有代表50名，其中妇女28名、党员35名。",
        ),
    ),
)

_AGENCY = re.compile(r"[\u4e00-\u9fff]{1,10}[发字函办政党委规电文令]$")
_LONGEST_AGENCY = 11
_NUMBER = re.compile(
    r"(?P<left>[〔\[［【(（])(?P<year>(?:19|20)\d\d)(?P<right>[〕\]］】)）])"
    r"(?P<ordinal>第?)(?P<serial>\d{1,5})号"
)
_DATE = re.compile(r"(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"(\d{4})年$")
_LUNAR = re.compile(r"(农历|阴历|旧历)[^，。；]{0,8}$")
_LEAP_YEAR = 2000
_BEFORE = 12
_MONTHS = 12
_UNIT = r"[个条家项件起人户名所座次处万亿元吨亩公里篇辆台场期门类株只头]"
_TOTAL = re.compile(
    rf"共[^，。；\d]{{0,16}}(\d+(?:\.\d+)?)({_UNIT}+)[^，。；\d]{{0,8}}，其中[：，]?"
)
_PART = re.compile(rf"[^，、。；\d]{{1,20}}?(\d+(?:\.\d+)?)({_UNIT}+)")
_PEOPLE = frozenset("人名户")
_MANY = 3
"""Parts from which a list that comes close to its total is meant to be whole."""
_OPEN_END = re.compile(r"[等余多约近超]")
_LONGEST_LIST = 600


def document_number(view: View) -> Iterator[Hit]:
    """Find document numbers that are not written as the standard says."""
    text = view.text
    for match in _NUMBER.finditer(text) if Sign.REFERENCE in view.signs else ():
        agency = _AGENCY.search(text, max(match.start() - _LONGEST_AGENCY, 0), match.start())
        if not agency:
            continue
        wrong = []
        if match["left"] != "〔" or match["right"] != "〕":
            wrong.append("年份应以六角括号〔〕括入")
        if match["ordinal"]:
            wrong.append("序号不加“第”")
        if match["serial"].startswith("0"):
            wrong.append("序号不编虚位")
        if wrong:
            year, serial = match["year"], match["serial"].lstrip("0")
            yield Hit(
                rule="wording.document_number",
                span=(agency.start(), match.end()),
                key=agency[0] + match[0],
                suggestion=f"{agency[0]}〔{year}〕{serial}号",
                why="；".join(wrong),
            )


def date(view: View) -> Iterator[Hit]:
    """Find days that the calendar does not have."""
    text = view.text
    for match in _DATE.finditer(text) if Sign.DAY in view.signs else ():
        before = text[max(match.start() - _BEFORE, 0) : match.start()]
        stated = _YEAR.search(before)
        year, month, day = int(stated[1]) if stated else _LEAP_YEAR, int(match[1]), int(match[2])
        if year and 1 <= month <= _MONTHS and 1 <= day <= monthrange(year, month)[1]:
            continue
        if before[-1:].isdigit() or _LUNAR.search(before):
            continue
        yield Hit(
            rule="wording.date",
            span=(match.start() - len(stated[0] if stated else ""), match.end()),
            key=f"{match[0]}|{sentence_around(text, match.start())}",
            why=f"公历没有“{match[0]}”",
        )


def quantity(view: View) -> Iterator[Hit]:
    """Find totals that differ from the sum of the parts that follow them in the same sentence."""
    text = view.text
    for match in _TOTAL.finditer(text) if "其中" in text else ():
        clause = re.split(r"[。；\n]", text[match.end() : match.end() + _LONGEST_LIST], maxsplit=1)[
            0
        ]
        parts = _parts(clause, match[2])
        if len(parts) > 1 and _differs(Decimal(match[1]), parts, match[2]):
            yield Hit(
                rule="wording.quantity",
                span=match.span(),
                key=sentence_around(text, match.start()),
                why=f"合计{match[1]}{match[2]}，分项之和为{sum(parts)}{match[2]}",
            )


def _differs(total: Decimal, parts: list[Decimal], unit: str) -> bool:
    """Say whether parts contradict their total: “其中” may name some of all, or people twice.

    Less than the total, and more people than there are, are told only where one figure of the total
    is wrong; what is more than all in number cannot be part of it.
    """
    added = sum(parts)
    if added == total or total in accumulate(parts):
        return False
    if added > total and unit[:1] not in _PEOPLE:
        return True
    said, right = str(total), str(added)
    slips = sum(a != b for a, b in zip(said, right, strict=False))
    return len(said) == len(right) > 1 == slips and len(parts) >= _MANY


def _parts(clause: str, unit: str) -> list[Decimal]:
    """Return the parts of a list that names all of them in one unit; none when it does not."""
    parts = []
    at = 0
    while match := _PART.match(clause, at):
        if match[2] != unit or _OPEN_END.search(match[0]):
            return []
        parts.append(Decimal(match[1]))
        at = match.end()
        if clause[at : at + 1] not in {"、", "，"}:
            break
        at += 1
    rest = clause[at:]
    return [] if _OPEN_END.match(rest) or re.search(r"\d", rest) else parts


def detectors(_lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file; they need no list."""
    return (document_number, date, quantity)
