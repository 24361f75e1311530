"""Finds fixed words in a text in one pass; two matchers, the same places."""

from collections.abc import Callable, Sequence

import ahocorasick_rs

from services.analyzer.domain.gaps import positions

try:
    import hyperscan
except ImportError:  # no wheel for this machine: the automaton finds the same
    hyperscan = None  # type: ignore[assignment]

Matcher = Callable[[str], list[tuple[int, int, int]]]
"""From a text to (start, end, index of the word), leftmost first, of these the longest."""


def matcher(words: Sequence[str]) -> Matcher:
    """Return the fastest matcher that this machine has."""
    if not words:
        return lambda _text: []
    return scan(words) if hyperscan else automaton(words)


def scan(words: Sequence[str]) -> Matcher:
    """Return a matcher on hyperscan."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[word.encode() for word in words],
        ids=list(range(len(words))),
        flags=0,
        literal=True,
    )
    lengths = [len(word) for word in words]

    def find(text: str) -> list[tuple[int, int, int]]:
        ends: list[tuple[int, int]] = []
        data = text.encode("utf-8", "surrogatepass")
        database.scan(data, match_event_handler=lambda i, _s, to, _f, _c: ends.append((to, i)))
        if not ends:
            return []
        places = positions(data, (to for to, _ in ends))
        return sorted(
            ((places[to] - lengths[i], places[to], i) for to, i in ends), key=_leftmost_longest
        )

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
