"""Words around a place, as a dictionary segments them: a few characters each time, never a text."""

from collections.abc import Iterator

import rjieba

_AROUND = 6
"""Characters of context that segmentation sees on each side."""


def words_at(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield each word that shares a character with a place: the word, where it begins and ends."""
    left = max(start - _AROUND, 0)
    for word, begin, stop in rjieba.tokenize(text[left : end + _AROUND], hmm=False):
        if begin + left < end and start < stop + left:
            yield word, begin + left, stop + left


def is_cut(text: str, start: int, end: int) -> bool:
    """Say whether a word reaches into a place from outside: 署名 into the 布署 of 发布署名."""
    return any(begin < start or stop > end for _, begin, stop in words_at(text, start, end))
