"""A text twice as long is twice the work, counted in calls: no clock is asked.

Every call of a function counts, those into C and the matches that a scan tells of too. What a
single call does inside is timed by `make bench SUITE=analyze`, figures `doubling_…`.
"""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Attachment, Content
from tests.personal import resident_id

RULES = rule_set(load_lists())
CHARACTERS = 6_000
MOST = 2.2
"""Times the work for twice the text."""
FAMILIES = {
    "digits": "1",
    "digits in groups": "138 0013 8000 ",
    "punctuation": "，。；",
    "one-character lines": "一\n",
    "emoji": "👨\u200d👩\u200d👧",
    "list rows": "李秀兰\t138****8000\t临翔区文林社区3组12号\t300元\n",
    "homes in prose": "李秀兰家住在文林村，位于文林社区3组12号，",
    "where people live": "住",
    "rows of identity numbers": f"李秀兰\t{resident_id()}\n",
    "near misses": "人民正府",
    "place names": "昆名市",
    "listed errors": "攻府",
    "doubled words": "的的",
    "document numbers": "〔2021〕",
    "days that do not exist": "2021年2月30日，",
    "parts of a sum": "其中小学20所、",
    "zero-width": "1\u200b",
    "marks of direction": "\u202e公告\u202c",
    "escapes": "&#49;%31\\u0031",
    "tags": "<b>1</b>",
    "abolished names": "国家旅游局，",
}


def work(view: View) -> int:
    """Return how many calls it takes to read an article."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        RULES.detect(view)
    finally:
        sys.setprofile(before)
    return calls


def page(text: str) -> View:
    return View(Content(title="公示", text=text))


def attached(text: str) -> View:
    attachment = Attachment(url="http://a/1.xls", name="1.xls", text=text)
    return View(Content(title="公示", text="见1.xls。", attachments=(attachment,)))


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("seen", [page, attached])
def test_twice_the_text_is_no_more_than_twice_the_work(
    name: str, seen: Callable[[str], View]
) -> None:
    text = FAMILIES[name] * (CHARACTERS // len(FAMILIES[name]))
    work(seen(text * 2))  # what is remembered of pieces is remembered from here on

    once, twice = work(seen(text)), work(seen(text * 2))

    assert once > 0
    assert twice <= MOST * once


def test_the_work_of_what_grows_faster_would_be_seen() -> None:
    texts = [f"{'攻府' * size}" for size in (500, 1_000)]

    once, twice = (sum(work(page(text)) for _ in range(len(text) // 1_000)) for text in texts)

    assert twice > MOST * once
