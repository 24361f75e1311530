"""Words around a place, as a dictionary segments them: a few characters each time, never a text."""

from collections.abc import Iterator

import rjieba

_AROUND = 6
"""Characters of context that segmentation sees on each side."""

_RARE = 60
"""Frequency in the dictionary below which a word is more likely a slip."""
_COMMON = 20_000
"""Frequency in the dictionary from which a character is often a word."""
_NAMES = "nr"
"""How the dictionary marks names of people."""
_PHRASE = 4
"""Characters from which a word is a phrase, which is seldom written at all."""


def words_at(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield each word that shares a character with a place: the word, where it begins and ends."""
    left = max(start - _AROUND, 0)
    for word, begin, stop in rjieba.tokenize(text[left : end + _AROUND], hmm=False):
        if begin + left < end and start < stop + left:
            yield word, begin + left, stop + left


def is_cut(text: str, start: int, end: int) -> bool:
    """Say whether a word reaches into a place from outside: 署名 into the 布署 of 发布署名."""
    return any(begin < start or stop > end for _, begin, stop in words_at(text, start, end))


def runs_on(text: str, start: int, end: int) -> bool:
    """Say whether a word begins inside a place and goes on behind it: 园长 in 公园长椅."""
    return any(start < begin < end < stop for _, begin, stop in words_at(text, start, end))


def in_words(text: str, start: int, end: int) -> bool:
    """Say whether every character of a range stands in a word of several characters."""
    return all(len(word) > 1 for word, _, _ in words_at(text, start, end))


def is_used(word: str) -> bool:
    """Say whether a word of several characters is no rarity."""
    return len(word) > 1 and rjieba.suggest_freq(word) >= _RARE


def is_a_word(text: str) -> bool:
    """Say whether the dictionary has a text as a word, and not as what somebody may be called."""
    if not is_known(text):
        return False
    return not any(kind.startswith(_NAMES) for _, kind in rjieba.tag(text, hmm=False))


def is_known(text: str) -> bool:
    """Say whether the dictionary has a text, as a word or as a name."""
    return bool(rjieba.has_word(text))


def is_common(character: str) -> bool:
    """Say whether a character that joins no words is often one by itself."""
    return rjieba.suggest_freq(character) > _COMMON


def is_rare(text: str, at: int) -> bool:
    """Say whether the word at a place is hardly ever written."""
    return all(
        rjieba.suggest_freq(word) < _RARE and len(word) < _PHRASE
        for word, _, _ in words_at(text, at, at + 1)
    )
