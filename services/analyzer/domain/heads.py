"""What a judge of near misses knows of the terms by themselves."""

from collections.abc import Iterable

import rjieba

from services.analyzer.domain.gaps import SHORTEST

_SHORTEST_OTHER = 3
LONGEST = 14
"""Characters of the terms that an edited place may belong to as well."""
_ODD = 5
"""Frequency up to which the dictionary holds slips; the right word is that many times as often."""


def is_odd(term: str, piece: str) -> bool:
    """Say whether a word of the dictionary is one that people write by mistake, as 名列前矛."""
    often = rjieba.suggest_freq(piece)
    return len(term) >= SHORTEST and often <= _ODD and rjieba.suggest_freq(term) >= _ODD * often


def sizes_by_head(terms: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return how long the terms are that begin with two characters."""
    found: dict[str, set[int]] = {}
    for term in terms:
        if _SHORTEST_OTHER <= len(term) <= LONGEST:
            found.setdefault(term[:2], set()).add(len(term))
    return {head: tuple(sizes) for head, sizes in found.items()}
