"""From HTML to what a page says: the official page tags first, then the page's structure."""

import re
from datetime import datetime
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.crawler.domain.address import canonical
from shared.clock import OFFICE_ZONE
from shared.contracts.article import Content

_TITLE_TAGS = ("articletitle",)
_DATE_TAGS = ("pubdate",)
_SOURCE_TAGS = ("contentsource",)
_BODIES = (
    "#zoom, #UCAP-CONTENT, .TRS_Editor, .article-content, .article_content, #articleContent,"
    " .content-text, .xxgk_content, article"
)
_NOISE = "script, style, noscript, template, nav, header, footer, iframe, form"
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section"}
)
_BLOCK_SELECTOR = ", ".join(sorted(_BLOCKS))
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]{1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_NEXT = re.compile(r"^(下一页|下页|后一页|next|>|›|»)$", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_ENOUGH_TEXT = 80
"""Fewer characters than this are no article when the page tags do not say that it is one."""


class Link(NamedTuple):
    """One outgoing link."""

    url: str
    """Canonical."""
    text: str


class Page(NamedTuple):
    """What one HTML page says."""

    content: Content | None
    """None when the page is a listing."""
    published_at: datetime | None
    links: tuple[Link, ...]
    next_page: str
    """Canonical address of the next page of a listing, empty when there is none."""
    tags: dict[str, str]
    """The page tags, names in lower case."""


def extract(html: str, url: str) -> Page:
    """Read one page.

    Args:
        html: decoded text of the page.
        url: canonical address, against which links are resolved.
    """
    tree = LexborHTMLParser(html)
    tags = _tags(tree)
    links, following = _links(tree, url)
    title = _first(tags, _TITLE_TAGS)
    is_listing = not title and "columnname" in tags
    text = "" if is_listing else _text(tree)
    if is_listing or (not title and len(text) < _ENOUGH_TEXT):
        return Page(None, None, links, following, tags)
    content = Content(title=title or _heading(tree), text=text, source=_first(tags, _SOURCE_TAGS))
    return Page(content, parse_date(_first(tags, _DATE_TAGS)), links, following, tags)


def parse_date(text: str) -> datetime | None:
    """Read a publication date; without a zone it is Asia/Shanghai. None when there is none."""
    match = _DATE.search(text)
    if match is None:
        return None
    numbers = [int(part) if part else 0 for part in match.groups()]
    try:
        return datetime(*numbers, tzinfo=OFFICE_ZONE)  # type: ignore[misc, arg-type]
    except ValueError:
        return None


def _tags(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[name][content]"):
        name = str(node.attributes.get("name") or "").strip().lower()
        found.setdefault(name, str(node.attributes.get("content") or "").strip())
    return found


def _first(tags: dict[str, str], names: tuple[str, ...]) -> str:
    return next((tags[name] for name in names if tags.get(name)), "")


def _heading(tree: LexborHTMLParser) -> str:
    for selector in ("h1", "title"):
        node = tree.css_first(selector)
        if node is not None and (text := _SPACES.sub(" ", node.text()).strip()):
            return text
    return ""


def _links(tree: LexborHTMLParser, url: str) -> tuple[tuple[Link, ...], str]:
    links: dict[str, Link] = {}
    following = ""
    for node in tree.css("a[href]"):
        address = canonical(url, str(node.attributes.get("href") or ""))
        text = _SPACES.sub(" ", node.text()).strip()
        if not address:
            continue
        if _NEXT.match(text):
            following = address
        else:
            links.setdefault(address, Link(address, text))
    return tuple(links.values()), following


def _text(tree: LexborHTMLParser) -> str:
    """Return the text of the article block, one paragraph a line."""
    block = tree.css_first(_BODIES) or tree.body
    if block is None:
        return ""
    for node in block.css(_NOISE):
        node.decompose()
    _break_lines(block)
    lines = (_SPACES.sub(" ", line).strip() for line in block.text().split("\n"))
    return "\n".join(line for line in lines if line)


def _break_lines(block: LexborNode) -> None:
    for node in block.css(_BLOCK_SELECTOR):
        node.insert_before("\n")
        node.insert_after("\n")
