"""Finds fixed words in a text in one pass; two matchers, the same places."""

from collections.abc import Callable, Sequence

import ahocorasick_rs

from services.analyzer.domain.scan import Scanner, available, compiled, literal, units

Matcher = Callable[[str], list[tuple[int, int, int]]]
"""From a text to (start, end, index of the word), leftmost first, of these the longest."""


def matcher(words: Sequence[str]) -> Matcher:
    """Return the fastest matcher that this machine has."""
    if not words:
        return lambda _text: []
    return scan(words) if available() else automaton(words)


def scan(words: Sequence[str]) -> Matcher:
    """Return a matcher on hyperscan."""
    scanner = Scanner(compiled([literal(word) for word in words], range(len(words))))

    def find(text: str) -> list[tuple[int, int, int]]:
        found = []
        for to, number in scanner.ends(units(text)):
            end, word = to // 2, words[number]
            start = end - len(word)
            if text[start:end] == word:
                found.append((start, end, number))
        found.sort(key=_leftmost_longest)
        return found

    return find


def automaton(words: Sequence[str]) -> Matcher:
    """Return a matcher on an Aho-Corasick automaton."""
    built = ahocorasick_rs.AhoCorasick(list(words))

    def find(text: str) -> list[tuple[int, int, int]]:
        found = built.find_matches_as_indexes(text, overlapping=True)
        return sorted(((start, end, i) for i, start, end in found), key=_leftmost_longest)

    return find


def _leftmost_longest(place: tuple[int, int, int]) -> tuple[int, int]:
    return place[0], -place[1]
