"""Wrong forms of official wording, from a lexicon of documented pairs."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from services.analyzer.domain.lists import Lists, WrongForm
from services.analyzer.domain.literals import Matcher, matcher
from services.analyzer.domain.proper import in_a_name
from services.analyzer.domain.quoting import quoted, sentence_around
from services.analyzer.domain.rule import Detector, Hit, Rule, View
from services.analyzer.domain.segments import is_cut
from shared.contracts.finding import Effect, Severity

TYPO = "wording.typo"
RULES = (
    Rule(
        id="wording.serious",
        title="严重表述错误",
        severity=Severity.SERIOUS,
        effect=Effect.VETO,
        source="政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）单项否决",
        mend="立即更正该处文字；若页面已转载，一并更正各处转载。",
        fires=("各区县攻府要高度重视。", "成立扫黑险恶工作领导小组。", "中华人民共合国成立。"),
        silent=(
            "各区县政府要高度重视。",
            "部队进攻府城。",
            "文中将“攻府”写成了“政府”的别字。",
            "成立扫黑除恶工作领导小组。",
        ),
    ),
    Rule(
        id="wording.place",
        title="行政区划名称错误",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="行政区划名称以民政部门公布的为准",
        mend="按公布的行政区划名称更正。",
        fires=("昨日到齐齐哈市调研。", "鱿鱼圈区的企业代表。"),
        silent=("昨日到齐齐哈尔市调研。", "鲅鱼圈区的企业代表。"),
    ),
    Rule(
        id=TYPO,
        title="错别字",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="编辑常见差错及检查通报中的实例",
        mend="更正错别字。",
        fires=("会议布署了下一步工作。", "项目峻工验收。"),
        silent=(
            "会议部署了下一步工作。",
            "杂志发布署名文章。",
            "地势险峻工程难度大。",
        ),
    ),
)


_TRAP = 2
"""Characters of a wrong form that the ends of two right words make by chance."""


class Lexicon:
    """All wrong forms, matched in one pass.

    Args:
        forms: the entries.
        match: makes what looks for all of them at once.
    """

    def __init__(
        self,
        forms: tuple[WrongForm, ...],
        match: Callable[[Sequence[str]], Matcher] = matcher,
    ) -> None:
        self._forms = tuple({form.wrong: form for form in forms}.values())
        self._find = match(tuple(form.wrong for form in self._forms))

    def detect(self, view: View) -> Iterator[Hit]:
        """Find the wrong forms, except inside right words and where an error is quoted."""
        text = view.text
        taken = 0
        for start, end, index in self._find(text):
            form = self._forms[index]
            if start < taken or _excused(text, start, end, form):
                continue
            taken = end
            yield Hit(
                rule=form.rule,
                span=(start, end),
                key=f"{form.wrong}|{sentence_around(text, start)}",
                suggestion=form.right,
                why=f"“{form.wrong}”疑为“{form.right}”之误（依据：{form.source}）",
            )

    def knows(self, text: str, place: tuple[int, int]) -> bool:
        """Say whether an entry decides on a place, by telling it or by its exceptions.

        One that only segmentation holds for parts of words decides nothing: 民政 in 人民政俯.
        """
        first, last = place
        return any(
            start < last and first < end and not _is_cut(text, start, end, self._forms[index])
            for start, end, index in self._find(text)
        )


@lru_cache(maxsize=2)
def lexicon_of(forms: tuple[WrongForm, ...]) -> Lexicon:
    """Return the lexicon of these entries; detectors that need it share one."""
    return Lexicon(forms)


def detectors(lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file."""
    return (lexicon_of(lists.forms).detect,)


def _excused(text: str, start: int, end: int, form: WrongForm) -> bool:
    """Say whether a wrong form stands inside right words, or is quoted as an error."""
    right = (form.right, *form.exceptions) if form.wrong in form.right else form.exceptions
    if any(_covers(text, start, end, words) for words in right):
        return True
    cut = _is_cut(text, start, end, form)
    named = form.rule == TYPO and in_a_name(text, start, end)
    return cut or named or quoted(text, start, end)


def _is_cut(text: str, start: int, end: int, form: WrongForm) -> bool:
    return len(form.wrong) <= _TRAP and is_cut(text, start, end)


def _covers(text: str, start: int, end: int, words: str) -> bool:
    """Say whether a place lies inside these words."""
    floor, ceiling = max(end - len(words), 0), start + len(words)
    place = text.find(words, floor, ceiling)
    return place >= 0
