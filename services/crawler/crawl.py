"""One run on one host: every running target there, columns first, page after page."""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from services.crawler.archive import Archive
from services.crawler.domain.address import canonical
from services.crawler.domain.extract import Page, extract
from services.crawler.domain.frontier import Frontier
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched, Fetcher
from services.crawler.metrics import CrawlerMetrics
from services.crawler.observe import Observer
from shared.clock import Clock, office_date
from shared.contracts.target import Target
from shared.documents.charset import decode
from shared.failpoints import Failpoint, reach
from shared.store.targets import host_of
from shared.store.visits import Visit


@dataclass(frozen=True)
class Look:
    """What one look at one address brought."""

    visit: Visit
    fetched: Fetched
    page: Page | None
    article: str
    """Id of the article that stands there, empty when none could be read."""


class Pace(NamedTuple):
    """How a host is spared."""

    delay_seconds: float
    """Real time between two fetches."""
    pages_per_run: int
    """Most addresses of one target in one run."""


class Crawl:
    """Crawls hosts.

    Args:
        fetcher: the HTTP edge.
        archive: keeps what was read.
        observer: records what start pages list.
        clock: business time.
        metrics: counts outcomes.
        pace: how fast and how much.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        archive: Archive,
        observer: Observer,
        clock: Clock,
        metrics: CrawlerMetrics,
        pace: Pace,
    ) -> None:
        self._fetcher = fetcher
        self._archive = archive
        self._observer = observer
        self._clock = clock
        self._metrics = metrics
        self._pace = pace

    async def run(self, targets: list[Target]) -> int:
        """Visit the pages of these targets, all of one host; return how many were visited.

        A page belongs to the first target that leads to it, and columns come before their
        website.
        """
        starts = {target.id: canonical(target.url, "") for target in targets}
        seen = set(starts.values())  # each is its own target's, however many pages link to it
        visited = 0
        for target in targets:
            start = starts[target.id]
            frontier = Frontier(start, target.kind, seen, self._pace.pages_per_run)
            while step := frontier.next():
                look = await self.look(step.url, target.id, conditional=step.depth > 0)
                visited += 1
                if step.url == start:
                    await self._observer.listed(target, look.page)
                if look.page:
                    frontier.found(step, look.page)
                await asyncio.sleep(self._pace.delay_seconds)
        return visited

    async def look(self, url: str, target: str, *, conditional: bool) -> Look:
        """Visit one address, keep and publish what is new there, then remember the visit."""
        known = (await self._archive.visits([url])).get(self._archive.address(url))
        visit = known or await self._archive.first_visit(
            url, target, host_of(url), self._clock.now()
        )
        return await self.revisit(visit, url, conditional=conditional)

    async def revisit(self, visit: Visit, url: str, *, conditional: bool) -> Look:
        """Visit an address that is described already; see `look`."""
        ask_if_changed = conditional and bool(visit.article)
        fetched = await self._fetcher.page(
            url,
            etag=visit.etag if ask_if_changed else "",
            last_modified=visit.last_modified if ask_if_changed else "",
        )
        reach(Failpoint.CRAWLER_AFTER_FETCH)
        self._metrics.fetches.labels(fetched.outcome).inc()
        page, article = await self._read(visit, fetched, url)
        await self._archive.remember(visit, fetched, article, self._clock.now())
        return Look(visit, fetched, page, article)

    async def _read(self, visit: Visit, fetched: Fetched, url: str) -> tuple[Page | None, str]:
        if fetched.outcome is FetchOutcome.NOT_MODIFIED:
            return None, visit.article
        if fetched.outcome is not FetchOutcome.OK:
            return None, ""
        text = decode(fetched.body, fetched.headers.get("content-type", "")).text
        page = await asyncio.to_thread(extract, text, url, office_date(self._clock.now()))
        if page.content is None:
            return page, ""
        return page, await self._archive.keep(visit, page, fetched, self._clock.now())
