"""Names and titles of people in office, from the roster that the office itself keeps."""

import re
from collections.abc import Iterator
from datetime import date

from rapidfuzz.distance import OSA

from services.analyzer.domain.lists import Lists, Post
from services.analyzer.domain.quoting import quoted, sentence_around
from services.analyzer.domain.rule import Detector, Hit, Rule, View
from shared.contracts.finding import Effect, Severity

RULES = (
    Rule(
        id="wording.roster_name",
        title="领导姓名错误",
        severity=Severity.SERIOUS,
        effect=Effect.VETO,
        source="本办公室维护的领导名册（姓名、职务、任期）",
        mend="核对姓名后更正；名册有误的，先更正名册。",
        means="职务旁的姓名与名册只差一个字。名册没有收录的职务、姓名不作判断。",
        fires=("示例市委书记张示列主持会议。", "示例市市长李范立出席。"),
        silent=("示例市委书记张示例主持会议。", "网民张示列留言。", "示例市委书记王大明主持会议。"),
    ),
    Rule(
        id="wording.roster_title",
        title="领导职务错误",
        severity=Severity.SERIOUS,
        effect=Effect.VETO,
        source="本办公室维护的领导名册（姓名、职务、任期）",
        mend="核对发布时的任职情况后更正；名册有误的，先更正名册。",
        means="名册上的人在发布之日不担任文中的职务。",
        fires=("示例市市长张示例主持会议。",),
        silent=("示例市委书记张示例主持会议。", "原示例市市长张示例主持会议。"),
    ),
)

_FORMER = re.compile(r"(原|前|时任|曾任|前任)$")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}")


class Roster:
    """People in office.

    Args:
        posts: the roster; a person may have held several posts.
    """

    def __init__(self, posts: tuple[Post, ...]) -> None:
        self._posts = posts
        self._names = {post.name for post in posts}
        titles = sorted({post.title for post in posts}, key=len, reverse=True)
        self._titles = re.compile("|".join(map(re.escape, titles)) or r"(?!)")

    def detect(self, view: View) -> Iterator[Hit]:
        """Look at each title of the roster, and at the name that follows it."""
        text = view.text
        for match in self._titles.finditer(text):
            if _FORMER.search(text, max(match.start() - 2, 0), match.start()):
                continue
            follows = _HAN.match(text, match.end())
            if follows and not quoted(text, match.start(), follows.end()):
                yield from self._beside(view, match, follows[0])

    def _beside(self, view: View, title: re.Match[str], follows: str) -> Iterator[Hit]:
        holders = [post for post in self._posts if post.title == title[0]]
        named = next((name for name in self._names if follows.startswith(name)), None)
        if named is None:
            near = next((post for post in holders if _one_off(post.name, follows)), None)
            if near:
                wrong = follows[: len(near.name)]
                why = f"“{title[0]}”旁的姓名“{wrong}”与名册“{near.name}”只差一字"
                yield _hit("wording.roster_name", view, title, len(wrong), near.name, why)
        elif not any(post.name == named and _held(post, view.published_on) for post in holders):
            why = f"按名册，{named}在发布之日不任“{title[0]}”"
            yield _hit("wording.roster_title", view, title, len(named), "", why)


def _hit(rule: str, view: View, title: re.Match[str], name: int, suggestion: str, why: str) -> Hit:
    text, end = view.text, title.end() + name
    key = f"{text[title.start() : end]}|{sentence_around(text, title.start())}"
    return Hit(rule, (title.start(), end), key, suggestion, why)


def _one_off(name: str, follows: str) -> bool:
    piece = follows[: len(name)]
    return len(piece) == len(name) and OSA.distance(piece, name, score_cutoff=1) == 1


def _held(post: Post, day: date | None) -> bool:
    if day is None:
        return True
    return (post.since or day) <= day <= (post.until or day)


def detectors(lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file; none without a roster."""
    return (Roster(lists.roster).detect,) if lists.roster else ()
