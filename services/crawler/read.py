"""Reads what was fetched: ordinary pages here and now, everything else in a confined process."""

from datetime import date
from typing import NamedTuple

from services.crawler.domain.address import canonical, same_site
from services.crawler.domain.extract import Page, extract
from services.crawler.domain.fitting import FITS_BYTES, fitted
from services.crawler.domain.leading import base_of, leads_to, next_of
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.domain.reading import asked_document, asked_page, page_of
from services.crawler.domain.resting import ASKED_TO_WAIT, is_settled
from services.crawler.fetch import Fetched, Fetcher
from services.crawler.hosts import Use
from services.crawler.metrics import CrawlerMetrics
from shared.confined import Confined, Exhausted
from shared.contracts.article import Attachment, Content, Link, Reading
from shared.documents.charset import decode
from shared.documents.nesting import is_ordinary

WORK = "services.crawler.domain.confined:work"
_VALIDATORS = frozenset({"etag", "last-modified"})


class _Read(NamedTuple):
    fetched: Fetched
    page: Page | None
    place: str = ""
    """Where the page sends its visitors at once."""


class Reader:
    """Reads pages and the attachments of articles.

    Args:
        fetcher: the HTTP edge.
        confined: runs the parsers that hostile input could hurt.
        metrics: counts what is fetched on the way.
    """

    def __init__(self, fetcher: Fetcher, confined: Confined, metrics: CrawlerMetrics) -> None:
        self._fetcher = fetcher
        self._confined = confined
        self._metrics = metrics

    async def page(
        self, fetched: Fetched, url: str, today: date, use: Use = Use.CRAWL
    ) -> tuple[Fetched, Page | None]:
        """Read a page that was fetched whole, and the attachments of its article.

        Returns how the look ended, charset and damage noted, and the page if there is one. A page
        that says nothing and sends its visitors elsewhere at once is that other one.

        Args:
            fetched: with outcome OK.
            url: canonical address.
            today: business day, Asia/Shanghai.
            use: what the attachments are fetched for.
        """
        fetched, page = await self.surface(fetched, url, today, use)
        if page is not None and page.content is not None and page.documents:
            page = await self._attached(page, page.content, use)
        return fetched, _fitting(page)

    async def surface(
        self, fetched: Fetched, url: str, today: date, use: Use = Use.CRAWL
    ) -> tuple[Fetched, Page | None]:
        """Read a page that was fetched whole without its attachments; see `page`."""
        fetched, page, place = await self._one(fetched, url, today)
        if not place or place == url:
            return fetched, page
        self._metrics.fetched(fetched)
        there = await self._fetcher.page(place, use=use)
        if there.outcome is not FetchOutcome.OK:
            own = same_site(place, url) or there.outcome not in ASKED_TO_WAIT
            # what another site asks for is no reason to spare this one
            return there if own else there._replace(outcome=FetchOutcome.ROBOTS), None
        fetched, page, _ = await self._one(_without_validators(there), place, today)
        return fetched, page

    async def _one(self, fetched: Fetched, url: str, today: date) -> "_Read":
        """Read what was fetched, and say where it sends its visitors at once."""
        decoded = decode(fetched.body, fetched.headers.get("content-type", ""))
        fetched = fetched._replace(charset=decoded.charset, replaced=round(decoded.replaced, 6))
        moved = fetched.final_url not in {"", url}
        base = base_of(decoded.text, (moved and canonical(fetched.final_url, "")) or url)
        source = fetched.body if decoded.plain else b""
        with self._metrics.phase("extract"):
            page = await self._read(decoded.text, base, today, source)
        if page is None:
            return _Read(fetched._replace(outcome=FetchOutcome.UNPARSED), None)
        if page.outcome is not FetchOutcome.OK:
            return _Read(fetched._replace(outcome=page.outcome), None)
        if not page.next_page and "articletitle" not in page.tags:
            page = page._replace(next_page=next_of(decoded.text, base, page.links))
        says_nothing = page.content is None and not page.items
        place = leads_to(decoded.text, base, by_script=not page.links) if says_nothing else ""
        return _Read(fetched, page, place)

    async def _read(self, html: str, url: str, today: date, source: bytes) -> Page | None:
        page = extract(html, url, today, source=source) if is_ordinary(html) else None
        if page is not None and not page.uncertain:
            return page
        try:
            return page_of(await self._confined(asked_page(html, url, today)))
        except Exhausted:
            return page

    async def _attached(self, page: Page, content: Content, use: Use) -> Page:
        """Fetch and read the attachments of an article."""
        read = [(link, await self._document(link, use)) for link in page.documents]
        attachments = tuple(one for _, one in read if isinstance(one, Attachment))
        away = [(link, one) for link, one in read if isinstance(one, FetchOutcome)]
        missing = tuple(link for link, outcome in away if is_settled(outcome))
        return page._replace(
            content=content.model_copy(update={"attachments": attachments}),
            pending=len(missing) < len(away),
            missing=missing,
            encoded=b"",
        )

    async def _document(self, link: Link, use: Use) -> Attachment | FetchOutcome:
        """Return an attachment as text, or why it could not be had."""
        fetched = await self._fetcher.document(link.url, use)
        self._metrics.fetched(fetched)
        name = link.anchor or link.url.rpartition("/")[2]
        if fetched.outcome is FetchOutcome.TRUNCATED:
            return Attachment(url=link.url, name=name, outcome=Reading.TOO_LARGE)
        if fetched.outcome is not FetchOutcome.OK:
            return fetched.outcome
        try:
            with self._metrics.phase("extract"):
                answer = await self._confined(asked_document(fetched.body, link.url))
        except Exhausted:
            return Attachment(url=link.url, name=name, outcome=Reading.TOO_LARGE)
        read = Attachment.model_validate_json(answer)
        return read.model_copy(update={"url": link.url, "name": name})


def _fitting(page: Page | None) -> Page | None:
    """Cut what the store could not hold."""
    if page is None or page.content is None or 0 < len(page.encoded) <= FITS_BYTES:
        return page
    content = fitted(page.content)
    return page if content is page.content else page._replace(content=content, encoded=b"")


def _without_validators(fetched: Fetched) -> Fetched:
    """Drop what would ask the first address whether this one, of another address, has changed."""
    kept = {name: said for name, said in fetched.headers.items() if name not in _VALIDATORS}
    return fetched._replace(headers=kept)
