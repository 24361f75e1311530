"""How reading in a confined process is asked for and told. Pure.

Requests and answers are JSON and plain bytes: what comes from the other side is data, nothing else.
"""

from collections.abc import Mapping
from datetime import date, datetime

import orjson
from pydantic import BaseModel, ConfigDict

from services.crawler.domain.discovery import Sitemap
from services.crawler.domain.extract import Page
from services.crawler.domain.marking import PageMarks
from services.crawler.domain.outcome import FetchOutcome
from shared.contracts.article import Content, Link

PAGE, DOCUMENT, FEED, SITEMAP, MARKS = b"P", b"D", b"F", b"S", b"M"
NO_FEED = b"null"
"""The answer where what was asked about is no feed."""


class Told(BaseModel):
    """A page as it travels."""

    content: Content | None
    published_at: datetime | None
    links: tuple[Link, ...]
    next_page: str
    items: int
    newest_on: date | None
    tags: dict[str, str]
    documents: tuple[Link, ...]
    feeds: tuple[str, ...]
    outcome: FetchOutcome
    image_urls: tuple[str, ...]
    pending: bool
    uncertain: bool

    model_config = ConfigDict(frozen=True)


def asked_page(html: str, url: str, today: date) -> bytes:
    """Ask for a page."""
    about = orjson.dumps({"url": url, "today": today.isoformat()})
    return PAGE + about + b"\n" + html.encode("utf-8", "surrogatepass")


def asked_document(data: bytes, name: str) -> bytes:
    """Ask for a document."""
    return DOCUMENT + orjson.dumps({"name": name}) + b"\n" + data


def asked_feed(data: bytes) -> bytes:
    """Ask for the entries of a feed; answered by a JSON list, or `NO_FEED`."""
    return FEED + b"{}\n" + data


def asked_sitemap(data: bytes, url: str) -> bytes:
    """Ask for what a sitemap names, packed or not; answered by `told_sitemap`."""
    return SITEMAP + orjson.dumps({"url": url}) + b"\n" + data


def told_sitemap(sitemap: Sitemap) -> bytes:
    """Tell what a sitemap names."""
    return orjson.dumps(sitemap._asdict())


def sitemap_from(answer: bytes) -> Sitemap:
    """Read the answer to `asked_sitemap`."""
    told = orjson.loads(answer)
    return Sitemap(tuple(told["pages"]), tuple(told["sitemaps"]), told["capped"])


def asked_marks(html: str, tags: Mapping[str, str]) -> bytes:
    """Ask for the marks of a page whose tags are known."""
    return MARKS + orjson.dumps(dict(tags)) + b"\n" + html.encode("utf-8", "surrogatepass")


def told_marks(marks: PageMarks) -> bytes:
    """Tell marks."""
    return orjson.dumps(marks._asdict())


def marks_from(answer: bytes) -> PageMarks:
    """Read the answer to `asked_marks`."""
    told = orjson.loads(answer)
    return PageMarks(
        tuple(told["footer"]), tuple(told["tags"]), told["error_report"], told["enquiry_form"]
    )


def page_of(answer: bytes) -> Page:
    """Read the answer to `asked_page`."""
    told = Told.model_validate_json(answer)
    return Page(**{name: getattr(told, name) for name in Told.model_fields})
