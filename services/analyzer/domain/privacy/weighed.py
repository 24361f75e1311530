"""Whose a mobile is, and whether an address is a home, by the pieces of text around it.

Nobody can write down every way in which offices, people and their homes are spoken of. The weights
of the pieces are learned from labelled lines (`bench/learn_weights.py`); what the rules say weighs
as one piece more.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from services.analyzer.domain.privacy.context import Words
from services.analyzer.domain.privacy.roles import Whose

Kind = TypeVar("Kind")
Weights = Mapping[str, tuple[float, ...]]
"""By piece of text: how much it speaks for each kind."""


class Learned(NamedTuple):
    """The weights of both questions."""

    contacts: Weights = MappingProxyType({})
    """For each of `CONTACTS`."""
    homes: Weights = MappingProxyType({})
    """For each of `HOMES`."""


Lesson = Callable[[], Learned]
"""Gives what was learned; read when it is first asked for."""
CONTACTS: Final = (Whose.NOBODY, Whose.OFFICE, Whose.PERSON)
HOMES: Final = (False, True)
ALWAYS: Final = "="
"""The piece that stands everywhere."""
_BY_RULE: Final = 1.3
"""Weight of what the rules say: of 0.7 to 2.5 it told most of 500 mobiles that neither knew."""
_EDGE: Final = "^"
_DIGIT = re.compile(r"\d")
_ABOVE: Final = 4
"""Lines above that may be of the same record."""
_LABEL: Final = 14


def pieces(words: Words, above: Sequence[str]) -> dict[str, float]:
    """Return the pieces of text around a value, each marked with where it stands, and its share.

    Args:
        words: around it.
        above: the lines above it, the nearest last.
    """
    found = {ALWAYS: 1.0}
    for place, text, sizes, share in _parts(words, above):
        plain = _DIGIT.sub("0", text)
        for size in sizes:
            for at in range(len(plain) - size + 1):
                found[f"{place}{plain[at : at + size]}"] = share
    return found


def weighed(
    told: Kind,
    kinds: Sequence[Kind],
    found: Mapping[str, float],
    weights: Weights,
    *,
    barred: Kind | None = None,
) -> Kind:
    """Return what a value is when rules and pieces are weighed together.

    Args:
        told: what the rules say.
        kinds: what it may be, in the order of the weights.
        found: the pieces around it.
        weights: of pieces; without any the rules decide.
        barred: what it cannot be, unless the rules say so.
    """
    if not weights:
        return told
    sums = [_BY_RULE if kind == told else 0.0 for kind in kinds]
    if barred is not None and barred != told:
        sums[kinds.index(barred)] = -math.inf
    for piece, share in found.items():
        for at, each in enumerate(weights.get(piece, ())):
            sums[at] += share * each
    return kinds[sums.index(max(sums))]


def _parts(words: Words, above: Sequence[str]) -> Iterator[tuple[str, str, tuple[int, ...], float]]:
    """Yield mark, text, sizes of the pieces, and share of each part of the surroundings."""
    before = words.before
    yield "a", f"{before[-10:]}{_EDGE}", (1, 2, 3, 4), 1.0
    yield "c", before, (2, 3), 0.7
    yield "b", before[-28:], (2, 3), 1.0
    yield "d", f"{_EDGE}{words.after[:12]}", (1, 2, 3), 1.0
    yield "h", f"{_EDGE}{words.heading}{_EDGE}", (2, 3), 1.0
    yield "k", words.headings, (2,), 1.0
    for line in above[-_ABOVE:]:
        yield "u", f"{_EDGE}{line[:_LABEL]}", (2, 3), 0.7
    for line in above[:1]:
        yield "t", line[:30], (2,), 0.5
