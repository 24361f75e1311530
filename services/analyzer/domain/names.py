"""Finds pieces of a text that are one edit away from a short place name, such as 昆名市."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from services.analyzer.domain.edits import GRAMMAR
from services.analyzer.domain.gaps import Near, Wanted
from services.analyzer.domain.likeness import Likeness
from services.analyzer.domain.lists import Term

LENGTH = 3
"""Characters of a short name: two and the kind of place. Shorter ones are too common as text."""
_BEFORE = 12
_REMEMBERED = 65_536


class _Reading(NamedTuple):
    """What three characters may be."""

    name: bool = False
    twice: bool = False
    """Its first two characters are the same."""
    likely: tuple[str, ...] = ()
    """Names that a likely edit makes of it."""
    others: tuple[str, ...] = ()
    """Names that any other edit makes of it."""


class ShortNames:
    """Names of three characters, looked up at each character that ends one.

    Two right characters say little: another one must be alike, unless the area around the place
    stands just before it.

    Args:
        terms: names of three characters, with the areas around them.
        likeness: of characters.
        shorter: names of two characters: 和云县 is 云县, not 云和县.
    """

    def __init__(
        self, terms: Iterable[Term], likeness: Likeness, shorter: Container[str] = ()
    ) -> None:
        self._shorter = shorter
        self._likeness = likeness
        self._read = lru_cache(maxsize=65_536)(self._reading)
        self._areas: dict[str, tuple[str, ...]] = {}
        self._gaps: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._swapped: dict[str, str] = {}
        for term in terms:
            name = term.text
            self._areas[name] = term.inside
            self._swapped[name[1] + name[0] + name[2]] = name
            for at in range(LENGTH - 1):
                self._gaps[at, name[:at] + name[at + 1 :]].append(name)
        kinds = "".join(sorted({name[-1] for name in self._areas}))
        ends = f"[{kinds}](?<=(.{{{LENGTH + 1}}}))" if kinds else r"(?!)()"
        self._ends = re.compile(ends, re.DOTALL)
        self._area_ends = frozenset(area[-1] for areas in self._areas.values() for area in areas)
        self._silent: set[str] = set()

    def find(self, text: str, wanted: Wanted) -> Iterator[Near]:
        """Yield every wanted piece that one likely edit turns into a name.

        Args:
            text: any text.
            wanted: the same at each call.
        """
        led = f"\n{text}"
        loud = {
            four
            for four in {*self._ends.findall(led)} - self._silent
            if not self._is_silent(four, wanted)
        }
        for end in [match.end() for match in self._ends.finditer(led)] if loud else ():
            if led[end - LENGTH - 1 : end] in loud:
                yield from self._near(led, end, wanted)

    def _is_silent(self, four: str, wanted: Wanted) -> bool:
        """Say whether a piece with the character before it is no near miss; remembered when so."""
        if any(True for _ in self._near(four, len(four), wanted, anywhere=True)):
            return False
        if len(self._silent) >= _REMEMBERED:
            self._silent = set()
        self._silent.add(four)
        return True

    def _near(
        self, led: str, end: int, wanted: Wanted, *, anywhere: bool = False
    ) -> Iterator[Near]:
        """Yield what ends at a place of a text that is led by a line break.

        Args:
            led: the text.
            end: of the piece.
            wanted: which pieces.
            anywhere: as if the area around every name stood before the piece.
        """
        start = end - LENGTH
        before, piece = led[start - 1], led[start:end]
        reading = self._read(piece)
        if reading is None:
            return
        name = _doubled(piece, before, reading)
        if name in self._areas and wanted(name, before + piece):
            yield Near(name, start - 2, end - 1)
        near = reading.likely
        if reading.others and before in self._area_ends:
            others = reading.others
            near += tuple(each for each in others if anywhere or self._inside(each, led, start))
        yield from (Near(name, start - 1, end - 1) for name in near if wanted(name, piece))

    def _reading(self, piece: str) -> _Reading | None:
        """Return what a piece may be by itself; None when nothing."""
        if piece in self._areas:
            return _Reading(name=True)
        if piece[0] in GRAMMAR and piece[1:] in self._shorter:
            return None
        near = [(name, self._alike(name, piece)) for name in self._one_away(piece)]
        read = _Reading(
            twice=piece[0] == piece[1],
            likely=tuple(name for name, alike in near if alike),
            others=tuple(name for name, alike in near if not alike),
        )
        return read if any(read) else None

    def _one_away(self, piece: str) -> Iterator[str]:
        if piece in self._swapped:
            yield self._swapped[piece]
        for at in range(LENGTH - 1):
            yield from self._gaps.get((at, piece[:at] + piece[at + 1 :]), ())

    def _alike(self, name: str, piece: str) -> bool:
        differing = [(a, b) for a, b in zip(name, piece, strict=True) if a != b]
        return len(differing) > 1 or bool(self._likeness.why(*differing[0]))

    def _inside(self, name: str, text: str, start: int) -> bool:
        return text.endswith(self._areas[name], max(start - _BEFORE, 0), start)


def _doubled(piece: str, before: str, reading: _Reading) -> str:
    """Return the name of which one character stands twice; empty for none."""
    if reading.name:
        return piece if before == piece[0] else ""
    return f"{before}{piece[1:]}" if reading.twice else ""
