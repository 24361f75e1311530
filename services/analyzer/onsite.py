"""What stands on the sites now: the articles that the last visit to their address saw."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from services.analyzer.opening import Stored
from shared.contracts.article import Article
from shared.store.articles import ArticleReader
from shared.store.visits import Visit, VisitReader

GONE = frozenset({"not_found", "gone"})
"""Outcomes of visits after which nothing stands at an address."""
WIDEST, NARROWEST = timedelta(days=1), timedelta(milliseconds=1)
"""Articles are walked in windows that hold less than a page, or are as narrow as the store's clock:
no query grows with the store, nor with what was fetched in one hour."""
PAGE = 200
CLOCKS = timedelta(minutes=5)
"""Clocks of replicas differ by less: an article may be fetched a little later than now."""


class OnSite:
    """Tells which stored articles stand, by what the crawler saw last.

    Args:
        articles: the stored articles.
        visits: the last visit to each address.
    """

    def __init__(self, articles: ArticleReader, visits: VisitReader) -> None:
        self._articles = articles
        self._visits = visits

    async def pages(self, first: datetime, last: datetime) -> AsyncIterator[list[str]]:
        """Walk the articles fetched from one moment up to another, oldest window first.

        Yields:
            Their ids, at most a page of them; none where nothing was fetched.
        """
        end, width = last + CLOCKS, WIDEST
        while first < end:
            until = min(first + width, end)
            page = await self._articles.fetched_between(first, until, limit=PAGE)
            if len(page) == PAGE and width > NARROWEST:
                width = max(width / 8, NARROWEST)
                continue
            sparse = len(page) < PAGE / 4
            while page:
                yield page
                if len(page) < PAGE:
                    break
                page = await self._articles.fetched_between(
                    first, until, after=page[-1], limit=PAGE
                )
            first = until
            width = min(width * 2, WIDEST) if sparse else width

    async def stored(self, articles: Sequence[str]) -> list[Stored]:
        """Return those of the articles that are still stored."""
        return await self._articles.get_many(articles)

    async def still(self, articles: Sequence[Article]) -> set[str]:
        """Return the ids of those articles that stand, at their own address or another."""
        visits = await self._visits.get_many(sorted({article.address for article in articles}))
        standing = set()
        for article in articles:
            visit = visits.get(article.address)
            if shows(visit, article) or await self.elsewhere(article.id, article.address):
                standing.add(article.id)
        return standing

    async def elsewhere(self, article: str, address: str) -> Visit | None:
        """Return another address of its target at which the same content stands, or None."""
        showing = await self._visits.showing(article)
        others = (one for one in showing if one.id != address and one.outcome not in GONE)
        return next(others, None)


def shows(visit: Visit | None, article: Article) -> bool:
    """Tell whether an address shows an article, as far as its last visit knows.

    A visit older than the article does not know of it yet; then the article is the news.
    """
    if visit is None or visit.visited_at is None or visit.visited_at < article.fetched_at:
        return True
    return visit.article == article.id and visit.outcome not in GONE
