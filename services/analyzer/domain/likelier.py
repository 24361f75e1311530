"""How much likelier a term is than the words that stand in its place, by how often each is used.

Unlike the other checks this one weighs: a place is segmented as it stands and with the term in it,
and the frequencies of the words of both are compared, with a few characters around them.
"""

from functools import lru_cache
from itertools import takewhile
from math import log
from typing import NamedTuple

import rjieba

from services.analyzer.domain.gaps import LONG, SHORTEST, Edit, Near, is_han
from services.analyzer.domain.lists import Term
from services.analyzer.domain.pieces import shared_out
from services.analyzer.domain.segments import words_at

_ALL = 60_101_967
"""Words that the dictionary of segmentation counted."""
_LISTED = 200
"""Frequency that a listed term has at least: the dictionary hardly knows phrases."""
_AROUND = 6
"""Characters on each side that are weighed with a place."""
_FAR = 7.0
"""Natural logarithm of how much likelier a term must be than a word that sounds like it."""
_FARTHER = {"omission": 5.0, "transposition": 6.0, "substitution": 16.0}
"""The same, by the edit, against everything else that might make words that end with a piece."""


class _Kind(NamedTuple):
    """What a near miss is like."""

    edit: str
    likeness: str
    size: int
    """Of the term: the shortest, middle ones (5) or long ones (7)."""
    edge: bool
    idiom: bool = False


_MIDDLE = SHORTEST + 1
_BOUNDS = {
    _Kind("transposition", "", SHORTEST, edge=False): 6.0,
    _Kind("transposition", "", SHORTEST, edge=False, idiom=True): 6.0,
    _Kind("transposition", "", SHORTEST, edge=True, idiom=True): 6.5,
    _Kind("omission", "", SHORTEST, edge=False): 7.5,
    _Kind("omission", "", SHORTEST, edge=False, idiom=True): 11.0,
    _Kind("omission", "", _MIDDLE, edge=False): 14.0,
    _Kind("omission", "", LONG, edge=False): 17.5,
    _Kind("insertion", "", SHORTEST, edge=True): 15.5,
    _Kind("insertion", "", _MIDDLE, edge=True): 20.5,
    _Kind("substitution", "音近", SHORTEST, edge=False): 11.0,
    _Kind("substitution", "音近", SHORTEST, edge=False, idiom=True): 8.0,
    _Kind("substitution", "音近", SHORTEST, edge=True): 10.5,
    _Kind("substitution", "音近", SHORTEST, edge=True, idiom=True): 14.0,
    _Kind("substitution", "音近", _MIDDLE, edge=True): 14.0,
    _Kind("substitution", "音近", LONG, edge=True): 23.0,
    _Kind("substitution", "形近", SHORTEST, edge=False): 13.0,
    _Kind("substitution", "形近", SHORTEST, edge=False, idiom=True): 14.0,
    _Kind("substitution", "形近", SHORTEST, edge=True): 12.5,
    _Kind("substitution", "形近", SHORTEST, edge=True, idiom=True): 13.5,
    _Kind("substitution", "形近", _MIDDLE, edge=False): 14.0,
    _Kind("substitution", "形近", _MIDDLE, edge=True): 17.0,
    _Kind("substitution", "", LONG, edge=False): 26.0,
}
"""Gain that no near miss of its kind had in 5.8 million characters of right text (laws, news,
manuals), a little above the greatest; docs/benchmarks.md. Other kinds are not told by it."""


def is_beyond_chance(text: str, near: Near, edit: Edit, likeness: str, term: Term) -> bool:
    """Say whether a term is so much likelier that nothing else can be meant: 来龙脉, 改革放开.

    People make an idiom anew with another word (渐入老境), never by one character among others.
    """
    size = len(term.text)
    again = edit.kind == "insertion" and edit.wrong == term.text[edit.at - 1]
    short = edit.kind == "transposition" or (edit.kind == "omission" and size == SHORTEST)
    unclear = (again and edit.at in {1, size}) or (short and shared_out(text, near))
    bound = None if unclear else _BOUNDS.get(_kind(edit, likeness, term))
    if bound is not None and gain(text, near) > bound:
        return True
    far = _FARTHER.get(edit.kind)
    if far is None or not outweighs(text, near, far):
        return False
    words = words_at(text, near.start, near.end)
    return edit.kind != "substitution" or any(len(word) == 1 for word, _, _ in words)


def outweighs(text: str, near: Near, far: float = _FAR) -> bool:
    """Say whether a term is far likelier than the words that stand in its place.

    By the frequencies of the dictionary of segmentation; a word that reaches out of the piece, or
    a term that the dictionary does not have, leaves the question open.
    """
    if not rjieba.has_word(near.term) or shared_out(text, near):
        return False
    written = sum(_weight(word) for word, _, _ in words_at(text, near.start, near.end))
    return _weight(near.term) > written + far


def gain(text: str, near: Near) -> float:
    """Return the natural logarithm of how much likelier a text is with the term in place."""
    before = text[max(near.start - _AROUND, 0) : near.start]
    left = "".join(takewhile(is_han, reversed(before)))[::-1]
    right = "".join(takewhile(is_han, text[near.end : near.end + _AROUND]))
    term = max(_weight(near.term), log(_LISTED / _ALL))
    written = _weigh(left + text[near.start : near.end] + right)
    return _weigh(left) + term + _weigh(right) - written


def _kind(edit: Edit, likeness: str, term: Term) -> _Kind:
    size = len(term.text)
    kind = SHORTEST if size == SHORTEST else _MIDDLE if size < LONG else LONG
    edge = edit.at in {0, size - 1}
    return _Kind(edit.kind, likeness, kind, edge, size == SHORTEST and term.kind == "idiom")


def _weigh(text: str) -> float:
    return sum(map(_weight, rjieba.cut(text, hmm=False))) if text else 0.0


@lru_cache(maxsize=65_536)
def _weight(word: str) -> float:
    """Return the natural logarithm of how likely a word is."""
    known = len(word) == 1 or rjieba.has_word(word)
    return log(max(int(rjieba.suggest_freq(word)) if known else 1, 1) / _ALL)
