"""Finds pieces of a text that are one edit away from a short place name, such as 昆名市."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

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
            names = (name for name in self._near(piece) if self._likely(name, text, start))
            yield from (Near(name, start, end) for name in names)

    def _near(self, piece: str) -> Iterator[str]:
        if piece in self._swapped:
            yield self._swapped[piece]
        for at in range(LENGTH - 1):
            yield from self._gaps.get((at, piece[:at] + piece[at + 1 :]), ())

    def _likely(self, name: str, text: str, start: int) -> bool:
        before = text[max(start - _BEFORE, 0) : start]
        if any(before.endswith(area) for area in self._areas[name]):
            return True
        differing = [(a, b) for a, b in zip(name, text[start:], strict=False) if a != b]
        return len(differing) > 1 or bool(self._likeness.why(*differing[0]))
