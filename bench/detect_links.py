"""Precision and recall of the families `link` and `tampering`, on addresses of our own.

The cases were written on 2026-11-29 before any figure of them was looked at; at first sight they
scored 0.978 and 0.978, and the two kinds of words that were judged wrongly were mended.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from bench.detect_personal import precision, recall
from bench.measure import Row, row
from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Content, Hidden, Link

_FILE = Path(__file__).parent / "labelled" / "links.tsv"
_PAGE = "https://www.example.gov.cn/a.html"
_FETCHED = datetime(2020, 12, 20, 2, 0, tzinfo=UTC)
_STORY = Content(
    title="县医院到村开展义诊",
    text="医务人员为村民测量血压、讲解用药常识，并发放健康手册，村民排起了长队，活动持续到傍晚。"
    * 2,
)
_FAMILIES = ("link.", "tampering.")


def rows() -> list[Row]:
    """Return precision, recall and the sizes."""
    told = Counter(right=0, missed=0, wrong=0, negatives=0)
    for expected, hits in judged():
        told["right"] += len(hits & expected)
        told["missed"] += len(expected - hits)
        told["wrong"] += len(hits - expected)
        told["negatives"] += not expected
    return [
        row("links_precision", [precision(told)], "share"),
        row("links_recall", [recall(told)], "share"),
        row("links_positives", [told["right"] + told["missed"]], "labels"),
        row("links_hard_negatives", [told["negatives"]], "pages"),
    ]


def judged() -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Yield for each case the rules that should fire, and those that do."""
    rules = rule_set(load_lists())
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        expected, kind, *fields = line.split("\t")
        hits = (hit.rule for hit in rules.detect(_view(kind, fields)))
        fired = frozenset(rule for rule in hits if rule.startswith(_FAMILIES))
        yield frozenset(expected.split(",")) - {"-"}, fired


def _view(kind: str, fields: list[str]) -> View:
    if kind == "link":
        url, anchor, *hidden = fields
        link = Link(url=url, anchor=anchor, hidden=Hidden(hidden[0] if hidden else ""))
        return View(_STORY.model_copy(update={"links": (link,)}), _PAGE)
    if kind == "script":
        return View(_STORY.model_copy(update={"scripts": tuple(fields)}), _PAGE)
    if kind == "title":
        return View(_STORY.model_copy(update={"title": fields[0]}), _PAGE)
    if kind == "day":
        url, printed, *missing = fields
        seen = datetime.fromisoformat(f"{missing[0]}T02:00:00+00:00") if missing else None
        return View(_STORY, url, date.fromisoformat(printed), _FETCHED, missing_at=seen)
    title, text = fields
    other = Content(title=title.replace("=", _STORY.title), text=text.replace("=", _STORY.text))
    return View(_STORY, _PAGE, elsewhere=other)
