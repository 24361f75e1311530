"""Finds pieces of a text that are one edit away from a short place name, such as 昆名市."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from services.analyzer.domain.gaps import Near
from services.analyzer.domain.likeness import Likeness
from services.analyzer.domain.lists import Term

LENGTH = 3
"""Characters of a short name: two and the kind of place. Shorter ones are too common as text."""
_BEFORE = 12


class ShortNames:
    """Names of three characters, looked up at each character that ends one.

    Two right characters say little: another one must be alike, unless the area around the place
    stands just before it.

    Args:
        terms: names of three characters, with the areas around them.
        likeness: of characters.
    """

    def __init__(self, terms: Iterable[Term], likeness: Likeness) -> None:
        self._likeness = likeness
        self._near = lru_cache(maxsize=65_536)(self._names)
        self._areas: dict[str, tuple[str, ...]] = {}
        self._gaps: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._swapped: dict[str, str] = {}
        for term in terms:
            name = term.text
            self._areas[name] = term.inside
            self._swapped[name[1] + name[0] + name[2]] = name
            for at in range(LENGTH - 1):
                self._gaps[at, name[:at] + name[at + 1 :]].append(name)
        kinds = sorted({name[-1] for name in self._areas})
        self._ends = re.compile("[" + "".join(kinds) + "]") if kinds else re.compile(r"(?!)")

    def find(self, text: str) -> Iterator[Near]:
        """Yield every piece that one likely edit turns into a name."""
        for match in self._ends.finditer(text, LENGTH - 1):
            start, end = match.end() - LENGTH, match.end()
            piece = text[start:end]
            if piece in self._areas:
                if text[start - 1 : start] == piece[0]:
                    yield Near(piece, start - 1, end)
                continue
            if start and text[start] == text[start + 1]:
                name = text[start - 1 : start + 1] + text[start + 2]
                if name in self._areas:
                    yield Near(name, start - 1, end)
            for name, alike in self._near(piece):
                if alike or self._in_its_area(name, text, start):
                    yield Near(name, start, end)

    def _names(self, piece: str) -> tuple[tuple[str, bool], ...]:
        """Return the names that are one edit away, and whether the edit is a likely one."""
        return tuple((name, self._alike(name, piece)) for name in self._one_away(piece))

    def _one_away(self, piece: str) -> Iterator[str]:
        if piece in self._swapped:
            yield self._swapped[piece]
        for at in range(LENGTH - 1):
            yield from self._gaps.get((at, piece[:at] + piece[at + 1 :]), ())

    def _alike(self, name: str, piece: str) -> bool:
        differing = [(a, b) for a, b in zip(name, piece, strict=True) if a != b]
        return len(differing) > 1 or bool(self._likeness.why(*differing[0]))

    def _in_its_area(self, name: str, text: str, start: int) -> bool:
        return text.endswith(self._areas[name], max(start - _BEFORE, 0), start)
