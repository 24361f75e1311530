"""Finds addresses that no link of the start page leads to: sitemaps and feeds."""

from collections import deque
from typing import NamedTuple
from urllib.parse import urljoin

from services.crawler.copies import READ, Copies
from services.crawler.domain.address import canonical, same_site
from services.crawler.domain.discovery import ADDRESSES_LIMIT, Sitemap
from services.crawler.domain.extract import Page
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.domain.reading import asked_sitemap, sitemap_from
from services.crawler.feeds import Feeds
from services.crawler.fetch import Fetcher
from services.crawler.metrics import CrawlerMetrics
from services.crawler.robots import Robots
from shared.confined import Confined, Exhausted

SITEMAPS_LIMIT = 20
FEEDS_LIMIT = 5


class Named(NamedTuple):
    """What sitemaps and feeds name."""

    addresses: tuple[str, ...] = ()
    """Canonical, of the same site."""
    capped: bool = False
    """There is more than was taken."""


class Discovery:
    """Reads the sitemaps and feeds of sites.

    Args:
        fetcher: the HTTP edge.
        robots: names sitemaps.
        feeds: reads feeds.
        copies: of sitemaps that were read before.
        confined: runs the reader of sitemaps.
        metrics: counts how sitemaps and feeds end.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        robots: Robots,
        feeds: Feeds,
        copies: Copies,
        confined: Confined,
        metrics: CrawlerMetrics,
    ) -> None:
        self._fetcher = fetcher
        self._robots = robots
        self._feeds = feeds
        self._copies = copies
        self._confined = confined
        self._metrics = metrics

    async def addresses(self, start: str, page: Page | None) -> Named:
        """Return what sitemaps and feeds of a site name.

        Args:
            start: canonical address of the website or column.
            page: what stands there; names the feeds.
        """
        found: dict[str, None] = {}
        capped = False
        waiting = deque(await self._sitemaps(start))
        met = set(waiting)
        for _ in range(SITEMAPS_LIMIT):
            if not waiting or len(found) > ADDRESSES_LIMIT:
                break
            read = await self._sitemap(waiting.popleft())
            capped = capped or read.capped
            found |= dict.fromkeys(read.pages)
            waiting += [one for one in read.sitemaps if one not in met]
            met.update(read.sitemaps)
        capped = capped or bool(waiting)
        for feed in (page.feeds if page else ())[:FEEDS_LIMIT]:
            if same_site(feed, start):
                found |= dict.fromkeys(await self._feed(feed))
        own = [address for address in found if same_site(address, start)]
        return Named(tuple(own[:ADDRESSES_LIMIT]), capped or len(own) > ADDRESSES_LIMIT)

    async def _sitemaps(self, start: str) -> list[str]:
        named = [canonical(start, one) for one in await self._robots.sitemaps(start)]
        own = [one for one in named if one and same_site(one, start)]
        return own or [urljoin(start, "/sitemap.xml")]

    async def _sitemap(self, url: str) -> Sitemap:
        """Read one sitemap; nothing where that would cost more than it may."""
        fetched = await self._copies.fetched(url, self._fetcher.sitemap)
        sitemap = Sitemap()
        if fetched.outcome in {*READ, FetchOutcome.TRUNCATED}:
            try:
                answer = await self._confined(asked_sitemap(fetched.body, url))
                sitemap = sitemap_from(answer)
            except Exhausted:
                fetched = fetched._replace(outcome=FetchOutcome.UNPARSED)
        self._metrics.fetched(fetched)
        return sitemap

    async def _feed(self, url: str) -> list[str]:
        fetched, entries = await self._feeds.read(url)
        self._metrics.fetched(fetched)
        found = (canonical(url, entry.link) for entry in entries or ())
        return [address for address in found if address and same_site(address, url)]
