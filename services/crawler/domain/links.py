"""The links of a page: where they lead, what they say, whether they can be seen. Pure."""

import re
from functools import lru_cache
from typing import NamedTuple

import orjson
from selectolax.lexbor import LexborHTMLParser

from services.crawler.domain.address import base_for, canonical
from services.crawler.domain.hidden import hidden_links
from shared.contracts.article import Hidden, Link

LINKS_LIMIT = 5_000
"""Of one page."""
_NEXT = re.compile(r"(?:下一页|下页|后一页|next|>|›|»)", re.IGNORECASE)
_NEXT_LONGEST = 6
_ANCHOR_LONGEST = 200
_CACHED_TEXT = 100


class Read(NamedTuple):
    """A link, and how it is written; cached, for the pages of a site share most of theirs."""

    link: Link
    fragment: orjson.Fragment
    leads_on: bool


def read_links(tree: LexborHTMLParser, url: str, html: str) -> tuple[list[Read], str]:
    """Read the links of a page, each address once, and the address of a listing's next page.

    Args:
        tree: of the page.
        url: canonical address of the page.
        html: its source.
    """
    hidden = hidden_links(tree, html)
    root = base_for(url, "/")
    found: dict[str, Read] = {}
    following = ""
    for node in tree.css("a[href]")[:LINKS_LIMIT]:
        href, text = node.attributes.get("href") or "", node.text()
        kind = hidden.get(node.mem_id, Hidden.NO) if hidden else Hidden.NO
        base = root if root and href[:1] == "/" else base_for(url, href)
        short = len(text) < _CACHED_TEXT
        read = (_cached_link if short else _link)(base, href, text, kind)
        if read is None:
            continue
        if read.leads_on:
            following = read.link.url
        else:
            found.setdefault(read.link.url, read)
    return list(found.values()), following


def _link(base: str, href: str, text: str, kind: Hidden) -> Read | None:
    address = canonical(base, href)
    if not address:
        return None
    anchor = plain(text)[:_ANCHOR_LONGEST]
    row = {"url": address, "anchor": anchor, "hidden": kind}
    link = Link(url=address, anchor=anchor, hidden=kind)
    leads_on = len(anchor) < _NEXT_LONGEST and bool(_NEXT.fullmatch(anchor))
    return Read(link, orjson.Fragment(orjson.dumps(row)), leads_on)


_cached_link = lru_cache(maxsize=4_096)(_link)


def plain(text: str) -> str:
    """Return text with every run of spaces as one."""
    return " ".join(text.split())
