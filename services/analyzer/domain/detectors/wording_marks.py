"""Slips of the keyboard: words and punctuation marks that stand twice or in the wrong width."""

import re
from collections.abc import Iterator

from services.analyzer.domain.lists import Lists
from services.analyzer.domain.quoting import sentence_around
from services.analyzer.domain.rule import Detector, Hit, Rule, View
from services.analyzer.domain.segments import words_at
from services.analyzer.domain.signs import TWICE, TWICE_WORDS, Sign
from shared.contracts.finding import Effect, Severity

RULES = (
    Rule(
        id="wording.doubled",
        title="文字重复",
        severity=Severity.HINT,
        effect=Effect.DEDUCTION,
        source="编辑常见差错",
        mend="删去重复的字词。",
        means="虚词或双字词连写两遍，多为录入差错。",
        fires=("全市的的工作会议。", "各单位要要高度重视。", "贯彻落实落实会议精神。"),
        silent=("目的的确定。", "常常想念家乡。", "大家讨论讨论这个问题。", "天天向上，人人有责。"),
    ),
    Rule(
        id="wording.punctuation",
        title="标点符号差错",
        severity=Severity.HINT,
        effect=Effect.DEDUCTION,
        source="GB/T 15834-2011 标点符号用法",
        mend="更正标点符号。",
        means="句末、句中标点连用，或者汉字之间用了半角逗号、句号。",
        fires=("会议强调，，要抓好落实。", "工作圆满完成。。", "会议指出,要抓好落实。"),
        silent=("真的吗？！", "他说……好。", "增长3,000元。", "网址www.gov.cn。", "全文如下——"),
    ),
)

_DOUBLED = re.compile(rf"(?P<one>[{TWICE}])(?P=one)|(?P<two>{'|'.join(TWICE_WORDS)})(?P=two)")
_DONE = re.compile(r"了了(?![\u4e00-\u9fff])")
_MARKS = re.compile(r"([，。；：、])\1+|[，、；：][。，；：]")
_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff])[,;](?=[\u4e00-\u9fff])")


def doubled(view: View) -> Iterator[Hit]:
    """Find words that stand twice."""
    text = view.text
    for match in _DOUBLED.finditer(text) if Sign.DOUBLED in view.signs else ():
        if match["one"] and _in_a_word(text, match.start()):
            continue
        piece = match[0]
        yield Hit(
            rule="wording.doubled",
            span=match.span(),
            key=f"{piece}|{sentence_around(text, match.start())}",
            suggestion=piece[: len(piece) // 2],
            why=f"“{piece[: len(piece) // 2]}”连写两遍",
        )


def punctuation(view: View) -> Iterator[Hit]:
    """Find punctuation marks that stand twice, and the first in half width within Chinese."""
    if Sign.MARKS not in view.signs:
        return
    text = view.text
    for match in _MARKS.finditer(text):
        yield Hit(
            rule="wording.punctuation",
            span=match.span(),
            key=f"{match[0]}|{sentence_around(text, match.start())}",
            suggestion=match[0][-1],
            why="标点连用",
        )
    half = _HALF_WIDTH.search(text) if "," in text or ";" in text else None
    if half:
        yield Hit(
            rule="wording.punctuation",
            span=half.span(),
            key="half-width",
            suggestion={",": "，", ";": "；"}[half[0]],
            why="汉字之间用了半角标点（全文只报告第一处）",
        )


def _in_a_word(text: str, at: int) -> bool:
    """Say whether one of two equal characters belongs to a word, as in 所在在 or 心愿了了."""
    if _DONE.match(text, at):
        return True
    return any(end - start > 1 for _, start, end in words_at(text, at, at + 2))


def detectors(_lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file; they need no list."""
    return (doubled, punctuation)
