"""The links of a page read from its source, without a walk over its tree. Pure.

The tree stays the judge: what is read here counts only where each opening of a link in the source
is a whole link, and the tree has as many. So a link that the tree has is never missed.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

_SPACE = r"[ \t\n\f\r]"
_OPENING = r"(?=[ \t\n\f\r/>])"
# Repeated groups are atomic, not possessive: before Python 3.11.5 (Debian 12 has 3.11.2) such a
# group does not step back from a turn that it began in vain, and loses what it has caught.
# A value holds no "<": each opening in the source is found for itself, none hides in another.
_ATTRIBUTE = rf"{_SPACE}++(?![hH][rR][eE][fF])[a-zA-Z-]++=\"[^\"&<\0]*+\""
_PLAIN = (
    rf"(?>(?:{_ATTRIBUTE})*){_SPACE}++href=\"([^\"&<\0]++)\"(?>(?:{_ATTRIBUTE})*){_SPACE}*+>"
    r"([^<&\0]*+)</[aA]>"
)
# From behind its name to its end, nothing in it but text and other whole tags.
_WHOLE = rf"[^<>]*+>(?>(?:[^<]++|</?+(?![aA]{_OPENING})[a-zA-Z][^<>]*+>)*)</[aA]>"
# A plain link is told by address and text, another whole one as it is written; neither is where an
# opening is no whole link.
_ANCHOR = re.compile(rf"<[aA]{_OPENING}(?:{_PLAIN}|({_WHOLE}))?")


class Anchors(NamedTuple):
    """The links of a source."""

    openings: int
    links: list[tuple[str, str]]
    """Where each leads and its text, as written; fewer than openings: some lead nowhere."""


def anchors(html: str) -> Anchors | None:
    """Read the links of a page; None when the source does not surely tell them.

    Args:
        html: source of a page, ordinary in size and nesting.
    """
    found = _ANCHOR.findall(html)
    links: list[tuple[str, str]] = []
    for href, text, written in found:
        if href:
            links.append((href, text))
        elif not written or (said := _said(written)) is None:
            return None
        else:
            links += said
    return Anchors(len(found), links)


@lru_cache(maxsize=1_024)
def _said(written: str) -> tuple[tuple[str, str], ...] | None:
    """Read a link that is not plain, empty when it leads nowhere; None when it ends elsewhere."""
    nodes = LexborHTMLParser(f"<a{written}").css("a")
    if len(nodes) != 1:
        return None
    attributes = nodes[0].attributes
    return ((attributes["href"] or "", nodes[0].text()),) if "href" in attributes else ()
