"""How a wrong character comes about: it sounds or looks like the right one, or is keyed like it."""

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

_BLURRED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
"""Sounds that many speakers do not tell apart."""
_TELLING = 3
"""Roots of a code of which half says anything."""


class Likeness:
    """Says in which way two characters are alike; knows single characters only, never texts.

    Args:
        shapes: code of how each character is built.
        groups: sets of characters that are confused by look or by five-stroke keys.
        readings: how a character sounds, with tones, separated by commas.
    """

    def __init__(
        self,
        shapes: Mapping[str, str],
        groups: tuple[str, ...] = (),
        readings: Callable[[str], str] = lambda _: "",
    ) -> None:
        self._shapes = shapes
        self._readings = readings
        self._sounds = lru_cache(maxsize=8192)(self._blurred)
        self.why = lru_cache(maxsize=65_536)(self._why)
        """Return 音近, 形近 or nothing for a right and a wrong character."""
        self._pairs = frozenset((a, b) for group in groups for a in group for b in group if a != b)

    def is_close(self, right: str, wrong: str) -> bool:
        """Say whether two characters sound alike or are known to be confused."""
        return self._sound_alike(right, wrong) or (right, wrong) in self._pairs

    def _why(self, right: str, wrong: str) -> str:
        if self._sound_alike(right, wrong):
            return "音近"
        if (right, wrong) in self._pairs or self._built_alike(right, wrong):
            return "形近"
        return ""

    def _sound_alike(self, right: str, wrong: str) -> bool:
        """Say whether the usual reading of one is a reading of the other; rare ones say little."""
        one, other = self._sounds(right), self._sounds(wrong)
        return bool(one and other) and (one[0] in other or other[0] in one)

    def _blurred(self, character: str) -> tuple[str, ...]:
        """Return the readings of a character without tones, sounds that blur made equal."""
        readings = self._readings(character)
        return tuple(_plain(reading) for reading in readings.split(",") if reading)

    def _built_alike(self, right: str, wrong: str) -> bool:
        one, other = self._shapes.get(right, ""), self._shapes.get(wrong, "")
        if min(len(one), len(other)) < 2:  # noqa: PLR2004 - one root says nothing
            return False
        return _are_alike(*sorted((one, other), key=len))


def _plain(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for marked, blurred in _BLURRED:
        plain = plain.replace(marked, blurred)
    return plain


def _are_alike(short: str, long: str) -> bool:
    """Say whether two codes are one edit apart, or half the same as of 苟 TPR and 苛 TMNR."""
    same = _shared(short, long) + _shared(short[::-1], long[::-1])
    if len(long) - len(short) <= 1 and same >= len(long) - 1:
        return True
    return len(short) >= _TELLING and same * 2 >= len(long)


def _shared(short: str, long: str) -> int:
    """Return how many characters two codes begin with alike."""
    pairs = enumerate(zip(short, long, strict=False))
    return next((at for at, (one, other) in pairs if one != other), len(short))
