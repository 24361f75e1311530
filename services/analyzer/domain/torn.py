"""Tells terms that lost their first or last character from right words that go no further."""

from services.analyzer.domain.edits import is_a_word, is_the_states, weight_of
from services.analyzer.domain.gaps import LONG, SHORTEST, Edit, Near, is_han
from services.analyzer.domain.likelier import outweighs
from services.analyzer.domain.pieces import is_a_title, shared_out
from services.analyzer.domain.segments import words_at

_FAR = 5.0
"""Natural logarithm of how much likelier a short term must be than what is left of it."""

_PARTICLES = frozenset("的地")
_LAWS = frozenset("法例")
"""Last characters of laws and regulations: without them they are the name of their matter."""


def is_torn_off(text: str, near: Near, edit: Edit) -> bool:
    """Say whether a term is torn: what it lost leaves of a word what is none here.

    Args:
        text: any text.
        near: the piece.
        edit: the loss of the first or last character.
    """
    if shared_out(text, near):
        return False
    if len(near.term) == SHORTEST:
        return _ends(text[near.end : near.end + 1]) and outweighs(text, near, _FAR)
    if near.term[-1] in _LAWS:
        long = weight_of(near.term, edit.at) >= LONG
        return long and is_a_title(text, near) and is_the_states(near.term)
    at = near.start if edit.at == 0 else near.end - 1
    return any(
        len(word) == 1 and not is_a_word(word) and _was_longer(near, edit)
        for word, _, _ in words_at(text, at, at + 1)
    )


def _ends(after: str) -> bool:
    """Say whether a phrase ends before a character."""
    return after in _PARTICLES or not is_han(after)


def _was_longer(near: Near, edit: Edit) -> bool:
    """Say whether what was lost belonged to a word of the term."""
    words = words_at(near.term, edit.at, edit.at + 1)
    return any(len(word) > 1 for word, _, _ in words)
