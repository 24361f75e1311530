"""One look at one address: fetch, read, keep and publish what is new, then remember the visit."""

import asyncio
from typing import NamedTuple

import structlog

from services.crawler.archive import STOOD, Archive, Stood
from services.crawler.behind import LARGEST_BYTES, MOST_OF_ALL, Behind
from services.crawler.domain.extract import Page
from services.crawler.domain.found import FOUND, Found
from services.crawler.domain.outcome import FetchOutcome, is_gone
from services.crawler.faces import Faces
from services.crawler.fetch import Fetched, Fetcher
from services.crawler.hosts import Use
from services.crawler.metrics import CrawlerMetrics
from services.crawler.parcel import Parcel
from services.crawler.read import Reader
from shared.clock import Clock, office_date
from shared.contracts.article import article_id
from shared.documents.charset import decode
from shared.errors import PermanentError
from shared.failpoints import Failpoint, reach
from shared.store.targets import host_of
from shared.store.visits import Visit

log = structlog.get_logger()


class Look(NamedTuple):
    """What one look at one address brought."""

    visit: Visit
    """As it was before the look."""
    fetched: Fetched
    page: Page | None
    article: str
    """Id of the article that stands there, empty when none could be read."""
    stood: Stood = STOOD
    """How it stands there."""
    rest_seconds: float = 0.0
    """Real time for which the host asks to be left alone."""
    under_way: bool = False
    """Whether it is still being kept, and may yet be refused."""

    @property
    def text(self) -> str:
        """The page as text."""
        return decode(self.fetched.body, self.fetched.headers.get("content-type", "")).text

    @property
    def fresh(self) -> bool:
        """Whether an article stands there that the visit before did not see."""
        return bool(self.article) and self.article != self.visit.article

    def emptied(self) -> "Look":
        """Return it without the page: what is kept behind holds a parcel only."""
        return self._replace(fetched=self.fetched._replace(body=b""), page=None)


class Crawl:
    """Looks at addresses.

    Args:
        fetcher: the HTTP edge.
        reader: makes pages of what was fetched.
        faces: looks a second time.
        archive: keeps what was read.
        clock: business time.
        metrics: counts outcomes.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        reader: Reader,
        faces: Faces,
        archive: Archive,
        clock: Clock,
        metrics: CrawlerMetrics,
    ) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._faces = faces
        self._archive = archive
        self._clock = clock
        self._metrics = metrics
        self._aside: set[asyncio.Task[Look]] = set()

    async def look(
        self,
        url: str,
        target: str,
        *,
        conditional: bool,
        found: Found = FOUND,
        front: bool = False,
        behind: Behind | None = None,
    ) -> Look:
        """Visit one address in the course of a crawl; see `revisit`.

        Args:
            url: canonical address.
            target: whose it is.
            conditional: ask only whether it has changed.
            found: how; what a column did not have before holds for an address that is new only.
            front: the front page of a website, of which both faces are looked at.
            behind: keeps the page while others are looked at, and tells how that has ended.
        """
        if behind is not None:
            await behind.room()
        unmet = behind is not None and url in behind.unmet
        known = None if unmet else await self._archive.visit(url)
        visit = known or await self._archive.first_visit(
            url, target, host_of(url), self._clock.now()
        )
        found = found._replace(missing_at=None) if known else found
        read = await self._read(visit, url, conditional=conditional, use=Use.CRAWL, front=front)
        parcel = await self._parcel(read)
        if behind is None or len(read.fetched.body) > LARGEST_BYTES:
            return await self._kept(read, parcel, Use.CRAWL, found)
        crowded = len(self._aside) >= MOST_OF_ALL
        keeping = asyncio.create_task(self._kept(read.emptied(), parcel, Use.CRAWL, found))
        self._aside.add(keeping)
        keeping.add_done_callback(self._aside.discard)
        behind.take(keeping, url, awaited=crowded)
        return read._replace(under_way=True)

    async def revisit(self, visit: Visit, url: str, *, conditional: bool, use: Use) -> Look:
        """Visit an address that is described already, and keep what is new."""
        read = await self._read(visit, url, conditional=conditional, use=use)
        return await self._kept(read, await self._parcel(read), use, FOUND)

    async def _read(
        self, visit: Visit, url: str, *, conditional: bool, use: Use, front: bool = False
    ) -> Look:
        """Fetch and read an address."""
        today = office_date(self._clock.now())
        again = visit.faced or (use is Use.CRAWL and self._faces.asks(visit.id, today, front=front))
        ask_if_changed = conditional and bool(visit.article) and not (again or visit.titled)
        fetched = await self._fetcher.page(
            url,
            etag=visit.etag if ask_if_changed else "",
            last_modified=visit.last_modified if ask_if_changed else "",
            use=use,
        )
        reach(Failpoint.CRAWLER_AFTER_FETCH)
        page, listed = None, False
        if fetched.outcome is FetchOutcome.OK:
            fetched, page = await self._reader.page(fetched, url, today, use)
            if page is not None and again and (front or visit.faced or page.content):
                fetched, page = await self._faced(visit, fetched, page, url, use)
            listed = page is not None and page.content is None
            if page is not None and listed:
                known = visit.titled or visit.faced
                page = self._faces.titled(page, fetched, front=front, known=known)
        article, own = _named(visit, fetched, page)
        content = page.content if page is not None else None
        faced = content is not None and bool(content.elsewhere)
        return Look(
            visit,
            fetched,
            page,
            article,
            Stood(own, faced, listed and content is not None),
            rest_seconds=self._fetcher.rest_left(url),
        )

    async def _faced(
        self, visit: Visit, fetched: Fetched, page: Page, url: str, use: Use
    ) -> tuple[Fetched, Page | None]:
        """Look at the other face; where one stood before, nothing is said without seeing it."""
        today = office_date(self._clock.now())
        seen = await self._faces.compared(page, fetched, url, today, use)
        if isinstance(seen, FetchOutcome):
            return (fetched._replace(outcome=seen), None) if visit.faced else (fetched, page)
        return fetched, seen

    async def _parcel(self, read: Look) -> Parcel | None:
        """Seal what a look brought, if the last one did not bring it already."""
        visit, page = read.visit, read.page
        if page is None or page.content is None or read.article == visit.article:
            return None
        now = self._clock.now()
        return await self._archive.parcel(visit, page, read.fetched, now, read.article)

    async def _kept(self, read: Look, parcel: Parcel | None, use: Use, found: Found) -> Look:
        """Keep what a look brought, then remember it; return it as it could be kept.

        What was an article and is gone is told to the analyzer, unless a re-check asked: its
        answer says so.
        """
        visit = read.visit
        if parcel is not None:
            try:
                await self._archive.keep(visit, parcel, found)
            except PermanentError as error:  # or one page would end every run on its host
                log.error("page.refused", target=visit.target, address=visit.id, reason=str(error))  # noqa: TRY400
                refused = read.fetched._replace(outcome=FetchOutcome.UNPARSED)
                read = Look(visit, refused, None, "", rest_seconds=read.rest_seconds)
        self._metrics.fetched(read.fetched)
        now, outcome = self._clock.now(), read.fetched.outcome
        if use is Use.CRAWL and is_gone(outcome, before=visit.outcome) and visit.article:
            await self._archive.gone(visit, now)
        await self._archive.remember(visit, read.fetched, read.article, now, read.stood)
        return read


def _named(visit: Visit, fetched: Fetched, page: Page | None) -> tuple[str, str]:
    """Return the id of the article that stands there, and the one it has without attachments."""
    if fetched.outcome is FetchOutcome.NOT_MODIFIED:
        return visit.article, ""
    if page is None or page.content is None:
        return "", ""
    key = own = article_id(visit.target, page.content)
    if page.content.attachments:
        own = article_id(visit.target, page.content.model_copy(update={"attachments": ()}))
    if page.pending and own == visit.own:  # nothing is new but that an attachment is away
        return visit.article, own
    return key, own
