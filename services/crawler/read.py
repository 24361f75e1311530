"""Reads what was fetched: ordinary pages here and now, everything else in a confined process."""

from datetime import date

from services.crawler.domain.extract import Page, extract
from services.crawler.domain.outcome import MEANINGS, Again, FetchOutcome
from services.crawler.domain.reading import asked_page, page_of, told_document
from services.crawler.fetch import Fetched, Fetcher
from services.crawler.hosts import Use
from shared.confined import Confined, Exhausted
from shared.contracts.article import Attachment, Content, Link, Reading
from shared.documents.charset import decode
from shared.documents.nesting import is_ordinary

WORK = "services.crawler.domain.confined:work"
_PENDING, _ABSENT = True, False


class Reader:
    """Reads pages and the attachments of articles.

    Args:
        fetcher: the HTTP edge.
        confined: runs the parsers that hostile input could hurt.
    """

    def __init__(self, fetcher: Fetcher, confined: Confined) -> None:
        self._fetcher = fetcher
        self._confined = confined

    async def page(
        self, fetched: Fetched, url: str, today: date, use: Use = Use.CRAWL
    ) -> tuple[Fetched, Page | None]:
        """Read a page that was fetched whole, and the attachments of its article.

        Returns how the look ended, charset and damage noted, and the page if there is one.

        Args:
            fetched: with outcome OK.
            url: canonical address.
            today: business day, Asia/Shanghai.
            use: what the attachments are fetched for.
        """
        decoded = decode(fetched.body, fetched.headers.get("content-type", ""))
        fetched = fetched._replace(charset=decoded.charset, replaced=round(decoded.replaced, 6))
        source = fetched.body if decoded.plain else b""
        page = await self._read(decoded.text, url, today, source)
        if page is None:
            return fetched._replace(outcome=FetchOutcome.UNPARSED), None
        if page.absent:
            return fetched._replace(outcome=FetchOutcome.SOFT_NOT_FOUND), None
        if page.content is not None and page.documents:
            page = await self._attached(page, page.content, use)
        return fetched, page

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
        read = [await self._document(link, use) for link in page.documents]
        attachments = tuple(one for one in read if isinstance(one, Attachment))
        pending = any(one is _PENDING for one in read)
        return page._replace(
            content=content.model_copy(update={"attachments": attachments}),
            pending=pending,
            encoded=b"",
        )

    async def _document(self, link: Link, use: Use) -> Attachment | bool:
        """Return an attachment as text; else whether it may come back."""
        fetched = await self._fetcher.document(link.url, use)
        name = link.anchor or link.url.rpartition("/")[2]
        if fetched.outcome is FetchOutcome.TRUNCATED:
            return Attachment(url=link.url, name=name, outcome=Reading.TOO_LARGE)
        if fetched.outcome is not FetchOutcome.OK:
            return _PENDING if MEANINGS[fetched.outcome].again is not Again.USUAL else _ABSENT
        try:
            answer = await self._confined(told_document(fetched.body, link.url))
        except Exhausted:
            return Attachment(url=link.url, name=name, outcome=Reading.TOO_LARGE)
        read = Attachment.model_validate_json(answer)
        return read.model_copy(update={"url": link.url, "name": name})
