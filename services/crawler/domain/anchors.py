"""The links of a page read from its source, without a walk over its tree. Pure.

The tree stays the judge: what is read here counts only where each opening of a link in the source
is a whole link, and the tree has as many. So a link that the tree has is never missed.
"""

import re

from selectolax.lexbor import LexborHTMLParser

_SPACE = r"[ \t\n\f\r]"
_OPENING = r"(?=[ \t\n\f\r/>])"
# One link from behind its name to its end, nothing in it but text and other whole tags; empty
# where an opening is not such a link.
_ANCHOR = re.compile(
    rf"<[aA]{_OPENING}((?:[^<>]*+>(?:[^<]++|</?+(?![aA]{_OPENING})[a-zA-Z][^<>]*+>)*+</[aA]>)?+)"
)
_PLAIN = re.compile(rf"((?:{_SPACE}++[a-zA-Z-]++=\"[^\"&\0]*+\")*+){_SPACE}*+>([^<&\0]*+)</[aA]>")
_ATTRIBUTE = re.compile(rf"{_SPACE}++([a-zA-Z-]++)=\"([^\"&\0]*+)\"")


def anchors(html: str) -> list[str]:
    """Return the links of a page as they are written, from behind their name; empty when unsure.

    Args:
        html: source of a page, ordinary in size and nesting.
    """
    found: list[str] = _ANCHOR.findall(html)
    return [] if "" in found else found


class Unsure(Exception):  # noqa: N818 - not a failure: the tree knows
    """What is written is not one whole link."""


def href_and_text(anchor: str) -> tuple[str, str] | None:
    """Read one of `anchors`; None when it leads nowhere.

    Raises:
        Unsure: its opening ends elsewhere.
    """
    if plain := _PLAIN.fullmatch(anchor):
        named = {name.lower(): said for name, said in reversed(_ATTRIBUTE.findall(plain[1]))}
        return (named["href"], plain[2]) if "href" in named else None
    nodes = LexborHTMLParser(f"<a{anchor}").css("a")
    if len(nodes) != 1:
        raise Unsure(anchor)
    attributes = nodes[0].attributes
    return (attributes["href"] or "", nodes[0].text()) if "href" in attributes else None
