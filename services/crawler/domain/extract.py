"""From HTML to what a page says: the official page tags first, then the page's structure."""

import re
from datetime import date, datetime
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
    items: int
    """Linked entries of lists and tables, navigation left out."""
    newest_on: date | None
    """Newest day that stands beside such an entry; days to come do not count."""
    tags: dict[str, str]
    """The page tags, names in lower case."""


def extract(html: str, url: str, today: date) -> Page:
    """Read one page.

    Args:
        html: decoded text of the page.
        url: canonical address, against which links are resolved.
        today: business day, Asia/Shanghai.
    """
    tree = LexborHTMLParser(html)
    tags = _tags(tree)
    links, following = _links(tree, url)
    items, newest_on = _entries(tree, today)
    rest = (links, following, items, newest_on, tags)
    title = _first(tags, _TITLE_TAGS)
    is_listing = not title and "columnname" in tags
    text = "" if is_listing else _text(tree)
    if is_listing or (not title and len(text) < _ENOUGH_TEXT):
        return Page(None, None, *rest)
    content = Content(title=title or _heading(tree), text=text, source=_first(tags, _SOURCE_TAGS))
    return Page(content, parse_date(_first(tags, _DATE_TAGS)), *rest)


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


def _entries(tree: LexborHTMLParser, today: date) -> tuple[int, date | None]:
    count, newest = 0, None
    for node in tree.css("li, tr, dd"):
        if node.css_first("a[href]") is None or _in_navigation(node):
            continue
        count += 1
        moment = parse_date(node.text())
        day = moment.date() if moment else None
        if day and day <= today and (newest is None or day > newest):
            newest = day
    return count, newest


def _in_navigation(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in {"nav", "header", "footer"}:
            return True
        above = above.parent
    return False


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
