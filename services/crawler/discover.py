"""Finds addresses that no link of the start page leads to: sitemaps and feeds."""

from typing import NamedTuple
from urllib.parse import urljoin

from services.crawler.copies import READ, Copies
from services.crawler.domain.address import canonical, same_site
from services.crawler.domain.discovery import ADDRESSES_LIMIT, read_sitemap
from services.crawler.domain.extract import Page
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.feeds import Feeds
from services.crawler.fetch import Fetcher
from services.crawler.robots import Robots
from shared.documents.charset import decode
from shared.egress.body import SITEMAP, Body
from shared.egress.errors import FetchFailed

SITEMAPS_LIMIT = 20
FEEDS_LIMIT = 5
_GZIP = b"\x1f\x8b"


class Found(NamedTuple):
    """What was discovered."""

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
    """

    def __init__(self, fetcher: Fetcher, robots: Robots, feeds: Feeds, copies: Copies) -> None:
        self._fetcher = fetcher
        self._robots = robots
        self._feeds = feeds
        self._copies = copies

    async def addresses(self, start: str, page: Page | None) -> Found:
        """Return what sitemaps and feeds of a site name.

        Args:
            start: canonical address of the website or column.
            page: what stands there; names the feeds.
        """
        found: dict[str, None] = {}
        capped = False
        waiting = await self._sitemaps(start)
        for number, sitemap in enumerate(waiting):
            if number >= SITEMAPS_LIMIT or len(found) > ADDRESSES_LIMIT:
                capped = True
                break
            read = read_sitemap(await self._text(sitemap), sitemap)
            capped = capped or read.capped
            found |= dict.fromkeys(read.pages)
            waiting += [one for one in read.sitemaps if one not in waiting]
        for feed in (page.feeds if page else ())[:FEEDS_LIMIT]:
            if same_site(feed, start):
                found |= dict.fromkeys(await self._feed(feed))
        own = [address for address in found if same_site(address, start)]
        return Found(tuple(own[:ADDRESSES_LIMIT]), capped or len(own) > ADDRESSES_LIMIT)

    async def _sitemaps(self, start: str) -> list[str]:
        named = [canonical(start, one) for one in await self._robots.sitemaps(start)]
        own = [one for one in named if one and same_site(one, start)]
        return own or [urljoin(start, "/sitemap.xml")]

    async def _text(self, url: str) -> str:
        fetched = await self._copies.fetched(url, self._fetcher.sitemap)
        if fetched.outcome not in {*READ, FetchOutcome.TRUNCATED}:
            return ""
        body = fetched.body
        if body.startswith(_GZIP):
            inner = Body("gzip", SITEMAP)
            try:
                inner.feed(body)
            except FetchFailed:
                return ""
            body = inner.finish()
        return decode(body).text

    async def _feed(self, url: str) -> list[str]:
        _, entries = await self._feeds.read(url)
        found = (canonical(url, entry.link) for entry in entries or ())
        return [address for address in found if address and same_site(address, url)]
