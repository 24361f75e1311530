"""Looks at an address a second time, as a search engine does: what is cloaked shows then."""

from datetime import date

from services.crawler.domain.extract import Page
from services.crawler.domain.faces import differ, front_of, is_asked, other_face
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched, Fetcher
from services.crawler.hosts import Use
from services.crawler.metrics import CrawlerMetrics
from services.crawler.read import Reader
from shared.contracts.article import Content, planted_in
from shared.documents.charset import decode


class Faces:
    """Compares the two faces of pages.

    Args:
        fetcher: the HTTP edge.
        reader: makes pages of what was fetched.
        every: days in which each article is looked at a second time once; 0 never, front pages
            neither.
        metrics: counts second looks like all fetches.
    """

    def __init__(
        self, fetcher: Fetcher, reader: Reader, every: int, metrics: CrawlerMetrics
    ) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._every = every
        self._metrics = metrics

    def asks(self, address: str, today: date, *, front: bool) -> bool:
        """Tell whether an address is looked at a second time today; front pages are every time."""
        return is_asked(address, today.toordinal(), 1 if front and self._every else self._every)

    async def compared(
        self, page: Page, fetched: Fetched, url: str, today: date, use: Use
    ) -> Page | FetchOutcome:
        """Return a page with its other face where that differs, or why there was none to see."""
        other = await self._fetcher.page(url, use=use, as_search_engine=True)
        second = None
        if other.outcome is FetchOutcome.OK:
            other, second = await self._reader.page(other, url, today, use)
        self._metrics.fetched(other)
        if second is None:
            return other.outcome
        first = page.content or _front(page, fetched)
        seen = second.content if page.content and second.content else None
        seen = seen or _front(second, other)
        if not differ(first, seen):
            return page
        content = first.model_copy(update={"elsewhere": other_face(first, seen)})
        return page._replace(content=content, encoded=b"")

    @staticmethod
    def titled(page: Page, fetched: Fetched, *, front: bool, known: bool) -> Page:
        """Return a page that lists as an article without a text, where there is any to be judged.

        That is the title of a front page, and wherever links are hidden. What a page lists is not:
        titles are cut there, and are judged where they stand whole.

        Args:
            page: that is no article.
            fetched: the answer.
            front: whether it is the front page of a website.
            known: whether it was an article before: then it is one until it is told otherwise.
        """
        if not (front or known or planted_in(page.links)):
            return page
        bare = _front(page, fetched).model_copy(update={"text": ""})
        judged = bare.title or known or planted_in(page.links)
        return page._replace(content=bare, encoded=b"") if judged else page


def _front(page: Page, fetched: Fetched) -> Content:
    text = decode(fetched.body, fetched.headers.get("content-type", "")).text
    return front_of(text, page.links)
