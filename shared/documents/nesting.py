"""Markup that would cost a parser more than it is worth is told apart and thinned.

Measured: lexbor takes 66 s for 100,000 nested tags and 28 s for 100,000 attributes of one tag,
both growing with the square. What is not ordinary is parsed in a confined process, thinned first;
the thinning saves what it can, the process is what guarantees the bound.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

DEPTH_LIMIT = 512
"""Tags open at once; deeper ones are left out, their text stays."""
NODES_LIMIT = 500_000
"""Tags of one page; what follows is left out."""
TAG_LIMIT = 4_096
"""Characters of one tag; a longer one is left out."""
ORDINARY_TAGS = 5_000
ORDINARY_CHARACTERS = 1024 * 1024
_LONG = 1_024
"""Characters between two tags from which the tag's own length is looked at."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
# The tokenizer of the HTML standard, as one linear expression: a tag from its name to its end.
_WHOLE_TAG = re.compile(
    r"""/?[a-zA-Z][^\s/>]*+(?:[\s/]++|=?+[^\s/>=]++"""
    r"""(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|(?=>)))?+|=)*+>"""
)
_IN_A_TAG = re.compile(r"/?[a-zA-Z]")
_VOID = re.compile(
    "area|base|br|col|embed|frame|hr|img|input|link|meta|param|source|track|wbr", re.IGNORECASE
)


class Thinned(NamedTuple):
    """Markup that is safe to parse."""

    text: str
    incomplete: bool
    """Tags or their attributes were left out."""


def is_ordinary(html: str) -> bool:
    """Tell whether a page can be parsed as it is, at the cost of one pass in C."""
    if len(html) > ORDINARY_CHARACTERS or html.count("<") >= ORDINARY_TAGS:
        return False
    return not any(map(_is_long_tag, _long_pieces(html)))


def thinned(html: str) -> Thinned:
    """Leave out what is nested too deep, too long or too much; one pass, linear."""
    if is_ordinary(html):
        return Thinned(html, incomplete=False)
    kept: list[str] = []
    start, depth, incomplete = 0, 0, False
    for count, match in enumerate(_TAG.finditer(html)):
        if match.start() < start:
            continue
        if count >= NODES_LIMIT:
            kept.append(html[start : match.start()])
            return Thinned("".join(kept), incomplete=True)
        step = _step(match)
        too_deep = max(depth, depth + step) > DEPTH_LIMIT and step != 0
        depth = max(0, depth + step)
        end = _end(html, match.end())
        if too_deep or end - match.start() > TAG_LIMIT:
            kept.append(html[start : match.start()])
            start, incomplete = end, True
    kept.append(html[start:])
    return Thinned("".join(kept), incomplete)


def _long_pieces(html: str) -> Iterator[str]:
    """Yield what stands between two openings of tags where that is long; leaps over the others."""
    at = html.find("<")
    while at >= 0:
        start = at + 1
        at = html.rfind("<", start, start + _LONG + 1)
        if at < 0:
            at = html.find("<", start + _LONG)
            if len(piece := html[start : at if at >= 0 else len(html)]) > _LONG:
                yield piece


def _is_long_tag(piece: str) -> bool:
    whole = _WHOLE_TAG.match(piece)
    return whole.end() > _LONG if whole else bool(_IN_A_TAG.match(piece))


def _step(tag: re.Match[str]) -> int:
    if tag[1]:
        return -1
    return 0 if _VOID.fullmatch(tag[2]) else 1


def _end(html: str, place: int) -> int:
    end = html.find(">", place)
    return len(html) if end < 0 else end + 1
