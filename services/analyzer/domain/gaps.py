"""Finds pieces of a text that are one edit away from a term; two finders, the same pieces."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import ahocorasick_rs

from services.analyzer.domain.scan import Scanner, compiled, literal, units

SHORTEST = 4
"""Characters of the shortest term that is looked for here; shorter names stand in `names.py`."""
_HAN = ("\u4e00", "\u9fff")
_HAN_BYTES = rb".[\x4e-\x9f]"
_LONGER = (-1, 0, 1, -1)
"""What an edit adds to a term; the last kind is the loss of its last character."""
_BEYOND = (1, 1, 1, 2)
"""Characters between the end of a piece and of its match; one is the edge before the text."""
_KINDS = len(_LONGER)
_LAST = _KINDS - 1
_EDGE = "\n"
"""Stands before and behind a text that is scanned: an edge is no character of a term either."""
LONG = 7
"""From this length on a term leaves no room for chance."""
FORMAT = 6
"""Changes with the expressions, so that nobody loads what an older program compiled."""


class Near(NamedTuple):
    """A piece of text that one edit turns into a term."""

    term: str
    start: int
    end: int


class Edit(NamedTuple):
    """What was done to a term."""

    kind: str
    """substitution, insertion, omission or transposition."""
    at: int
    """Where in the term."""
    wrong: str
    """What stands there; empty for an omission."""


Wanted = Callable[[str, str], object]
"""From a term and a piece to whether anybody wants to hear of it; true or false."""


class Finder(Protocol):
    """Finds near misses of the terms that it was made with."""

    def find(self, text: str, wanted: Wanted) -> set[Near]:
        """Return every piece that is one edit away from a term, no term itself, and wanted."""


@lru_cache(maxsize=65_536)
def edit_of(term: str, piece: str) -> Edit | None:
    """Say which single edit made a piece of a term; None for any other difference.

    Edits lie inside the term, save that its first or last character may be another, its last may
    stand twice, and its last or, of a long one, its first may be lost; what comes in is a Chinese
    character.
    """
    longer = len(piece) - len(term)
    if abs(longer) > 1 or piece == term:
        return None
    pairs = enumerate(zip(term, piece, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(term), len(piece)))
    if longer == 1:
        inside = 0 < at < len(term) or (at == len(term) and piece[-1] == term[-1])
        fits = inside and piece[at + 1 :] == term[at:] and is_han(piece[at])
        return Edit("insertion", at, piece[at]) if fits else None
    if longer == -1:
        fits = _may_lose(term, at) and piece[at:] == term[at + 1 :]
        return Edit("omission", at, "") if fits else None
    if piece[at + 1 :] == term[at + 1 :]:
        return Edit("substitution", at, piece[at]) if is_han(piece[at]) else None
    swapped = piece[at : at + 2] == term[at : at + 2][::-1] and piece[at + 2 :] == term[at + 2 :]
    return Edit("transposition", at, piece[at : at + 2]) if swapped else None


def is_slip(term: str, piece: str) -> bool:
    """Say whether an edit may be a slip where people vary a term: not a word more, nor a part."""
    edit = edit_of(term, piece)
    if edit is None or edit.kind not in {"insertion", "omission"}:
        return edit is not None
    if edit.kind == "insertion":
        return edit.wrong in term[edit.at - 1 : edit.at + 1]
    return 0 < edit.at < len(term) - (len(term) < LONG)


class Halves:
    """One half of a term stays whole: look for halves, then measure the distance.

    Args:
        terms: canonical terms.
        varied: those of which only slips are looked for: see `is_slip`.
    """

    def __init__(self, terms: Iterable[str], varied: Container[str] = ()) -> None:
        self._terms, self._varied = frozenset(terms), varied
        self._parts: dict[str, list[tuple[str, int]]] = {}
        for term in self._terms:
            for part, offset in _parts(term):
                self._parts.setdefault(part, []).append((term, offset))
        self._keys = list(self._parts)
        self._automaton = ahocorasick_rs.AhoCorasick(self._keys)

    def find(self, text: str, wanted: Wanted = edit_of) -> set[Near]:
        """Return every piece that is one edit away from a term, no term itself, and wanted."""
        if not self._keys:
            return set()
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - slow to load, for few

        found: set[Near] = set()
        for key, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for term, offset in self._parts[self._keys[key]]:
                found.update(_around(text, start, term, offset, OSA.distance))
        return {near for near in found if self._is_wanted(near, text, wanted)}

    def _is_wanted(self, near: Near, text: str, wanted: Wanted) -> bool:
        piece = text[near.start : near.end]
        if piece in self._terms or _is_part(text, near):
            return False
        if near.term in self._varied and not is_slip(near.term, piece):
            return False
        return bool(wanted(near.term, piece))


class Gaps:
    """Every edit of every term, compiled into one database that is scanned once.

    Args:
        terms: canonical terms.
        scanner: of what `compile_terms` made of the same terms.
    """

    def __init__(self, terms: Iterable[str], scanner: Scanner) -> None:
        self._texts = tuple(terms)
        self._terms = frozenset(self._texts)
        self._scanner = scanner

    def find(self, text: str, wanted: Wanted = edit_of) -> set[Near]:
        """Return every piece that is one edit away from a term, no term itself, and wanted."""
        texts, terms = self._texts, self._terms
        found: set[Near] = set()
        for to, number in self._scanner.ends(units(f"{_EDGE}{text}{_EDGE}")):
            index, kind = divmod(number, _KINDS)
            term, end = texts[index], to // 2 - _BEYOND[kind]
            start = end - len(term) - _LONGER[kind]
            piece = text[start:end]
            if piece not in terms and wanted(term, piece) and edit_of(term, piece):
                found.add(Near(term, start, end))
        return {near for near in found if not _is_part(text, near)}


def is_han(character: str) -> bool:
    """Say whether it is a Chinese character."""
    return _HAN[0] <= character <= _HAN[1]


def _may_lose(term: str, at: int) -> bool:
    """Say whether it can be seen that a term lost a character."""
    return at > 0 or len(term) >= LONG


def _is_part(text: str, near: Near) -> bool:
    """Say whether what lost its first or last character has it in the text."""
    size = len(near.term)
    return near.end - near.start < size and near.term in (
        text[near.start : near.start + size],
        text[max(near.end - size, 0) : near.end],
    )


def _parts(term: str) -> Iterator[tuple[str, int]]:
    middle = len(term) // 2
    yield term[:middle], 0
    yield term[middle:], middle
    yield term[middle - 1 : middle + 1][::-1], middle - 1


def _around(
    text: str, start: int, term: str, offset: int, distance: Callable[..., float]
) -> Iterator[Near]:
    for shift in (-1, 0, 1):
        begin = start - offset - (shift if offset else 0)
        if begin < 0:
            continue
        end = begin + len(term) + shift
        piece = text[begin:end]
        close = len(piece) == end - begin and distance(piece, term, score_cutoff=1) == 1
        if close and edit_of(term, piece):
            yield Near(term, begin, end)


def _patterns(term: str, *, varied: bool) -> Iterator[tuple[bytes, int]]:
    """Yield one expression for each place and kind of edit, and its place in `_LONGER`."""
    size = len(term)
    for i in range(size):
        yield literal(term[:i]) + _HAN_BYTES + literal(term[i + 1 :]), 1
        yield literal(term[: i + 1] + term[i:]), 2
    for i in range(1, 1 if varied else size):
        yield literal(term[:i]) + _HAN_BYTES + literal(term[i:]), 2
    for i in range(1, size - 1):
        yield literal(term[:i] + term[i + 1 :]), 0
    for i in range(size - 1):
        if term[i] != term[i + 1]:
            yield literal(term[:i] + term[i + 1] + term[i] + term[i + 2 :]), 1
    yield from _torn(term, varied=varied)


def _torn(term: str, *, varied: bool) -> Iterator[tuple[bytes, int]]:
    """Yield the expressions of a term without its first or last character."""
    size = len(term)
    if _may_lose(term, 0) and not varied:
        yield _other(term[0]) + literal(term[1:]), 0
    if _may_lose(term, size - 1) and not (varied and size < LONG):
        yield literal(term[:-1]) + _other(term[-1]), _LAST


def _other(character: str) -> bytes:
    """Return the expression of any character but one."""
    low, high = units(character)
    return rb"(?:[^\x%02x].|.[^\x%02x])" % (low, high)


def compile_terms(terms: Sequence[str], varied: Container[str] = ()) -> bytes:
    """Compile every edit of every term into a form that can be kept and loaded again.

    Args:
        terms: canonical terms.
        varied: those of which only slips are looked for: see `is_slip`.
    """
    edits = [
        (pattern, index * _KINDS + kind)
        for index, term in enumerate(terms)
        for pattern, kind in _patterns(term, varied=term in varied)
    ]
    return compiled([pattern for pattern, _ in edits], [number for _, number in edits])


def finder(
    terms: Sequence[str], varied: Container[str] = (), scanner: Scanner | None = None
) -> Finder:
    """Return the fastest finder there is: compiled gaps when given, else halves."""
    return Gaps(terms, scanner) if scanner else Halves(terms, varied)
