"""The links of a page: where they lead, what they say, whether they can be seen. Pure."""

import re
from collections.abc import Iterable, Sequence
from itertools import repeat

from selectolax.lexbor import LexborHTMLParser

from services.crawler.domain.address import canonical_all
from services.crawler.domain.anchors import anchors
from shared.contracts.article import Hidden, Link
from shared.documents.hidden import hidden_links

LINKS_LIMIT = 5_000
"""Of one page."""
_NEXT = re.compile(r"(?:下一页|下页|后一页|next|>|›|»)", re.IGNORECASE)
_NEXT_LONGEST = 6
_DOCUMENTS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".txt")
_ANCHOR_LONGEST = 200


def read_links(
    tree: LexborHTMLParser, url: str, html: str, *, may_hide: bool = True
) -> tuple[tuple[Link, ...], str]:
    """Read the links of a page, each address once, and the address of a listing's next page.

    Args:
        tree: of the page.
        url: canonical address of the page.
        html: its source.
        may_hide: whether the page has any means to hide links.
    """
    hidden = hidden_links(tree) if may_hide else {}
    written = None if hidden else anchors(html)
    if written is not None and written.openings == len(tree.tags("a")):
        return _read(url, written.links[:LINKS_LIMIT], repeat(Hidden.NO))
    nodes = tree.css("a[href]")[:LINKS_LIMIT]
    said = [(node.attributes.get("href") or "", node.text()) for node in nodes]
    return _read(url, said, [hidden.get(node.mem_id, Hidden.NO) for node in nodes])


def _read(
    url: str, said: Sequence[tuple[str, str]], kinds: Iterable[Hidden]
) -> tuple[tuple[Link, ...], str]:
    found: dict[str, Link] = {}
    following = ""
    addresses = canonical_all(url, [href for href, _ in said])
    texts = [" ".join(text.split())[:_ANCHOR_LONGEST] for _, text in said]
    for address, anchor, kind in zip(addresses, texts, kinds, strict=False):
        if not kind and len(anchor) < _NEXT_LONGEST and _NEXT.fullmatch(anchor):
            following = address or following
        elif address and address not in found:
            found[address] = Link(address, anchor, kind)
    return tuple(found.values()), following


def rows_of(links: Iterable[Link]) -> list[dict[str, str]]:
    """Return links as they are encoded, for which orjson takes twice as long by itself."""
    return [{"url": one.url, "anchor": one.anchor, "hidden": one.hidden} for one in links]


def documents_among(links: Iterable[Link]) -> Iterable[Link]:
    """Return the links that lead to documents, by the ends of their addresses."""
    return (link for link in links if link.url.lower().endswith(_DOCUMENTS))


def plain(text: str) -> str:
    """Return text with every run of spaces as one."""
    return " ".join(text.split())
