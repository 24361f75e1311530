"""Names and titles of people in office, from the roster that the office itself keeps."""

import re
from collections.abc import Iterator
from datetime import date

from services.analyzer.domain.gaps import edit_of
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
        fires=(
            "示例市委书记张示列主持会议。",
            "示例市市长李范立出席。",
            "张示列书记讲话：示例市委书记：张示列。",
        ),
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

_OTHER = re.compile(r"(原|前|时任|曾任|前任|副|代|代理)$")
"""Before a title: it is not meant, or not as it is held."""
_APART = re.compile(r"[\s：:]{0,2}")
_WHOLE = 3
"""Characters of a name from which one more or less still tells whose it is."""


class Roster:
    """People in office.

    Args:
        posts: the roster; a person may have held several posts.
    """

    def __init__(self, posts: tuple[Post, ...]) -> None:
        self._posts = posts
        self._names = sorted({post.name for post in posts}, key=lambda name: (-len(name), name))
        titles = sorted({post.title for post in posts}, key=len, reverse=True)
        self._titles = re.compile("|".join(map(re.escape, titles)) or r"(?!)")

    def detect(self, view: View) -> Iterator[Hit]:
        """Look at each title of the roster, and at the name behind it, else at the one before."""
        text = view.text
        for match in self._titles.finditer(text):
            if _OTHER.search(text, max(match.start() - 2, 0), match.start()):
                continue
            behind = _APART.match(text, match.end())
            ends = [(behind.end(), 1)] if behind else []
            for place, step in (*ends, (match.start(), -1)):
                known, hit = self._beside(view, match, place, step)
                if hit is not None and not quoted(text, *hit.span):
                    yield hit
                if known:
                    break

    def _beside(
        self, view: View, title: re.Match[str], place: int, step: int
    ) -> tuple[bool, Hit | None]:
        """Tell whether a name of the roster is meant at a place, and what is wrong with it.

        Args:
            view: the article.
            title: as it was met.
            place: where the name begins or ends.
            step: 1 when it begins there, -1 when it ends there.
        """
        holders = [post for post in self._posts if post.title == title[0]]
        for name in self._names:
            span = _span(place, step * len(name))
            if view.text[slice(*span)] == name:
                if any(post.name == name and _held(post, view.published_on) for post in holders):
                    return True, None
                why = f"按名册，{name}在发布之日不任“{title[0]}”"
                return True, _hit("wording.roster_title", view, title, span, "", why)
        for name in dict.fromkeys(post.name for post in holders):
            for size in _sizes(name):
                span = _span(place, step * size)
                piece = view.text[slice(*span)]
                if len(piece) == size and edit_of(name, piece):
                    why = f"“{title[0]}”旁的姓名“{piece}”与名册“{name}”只差一字"
                    return True, _hit("wording.roster_name", view, title, span, name, why)
        return False, None


def _sizes(name: str) -> tuple[int, ...]:
    size = len(name)
    return (size, size - 1, size + 1) if size >= _WHOLE else (size,)


def _span(place: int, size: int) -> tuple[int, int]:
    first, last = sorted((place, place + size))
    return max(first, 0), last


def _hit(
    rule: str, view: View, title: re.Match[str], name: tuple[int, int], suggestion: str, why: str
) -> Hit:
    text = view.text
    span = min(title.start(), name[0]), max(title.end(), name[1])
    key = f"{text[slice(*span)]}|{sentence_around(text, span[0])}"
    return Hit(rule, span, key, suggestion, why)


def _held(post: Post, day: date | None) -> bool:
    if day is None:
        return True
    return (post.since or day) <= day <= (post.until or day)


def detectors(lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file; none without a roster."""
    return (Roster(lists.roster).detect,) if lists.roster else ()
