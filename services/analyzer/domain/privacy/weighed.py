"""Whose a mobile is, and whether an address is a home, by the pieces of text around it.

Nobody can write down every way in which offices, people and their homes are spoken of. The weights
of the pieces are learned from labelled lines (`bench/learn_weights.py`); what the rules say weighs
as one piece more.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from services.analyzer.domain.privacy.context import Words, words_around
from services.analyzer.domain.privacy.people import people_in, whole
from services.analyzer.domain.privacy.records import lines_above
from services.analyzer.domain.privacy.roles import ROLE, Whose
from services.analyzer.domain.privacy.rows import Rows

Kind = TypeVar("Kind")
Weights = Mapping[str, tuple[float, ...]]
"""By piece of text: how much it speaks for each kind."""


class Learned(NamedTuple):
    """The weights of both questions."""

    contacts: Weights = MappingProxyType({})
    """For each of `CONTACTS`."""
    homes: Weights = MappingProxyType({})
    """For each of `HOMES`."""


class Around(NamedTuple):
    """What stands around a value.

    Attributes:
        words: of its sentence and its column.
        above: the lines above it, the nearest last.
        below: the line below it.
        value: as it is written, where its form says something; else empty.
        named: whether a person is named in its row.
    """

    words: Words
    above: Sequence[str]
    below: str
    value: str
    named: bool

    def says_something(self) -> bool:
        """Tell whether any word stands around the value."""
        return _WORD.search("".join((self.words.around, *self.above, self.below))) is not None


Lesson = Callable[[], Learned]
"""Gives what was learned; read when it is first asked for."""
CONTACTS: Final = (Whose.NOBODY, Whose.OFFICE, Whose.PERSON)
HOMES: Final = (False, True)
ALWAYS: Final = "="
"""The piece that stands everywhere."""
_NAMED: Final = "!"
"""The piece that stands where a person is named in the row."""
_BY_RULE: Final = 0.4
"""Weight of what the rules say: of 0 to 2 it told most of what neither knew."""
_BY_RULE_SURELY: Final = 1.4
"""Weight of a rule that has better grounds than others."""
_EDGE: Final = "^"
_DIGIT = re.compile(r"\d")
_WORD = re.compile("[\u4e00-\u9fffA-Za-z]")
_SOMEBODY: Final = "Ｎ"
_CALLED: Final = {"private": "Ｐ", "office": "Ｏ"}
"""What stands for names and roles, so that what is learned beside one is known beside all."""
_ABOVE: Final = 4
"""Lines above that may be of the same record."""
_LABEL: Final = 14
_LINE: Final = 20
_TITLE: Final = 30
_BELOW: Final = 120
"""Characters in which the line below begins."""


def around(
    text: str, rows: Rows, span: tuple[int, int], reach: int, *, value: str = "", named: bool
) -> Around:
    """Return what stands around a value.

    Args:
        text: that holds it.
        rows: its lines.
        span: of the value, half-open.
        reach: characters of its sentence on each side.
        value: as it is written, where its form says something.
        named: whether a person is named in its row.
    """
    below = text[span[1] : span[1] + _BELOW].partition("\n")[2][:_LINE].partition("\n")[0]
    words = words_around(text, rows, span, reach)
    return Around(words, lines_above(text, span[0]), below, value, named)


def pieces(seen: Around) -> dict[str, float]:
    """Return the pieces of text around a value, each marked with where it stands, and its share."""
    found = {ALWAYS: 1.0, **({_NAMED: 1.0} if seen.named else {})}
    for place, text, sizes, share in _parts(seen):
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
    surely: bool = False,
    barred: Kind | None = None,
) -> Kind:
    """Return what a value is when rules and pieces are weighed together.

    Args:
        told: what the rules say.
        kinds: what it may be, in the order of the weights.
        found: the pieces around it.
        weights: of pieces; without any the rules decide.
        surely: whether the rules have better grounds than others.
        barred: what it cannot be, unless the rules say so.
    """
    if not weights:
        return told
    strength = _BY_RULE_SURELY if surely else _BY_RULE
    sums = [strength if kind == told else 0.0 for kind in kinds]
    if barred is not None and barred != told:
        sums[kinds.index(barred)] = -math.inf
    for piece, share in found.items():
        for at, each in enumerate(weights.get(piece, ())):
            sums[at] += share * each
    return kinds[sums.index(max(sums))]


def _parts(seen: Around) -> Iterator[tuple[str, str, tuple[int, ...], float]]:
    """Yield mark, text, sizes of the pieces, and share of each part of the surroundings."""
    words, before = seen.words, outlined(seen.words.before)
    yield "a", f"{before[-10:]}{_EDGE}", (1, 2, 3, 4, 5), 1.0
    yield "b", before[-28:], (2, 3, 4), 1.0
    yield "c", before, (2, 3), 0.7
    yield "d", f"{_EDGE}{outlined(words.after)[:12]}", (1, 2, 3), 1.0
    yield "h", f"{_EDGE}{words.heading}{_EDGE}", (2, 3), 1.0
    yield "k", words.headings, (2,), 1.0
    for line in seen.above[-_ABOVE:]:
        yield "u", f"{_EDGE}{outlined(line[:_LINE])[:_LABEL]}", (2, 3), 0.7
    for line in seen.above[:1]:
        yield "t", line[:_TITLE], (2,), 0.5
    yield "w", f"{_EDGE}{outlined(seen.below)[:_LABEL]}", (2, 3), 0.7
    if seen.value:
        yield "v", f"{_EDGE}{seen.value}{_EDGE}", (1, 2), 1.0


@lru_cache(maxsize=64)
def outlined(text: str) -> str:
    """Return a text with one sign for each name, and one for each role.

    A line of a table stands above several values: the last few outlines are kept.
    """
    signs = {role.span(): _CALLED[str(role.lastgroup)] for role in ROLE.finditer(text)}
    taken = {at for start, end in signs for at in range(start, end)}
    for start, name in whole(text, people_in(text)):
        places = range(start, start + len(name))
        if taken.isdisjoint(places):
            signs[start, places.stop] = _SOMEBODY
            taken.update(places)
    done, kept = 0, []
    for (start, end), sign in sorted(signs.items()):
        kept += [text[done:start], sign]
        done = end
    return "".join([*kept, text[done:]])
