"""Digits as people disguise them: full-width, spaced, hyphenated, zero-width, percent-encoded.

A `Segment` is a row of digits (and X) that one reader would take for one number, with the place of
each in the original text. Every pattern here is a row of disjoint alternatives without nesting, so
the time is linear in the text.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

from shared.masking.checks import is_luhn, is_resident_id, is_uscc

SHORTEST: Final = 11
"""Digits of the shortest value that is recognised (a mobile number)."""
ENDLESS: Final = 128
"""A longer row without a separator holds nothing to report; it is hidden as a whole."""

_WIDEST_GAP = 3
_USCC_LENGTH = 18
_HEX_LENGTHS = frozenset({24, 32, 40, 48, 56, 64, 96, 128})
_UNSEEN = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    r"\U000e0000-\U000e0fff"
)
_SEEN = r"\s+\-\u2010-\u2015\u2212\ufe58\ufe63\uff0b\uff0d"
_LOOSE = rf"\dxX\uff38\uff58{_SEEN}{_UNSEEN}"
_P = "%(?:25)?"
_CODED_DIGIT = (
    rf"{_P}3[0-9]|{_P}EF{_P}BC{_P}9[0-9]|&#(?:4[89]|5[0-7]);|&#x3[0-9];|\\u003[0-9]|\\uff1[0-9]"
)
_CODED_X = rf"{_P}[57]8|{_P}EF{_P}(?:BC{_P}B8|BD{_P}98)|&#(?:88|120|x[57]8);|\\u00[57]8|\\uff[35]8"
_TAGS = "span|b|i|em|font|strong|u|a|s|sub|sup|small|mark|wbr"
_CODED_GAP = (
    rf"{_P}20|{_P}2[BD]|{_P}C2{_P}A[0D]|{_P}E2{_P}80{_P}(?:8[B-F]|9[0-5])|{_P}EF{_P}BB{_P}BF"
    rf"|{_P}E3{_P}80{_P}80|\\u200[b-f]|&nbsp;"
    rf"|</?(?:{_TAGS})(?![A-Za-z])[^<>\n]{{0,60}}>|{_P}3C(?:/|{_P}2F)?(?:{_TAGS}){_P}3E"
)

_PLAIN_CLUSTER = re.compile(rf"\d[{_LOOSE}]{{{SHORTEST - 1},}}+")
_PLAIN_UNIT = re.compile(rf"[{_LOOSE}]", re.DOTALL)
_CODED = rf"{_CODED_DIGIT}|{_CODED_X}|{_CODED_GAP}|[{_LOOSE}]"
_CODED_UNIT = re.compile(_CODED, re.IGNORECASE)
# Short rows and foreign escapes are consumed too: their digits must not begin a row of their own.
_CODED_CLUSTER = re.compile(
    rf"((?:{_CODED}){{{SHORTEST},}}+)|(?:{_CODED})++|{_P}[0-9A-F]{{2}}|\\u[0-9A-F]{{4}}"
    r"|&#x?[0-9A-F]{1,6};",
    re.IGNORECASE,
)
_CODED_HINT = re.compile(
    r"%(?:25)*(?:3|EF|E2|E3|20|2[BD]|C2)|&#|&nbsp;|\\u|</?[a-z]", re.IGNORECASE
)
_TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18,128}+(?![0-9A-Za-z])")
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_ESCAPE_END = re.compile(
    r"(?<=%[0-9A-Fa-f]{2})|(?<=%25[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4})|(?<=\\x[0-9A-Fa-f]{2})"
)
_UNSEEN_ONE = re.compile(rf"[{_UNSEEN}]")
_ALNUM = re.compile(r"[0-9A-Za-z]")


@dataclass(slots=True)
class Segment:
    """Digits and X with their places.

    Attributes:
        text: the whole original text.
        chars: ASCII digits and X.
        starts: place of each of `chars` in `text`.
        ends: one past that place.
        gaps: visible separators (spaces, hyphens) before each; zero-width ones do not count.
    """

    text: str
    chars: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)

    def left(self, i: int) -> str:
        """Return the letter or digit glued before `chars[i]`, or nothing."""
        if _ESCAPE_END.match(self.text, self.starts[i]):
            return ""
        if self.gaps[i]:
            return ""
        if i:
            return self.chars[i - 1]
        return _neighbour(self.text, self.starts[0] - 1, -1)

    def right(self, j: int) -> str:
        """Return the letter or digit glued after `chars[j - 1]`, or nothing."""
        if j < len(self.chars):
            return "" if self.gaps[j] else self.chars[j]
        return _neighbour(self.text, self.ends[-1], 1)

    def rows(self) -> Iterator[tuple[int, int]]:
        """Return the stretches of `chars` without a visible separator inside."""
        start = 0
        for place in range(1, len(self.chars) + 1):
            if place == len(self.chars) or self.gaps[place]:
                yield start, place
                start = place

    def grouping(self, i: int, j: int) -> list[int]:
        """Return the lengths of the visibly separated groups of `chars[i:j]`."""
        cuts = [i, *(k for k in range(i + 1, j) if self.gaps[k]), j]
        return [after - before for before, after in pairwise(cuts)]


def plain_segments(text: str) -> Iterator[Segment]:
    """Find the digits as they stand; percent signs and entities are not decoded."""
    if _PLAIN_CLUSTER.search(text) is None:
        return
    bare = _TOKEN.sub(_blank, text)
    for cluster in _PLAIN_CLUSTER.finditer(bare):
        yield from _split(text, _PLAIN_UNIT.finditer(bare, cluster.start(), cluster.end()))


def coded_segments(text: str) -> Iterator[Segment]:
    """Find the digits after decoding of percent signs, entities and JSON escapes."""
    if _CODED_HINT.search(text) is None:
        return
    bare = _TOKEN.sub(_blank, text)
    for cluster in _CODED_CLUSTER.finditer(bare):
        if cluster[1] is not None:
            units = _CODED_UNIT.finditer(bare, cluster.start(), cluster.end())
            yield from _split(text, units)


def _blank(token: re.Match[str]) -> str:
    """Hide corporate codes and digests from the search, keeping all places."""
    value = token[0]
    if len(value) == _USCC_LENGTH:
        innocent = is_uscc(value) and not is_resident_id(value) and not _is_card(value)
    else:
        hexadecimal = _HEX.fullmatch(value) is not None
        innocent = hexadecimal and not value.isdigit() and len(value) in _HEX_LENGTHS
    return "z" * len(value) if innocent else value


def _split(text: str, units: Iterator[re.Match[str]]) -> Iterator[Segment]:
    segment, gap, chars = Segment(text), 0, [""]
    for unit in units:
        char = _decoded(unit[0])
        if char in {"", " "}:
            gap += len(char)
            continue
        if gap > _WIDEST_GAP and segment.starts:
            segment.chars = "".join(chars)
            yield segment
            segment, gap, chars = Segment(text), 0, [""]
        chars.append(char)
        segment.starts.append(unit.start())
        segment.ends.append(unit.end())
        segment.gaps.append(gap)
        gap = 0
    segment.chars = "".join(chars)
    yield segment


@lru_cache(maxsize=4096)
def _decoded(unit: str) -> str:
    """Return a digit, `X`, a space for a visible separator, or nothing for an unseen one."""
    if len(unit) > 1 and not unit.startswith("<"):
        unit = _character(unit)
    if unit.startswith("<"):
        return ""
    if unit.isdecimal():
        return str(int(unit))
    if unit in "xX\uff38\uff58":
        return "X"
    return "" if _UNSEEN_ONE.fullmatch(unit) else " "


def _character(unit: str) -> str:
    if unit.startswith("%"):
        return unquote(unquote(unit))
    return html.unescape(unit) if unit.startswith("&") else unit.encode().decode("unicode_escape")


def _neighbour(text: str, place: int, step: int) -> str:
    while 0 <= place < len(text) and _UNSEEN_ONE.match(text, place):
        place += step
    if not 0 <= place < len(text):
        return ""
    if text[place].isdecimal():
        return str(int(text[place]))
    return text[place] if _ALNUM.match(text, place) else ""


def _is_card(value: str) -> bool:
    """Tell whether a number is a bank card as surely as it is a code of an organisation."""
    return value.startswith("62") and is_luhn(value)
