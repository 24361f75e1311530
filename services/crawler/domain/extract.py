"""From HTML to what a page says: the official page tags first, then the page's structure.

Source of the tags: 政府网站发展指引 (国办发〔2017〕47号), annex on page tags (网页标签).
"""

import re
from datetime import date, datetime
from itertools import accumulate, islice
from typing import Any, NamedTuple

import orjson
from selectolax.lexbor import LexborHTMLParser

from services.crawler.domain.address import canonical
from services.crawler.domain.blocks import (
    ENOUGH_TEXT,
    IMAGES_LIMIT,
    article_block,
    said_by,
)
from services.crawler.domain.instead import instead
from services.crawler.domain.links import (
    LINKS_LIMIT,
    documents_among,
    plain,
    read_links,
    rows_of,
)
from services.crawler.domain.listing import entries, parse_date
from services.crawler.domain.outcome import FetchOutcome
from shared.contracts.article import Content, Link
from shared.documents.hidden import may_hide

_TITLE_TAGS = ("articletitle",)
_DATE_TAGS = ("pubdate", "publishdate", "firstpublishedtime")
_SOURCE_TAGS = ("contentsource",)
_DATED = re.compile(r"(?:发布|发文|成文|更新)?(?:日期|时间)[:：\s]{0,3}")
_BEGUN_WITH_DAY = re.compile(
    r"\W{0,2}\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s{1,3}\d{1,2}:\d{2}(?::\d{2})?)?\s{0,9}"
    r"(?:$|[\]】)）|【]|(?:信息|稿件|文章)?来源|作者|编辑|浏览|点击|阅读|字体|字号)"
)
"""A line that holds a day and nothing but what stands beside the day of publication."""
_SOURCED = re.compile(r"(?:信息|稿件|文章)?来源[:：]\s{0,3}([^\s\n|【]{2,40})")
_NAMED = "meta[name][content], link[rel][href], script[src]"
_FEEDS = ("application/rss+xml", "application/atom+xml")
_TITLE_PARTS = re.compile(r"[-_|–—]")
DOCUMENTS_LIMIT = 20
"""Attachments of one article."""
_NAMED_BY = 8
"""Characters of a title by which the window names it too; some systems cut the rest."""
_HEAD_LINES = 12
_NOWHERE = frozenset({"", "data:"})


class Page(NamedTuple):
    """What one HTML page says."""

    content: Content | None
    """None when the page is a listing."""
    published_at: datetime | None
    links: tuple[Link, ...]
    next_page: str
    """Canonical address of the next page of a listing, empty when there is none."""
    items: int
    """Linked entries of lists and tables, navigation left out; not counted on articles."""
    newest_on: date | None
    """Newest day that stands beside such an entry; days to come do not count."""
    tags: dict[str, str]
    """The page tags, names in lower case."""
    documents: tuple[Link, ...] = ()
    """Attachments that the article links to."""
    feeds: tuple[str, ...] = ()
    """Addresses of the feeds that the page names."""
    outcome: FetchOutcome = FetchOutcome.OK
    """What came instead, if it is no page of the site."""
    image_urls: tuple[str, ...] = ()
    """Addresses of its images."""
    encoded: bytes = b""
    """The content as it is sealed, encoded once; empty: encode it anew."""
    pending: bool = False
    """An attachment could not be fetched, and may be there next time."""
    missing: tuple[Link, ...] = ()
    """Attachments of the article that could not be had."""
    uncertain: bool = False
    """Neither tags nor structure told what the article is: it may hold the page's surroundings."""


def extract(
    html: str, url: str, today: date, *, incomplete: bool = False, source: bytes = b""
) -> Page:
    """Read one page.

    Args:
        html: decoded text of the page.
        url: canonical address, against which links are resolved.
        today: business day, Asia/Shanghai.
        incomplete: something of the page was dropped before.
        source: the text in UTF-8, where it is at hand.
    """
    source = source or html.encode("utf-8", "ignore")
    tree = LexborHTMLParser(source)
    named = _named(tree, url)
    tags = named.tags
    links, following = read_links(tree, url, html, may_hide=may_hide(tree, source))
    title = _first(tags, _TITLE_TAGS)
    is_article = bool(title) and bool(_first(tags, _DATE_TAGS))
    items, newest_on = (0, None) if is_article else entries(tree, today)
    surroundings: dict[str, Any] = {
        "links": links,
        "next_page": following,
        "items": items,
        "newest_on": newest_on,
        "tags": tags,
        "feeds": named.feeds,
        "image_urls": _image_urls(tree, url),
    }
    if not title and "columnname" in tags:
        return Page(None, None, **surroundings)
    documents = tuple(islice(documents_among(links), DOCUMENTS_LIMIT + 1))
    too_many = len(documents) > DOCUMENTS_LIMIT or _has_more_links(tree, html)
    block, certain = article_block(tree)
    images, lines = said_by(block)
    too_many |= max(len(images), len(named.scripts)) > IMAGES_LIMIT
    text = "\n".join(lines)
    heading = title or _heading(tree)
    published = _published(tags, lines)
    if not title:
        surroundings["outcome"] = instead(html, heading, text, dated=published is not None)
    short = len(text) < ENOUGH_TEXT
    if not title and short and (published is None or items):
        return Page(None, None, **surroundings)
    fields: dict[str, Any] = {
        "title": heading,
        "text": text,
        "window": _window(tree, heading),
        "source": _first(tags, _SOURCE_TAGS) or _source(lines),
        "column": tags.get("columnname", ""),
        "paragraphs": tuple(accumulate((len(line) + 1 for line in lines[:-1]), initial=0)),
        "links": links,
        "scripts": named.scripts[:IMAGES_LIMIT],
        "images": images[:IMAGES_LIMIT],
        "parse_incomplete": incomplete or too_many,
    }
    content = Content.model_construct(**fields)
    surroundings["encoded"] = orjson.dumps({**fields, "links": rows_of(links)})
    surroundings["documents"] = documents[:DOCUMENTS_LIMIT]
    surroundings["uncertain"] = not (certain or title or short)
    return Page(content, published, **surroundings)


class _Named(NamedTuple):
    """What stands for the page and not in it."""

    tags: dict[str, str]
    scripts: tuple[str, ...]
    feeds: tuple[str, ...]


def _named(tree: LexborHTMLParser, url: str) -> _Named:
    """Read page tags, scripts and relations in one walk."""
    tags: dict[str, str] = {}
    scripts: dict[str, None] = {}
    feeds: dict[str, None] = {}
    for node in tree.css(_NAMED):
        attributes, kind = node.attributes, node.tag
        if kind == "meta":
            name = (attributes["name"] or "").strip().lower()
            tags.setdefault(name, (attributes["content"] or "").strip())
        elif kind == "script":
            scripts[canonical(url, attributes["src"] or "")] = None
        else:
            alternate = (attributes["rel"] or "").lower() == "alternate"
            if alternate and attributes.get("type") in _FEEDS:
                feeds[canonical(url, attributes["href"] or "")] = None
    return _Named(
        tags,
        tuple(address for address in scripts if address),
        tuple(feed for feed in feeds if feed)[:DOCUMENTS_LIMIT],
    )


def _image_urls(tree: LexborHTMLParser, url: str) -> tuple[str, ...]:
    """Return where the images of a page stand, but for those that it carries in itself."""
    written = (node.attributes.get("src") or "" for node in tree.tags("img")[:IMAGES_LIMIT])
    found = dict.fromkeys(canonical(url, src) for src in written if src[:5] not in _NOWHERE)
    return tuple(address for address in found if address)


def _has_more_links(tree: LexborHTMLParser, html: str) -> bool:
    """Tell whether a page has more links than are read; most are too short to ask."""
    shortest = len("<a href=x>") * LINKS_LIMIT
    return len(html) > shortest and len(tree.css("a[href]")) > LINKS_LIMIT


def _first(tags: dict[str, str], names: tuple[str, ...]) -> str:
    return next((tags[name] for name in names if tags.get(name)), "")


def _heading(tree: LexborHTMLParser) -> str:
    """Return the heading, or the page's title without the names of column and site behind it."""
    node = tree.css_first("h1") or tree.css_first("h2")
    if node is not None and (text := plain(node.text())):
        return text
    node = tree.css_first("title")
    whole = plain(node.text()) if node is not None else ""
    return _TITLE_PARTS.split(whole)[0].strip() or whole


def _window(tree: LexborHTMLParser, heading: str) -> str:
    """Return what the window is called, empty where that names the article as well."""
    node = tree.css_first("title")
    whole = "".join(node.text().split()) if node is not None else ""
    return "" if "".join(heading.split())[:_NAMED_BY] in whole else whole


def _published(tags: dict[str, str], lines: list[str]) -> datetime | None:
    if moment := parse_date(_first(tags, _DATE_TAGS)):
        return moment
    for line in lines[:_HEAD_LINES]:
        if (named := _DATED.search(line)) and (moment := parse_date(line[named.end() :][:40])):
            return moment
        if _BEGUN_WITH_DAY.match(line) and (moment := parse_date(line[:40])):
            return moment
    return None


def _source(lines: list[str]) -> str:
    found = (_SOURCED.search(line) for line in lines[:_HEAD_LINES])
    return next((match[1] for match in found if match), "")
