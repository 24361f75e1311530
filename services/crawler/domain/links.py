"""The links of a page: where they lead, what they say, whether they can be seen. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.crawler.domain.address import base_for, canonical, folder_of, needs_page
from services.crawler.domain.anchors import Unsure, anchors, href_and_text
from services.crawler.domain.hidden import hidden_links
from shared.contracts.article import Hidden, Link

LINKS_LIMIT = 5_000
"""Of one page."""
_NEXT = re.compile(r"(?:下一页|下页|后一页|next|>|›|»)", re.IGNORECASE)
_NEXT_LONGEST = 6
_DOCUMENTS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".txt")
_ANCHOR_LONGEST = 200
_CACHED_TEXT = 250
"""Characters; a longer link is hardly one that other pages have, too."""
_CACHED_LINKS = 256
"""Of one folder."""


class Read(NamedTuple):
    """A link, and how it is written; cached, for the pages of a site share most of theirs."""

    url: str
    link: Link
    fragment: orjson.Fragment
    leads_on: bool
    is_document: bool


class _Written(dict[str, Read | tuple[str, str] | bool]):
    """What the links of the pages in one folder mean, by how they are written.

    A link; where it leads and what it says, when the rest depends on the page; else whether it is
    one at all.
    """

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, anchor: str) -> Read | tuple[str, str] | bool:
        meaning = self._meaning(anchor)
        if len(anchor) < _CACHED_TEXT:
            if len(self) >= _CACHED_LINKS:
                self.clear()
            self[anchor] = meaning
        return meaning

    def _meaning(self, anchor: str) -> Read | tuple[str, str] | bool:
        if (said := href_and_text(anchor)) is None:
            return False
        if needs_page(said[0]):
            return said
        return _link(self._folder, *said, Hidden.NO) or True


_cached_folder = lru_cache(maxsize=16)(_Written)


def read_links(
    tree: LexborHTMLParser, url: str, html: str, *, may_hide: bool = True
) -> tuple[list[Read], str]:
    """Read the links of a page, each address once, and the address of a listing's next page.

    Args:
        tree: of the page.
        url: canonical address of the page.
        html: its source.
        may_hide: whether the page has any means to hide links.
    """
    nodes = tree.css("a[href]")[:LINKS_LIMIT]
    hidden = hidden_links(tree) if may_hide else {}
    written = None if hidden else _written(html, url, len(nodes))
    found: dict[str, Read] = {}
    following = ""
    for read in _of_nodes(nodes, url, hidden) if written is None else written:
        if read.leads_on:
            following = read.url
        else:
            found.setdefault(read.url, read)
    return list(found.values()), following


def _written(html: str, url: str, count: int) -> list[Read] | None:
    """Read the links from the source; None when they are not surely those of the tree."""
    folder = folder_of(url)
    written = anchors(html) if folder else []
    if len(written) < count:
        return None
    try:
        meanings = list(map(_cached_folder(folder).__getitem__, written))
    except Unsure:
        return None
    if len(meanings) - meanings.count(False) != count:
        return None
    read = [one if isinstance(one, Read) else _of_page(url, one) for one in meanings]
    return [one for one in read if one is not None]


def _of_page(url: str, meaning: tuple[str, str] | bool) -> Read | None:
    return None if isinstance(meaning, bool) else _link(url, *meaning, Hidden.NO)


def _of_nodes(nodes: list[LexborNode], url: str, hidden: dict[int, Hidden]) -> Iterator[Read]:
    root = base_for(url, "/")
    for node in nodes:
        href, text = node.attributes.get("href") or "", node.text()
        kind = hidden.get(node.mem_id, Hidden.NO) if hidden else Hidden.NO
        base = base_for(url, href) if needs_page(href) or href[:1] != "/" else root or url
        short = len(text) < _CACHED_TEXT
        if (read := (_cached_link if short else _link)(base, href, text, kind)) is not None:
            yield read


def _link(base: str, href: str, text: str, kind: Hidden) -> Read | None:
    address = canonical(base, href)
    if not address:
        return None
    anchor = plain(text)[:_ANCHOR_LONGEST]
    # What orjson returns keeps the kilobytes that it was written into; a copy does not.
    row = {"url": address, "anchor": anchor, "hidden": kind}
    link = Link(url=address, anchor=anchor, hidden=kind)
    leads_on = len(anchor) < _NEXT_LONGEST and bool(_NEXT.fullmatch(anchor))
    is_document = address.lower().endswith(_DOCUMENTS)
    return Read(
        address,
        link,
        orjson.Fragment(memoryview(orjson.dumps(row)).tobytes()),
        leads_on,
        is_document,
    )


_cached_link = lru_cache(maxsize=1_024)(_link)


def plain(text: str) -> str:
    """Return text with every run of spaces as one."""
    return " ".join(text.split())
