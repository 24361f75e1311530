"""Tells slips in expressions from what people write on purpose: 茶旅融合 for 文旅融合.

Names and set phrases have one form. Expressions have a usual one: another word in the place of a
word, a word more or less are no slips, only what leaves of a word none. The bounds were read off
6 million characters of right text and slips made by chance; docs/benchmarks.md.
"""

import rjieba

from services.analyzer.domain.edits import MIDDLE, at_an_edge, is_a_word
from services.analyzer.domain.gaps import LONG, SHORTEST, Edit, Near
from services.analyzer.domain.likelier import gain
from services.analyzer.domain.lists import Term
from services.analyzer.domain.pieces import shared_out
from services.analyzer.domain.segments import in_words, words_at

_SOUNDS = 12.0
"""Gain of a term up to which a character that sounds like the right one makes a word meant."""
_LOOKS = 16.0
"""The same of a character that only looks like the right one."""
_VARIANT = 15.0
"""Gain of a phrase or an idiom up to which an unlike character makes another one."""
_UNLIKE = 20.0
"""The same of a character that is nothing like the right one."""


def is_loose(term: Term, edit: Edit, likeness: str) -> bool:
    """Say whether people write a term otherwise: an expression, the first word of a phrase."""
    first = edit.kind == "substitution" and edit.at == 0 and likeness != "音近"
    return term.kind == "expression" or (first and term.kind == "phrase")


def makes_another(text: str, near: Near, edit: Edit, term: Term) -> bool:
    """Say whether an unlike character makes another phrase or idiom: 主题队日活动, 量水而行."""
    size = len(term.text)
    middling = size == SHORTEST if term.kind == "idiom" else SHORTEST < size < LONG
    open_to_others = middling and term.kind in {"idiom", "phrase"}
    return open_to_others and edit.kind == "substitution" and gain(text, near) < _VARIANT


def is_varied(text: str, near: Near, edit: Edit, likeness: str) -> bool:
    """Say whether an expression may have been written so on purpose.

    Args:
        text: any text.
        near: the piece.
        edit: what was done to the expression.
        likeness: of a substituted character to the right one; empty for none.
    """
    if edit.kind == "omission":
        return edit.at < len(near.term) - 1 and _is_shorter(text, near, edit)
    if edit.kind == "transposition":
        return shared_out(text, near)
    return edit.kind == "substitution" and _is_other(text, near, edit, likeness)


def _is_other(text: str, near: Near, edit: Edit, likeness: str) -> bool:
    """Say whether another character makes another expression."""
    at = near.start + edit.at
    word = in_words(text, at, at + 1)
    if not likeness:
        open_to_others = word or at_an_edge(near.term, edit) or len(near.term) < MIDDLE
        return open_to_others or gain(text, near) <= _UNLIKE
    if at_an_edge(near.term, edit) and is_a_word(edit.wrong):
        return True
    if edit.at == 0 and len(_word_at(near.term, 0)) == 1:
        return True
    bound = _LOOKS if likeness == "形近" else _SOUNDS if word else None
    return bound is not None and gain(text, near) <= bound


def _is_shorter(text: str, near: Near, edit: Edit) -> bool:
    """Say whether what an omission left of a word is one too: 婴儿 of 婴幼儿, 或 of 或者."""
    if gain(text, near) <= _bound(len(near.term)):
        return True
    begin, end = _span_at(near.term, edit.at)
    rest = near.term[begin : edit.at] + near.term[edit.at + 1 : end]
    if len(rest) != 1:
        return not rest or rjieba.has_word(rest)
    return is_a_word(rest) or not _stands_alone(text, near.start + begin)


def _bound(size: int) -> float:
    return 13.0 if size == SHORTEST else 14.0 if size < LONG else 20.0


def _stands_alone(text: str, at: int) -> bool:
    return all(len(word) == 1 for word, _, _ in words_at(text, at, at + 1))


def _word_at(term: str, at: int) -> str:
    begin, end = _span_at(term, at)
    return term[begin:end]


def _span_at(term: str, at: int) -> tuple[int, int]:
    _, begin, end = next(words_at(term, at, at + 1))
    return begin, end
