"""What chance makes of right words: pieces that are one edit away from a term without any slip.

Each of these was counted on 6.6 million characters of right text (laws, news, manuals) against
errors written by hand; docs/benchmarks.md says what they silence and what they cost.
"""

from collections.abc import Mapping

import rjieba

from services.analyzer.domain.edits import MIDDLE, at_an_edge
from services.analyzer.domain.gaps import LONG, SHORTEST, Edit, Near
from services.analyzer.domain.lists import Term
from services.analyzer.domain.pieces import comes_in, follows_a_place, goes_on, shared_out
from services.analyzer.domain.segments import is_used, words_at

_WORD = 500
"""Frequency in the dictionary of segmentation from which a character is a usual word."""
_FREQUENT = 2_000
_TENSES = frozenset("了着过出为")
"""Characters behind which a doubled character is a verb: 双拥工作作了部署."""


def is_chance(text: str, near: Near, edit: Edit, terms: Mapping[str, Term], *, close: bool) -> bool:
    """Say whether right words make a piece.

    Args:
        text: any text.
        near: the piece.
        edit: what was done to its term.
        terms: every canonical term.
        close: a substituted character sounds like the right one, or is known to be taken for it.
    """
    if edit.kind == "insertion":
        return _put_in(text, near, edit)
    if edit.kind == "omission":
        return terms[near.term].kind != "idiom" and _left_over(text, near, edit)
    if edit.kind == "substitution":
        return _replaced(text, near, edit, terms, close=close)
    return False


def _put_in(text: str, near: Near, edit: Edit) -> bool:
    """Say whether a character that was put in is a word, or begins the next one."""
    if edit.at == len(near.term):
        after = text[near.end : near.end + 1]
        next_word = after in _TENSES or rjieba.has_word(edit.wrong + after)
        return bool(after) and (next_word or _taken(text, near, near.end - 1))
    doubled = edit.wrong in near.term[max(edit.at - 1, 0) : edit.at + 1]
    return not doubled and not says_again(near, edit) and _often(edit.wrong) >= _WORD


def _left_over(text: str, near: Near, edit: Edit) -> bool:
    """Say whether what an omission left are words of their own."""
    size = len(near.term)
    if size <= MIDDLE and shared_out(text, near):
        return True
    if edit.at == size - 1 and goes_on(text, near):
        return True
    words = [word for word, _, _ in words_at(text, near.start, near.end) if len(word) == 1]
    return size == SHORTEST and bool(words) and min(map(_often, words)) >= _FREQUENT


def _replaced(text: str, near: Near, edit: Edit, terms: Mapping[str, Term], *, close: bool) -> bool:
    """Say whether another character makes another text."""
    term, at = near.term, near.start + edit.at
    if at_an_edge(term, edit):
        rest = term[1:] if edit.at == 0 else term[:-1]
        law = edit.at > 0 and term[-1] == "法" and not close
        other = law and _often(edit.wrong) >= _FREQUENT
        return other or rest in terms or _taken(text, near, at)
    if len(term) < LONG and _reaches(text, near, edit, close=close):
        return True
    if len(term) > SHORTEST or close:
        return False
    known = terms[term].kind == "idiom" and rjieba.has_word(term)
    return not known or _plays(text, near, edit)


def _reaches(text: str, near: Near, edit: Edit, *, close: bool) -> bool:
    """Say whether a word reaches into a piece; up to the place when a slip is likely there."""
    if not close:
        return shared_out(text, near)
    if edit.at == 1 and comes_in(text, near) and not follows_a_place(text, near):
        return True
    return edit.at == len(near.term) - 2 and goes_on(text, near)


def _plays(text: str, near: Near, edit: Edit) -> bool:
    """Say whether an unlike character makes words, as people play on idioms: 双喜盈门."""
    at = near.start + edit.at
    return bool(rjieba.has_word(text[at - 1 : at + 1]) or rjieba.has_word(text[at : at + 2]))


def says_again(near: Near, edit: Edit) -> bool:
    """Say whether a long term has what was put in close by, as in 委员委会 and 管理局总局."""
    beside = near.term[max(edit.at - 2, 0) : edit.at + 2]
    return edit.at < len(near.term) >= LONG and edit.wrong in beside


def is_another_word(text: str, near: Near, edit: Edit) -> bool:
    """Say whether a character that only looks a little alike belongs to a word: 医师 for 教师."""
    words = words_at(text, near.start + edit.at, near.start + edit.at + 1)
    return len(near.term) <= LONG and all(is_used(word) for word, _, _ in words)


def _taken(text: str, near: Near, at: int) -> bool:
    """Say whether a word that holds a character reaches out of the piece."""
    return any(begin < near.start or end > near.end for _, begin, end in words_at(text, at, at + 1))


def _often(word: str) -> int:
    return int(rjieba.suggest_freq(word))
