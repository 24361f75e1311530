"""Opens passes over targets, and takes their steps."""

from collections.abc import Sequence
from datetime import timedelta

from services.crawler.accounts import Accounts
from services.crawler.archive import Archive
from services.crawler.connect import Watched
from services.crawler.crawl import Crawl, Look
from services.crawler.discover import Discovery
from services.crawler.domain.address import canonical
from services.crawler.domain.cursor import Job
from services.crawler.domain.extract import Page
from services.crawler.domain.found import Found
from services.crawler.domain.frontier import Frontier, Step
from services.crawler.domain.marking import is_placeholder, present_tags
from services.crawler.domain.outcome import OPENED, FetchOutcome
from services.crawler.domain.plan import RECENT, Known, Thoroughness
from services.crawler.domain.platforms import platform_of
from services.crawler.domain.resting import is_settled, is_worth_a_try
from services.crawler.domain.traps import Traps
from services.crawler.links import Links
from services.crawler.marks import Marker
from services.crawler.observe import MONITOR, Observer
from services.crawler.work import Pass
from shared.clock import Clock
from shared.contracts.connector import Connector
from shared.contracts.target import Target, TargetKind
from shared.store.visits import Visit


class Passes:
    """Opens passes and takes their steps.

    Args:
        crawl: visits addresses.
        archive: knows them.
        observer: records what start pages list.
        marker: looks for the marks that they carry, and records them.
        links: notes where pages lead.
        discovery: reads what sitemaps and feeds name.
        accounts: reads the feeds of accounts.
        clock: business time.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - constructed in one place
        self,
        crawl: Crawl,
        archive: Archive,
        observer: Observer,
        marker: Marker,
        links: Links,
        discovery: Discovery,
        accounts: Accounts,
        clock: Clock,
    ) -> None:
        self._crawl = crawl
        self._archive = archive
        self._observer = observer
        self._marker = marker
        self._links = links
        self._discovery = discovery
        self._accounts = accounts
        self._clock = clock

    async def open(self, job: Job, watched: Watched, starts: set[str]) -> Pass:
        """Begin a pass, or go on where it was left.

        Args:
            job: what is to be done.
            watched: whose pass it is.
            starts: start addresses of all targets on the host: each is its own target's.
        """
        target, connector = watched
        start = canonical(target.url, "")
        seen = starts | set(job.seen)
        listed = connector is Connector.LISTING
        beyond = platform_of(target.platform).hosts if listed else ()
        frontier = Frontier(start, target.kind, seen, job.left, job.steps, beyond)
        frontier.traps, frontier.alias = Traps(job.shapes, job.led), job.alias
        if job.steps is None and job.kind is Thoroughness.DAILY:
            frontier.add(await self._recent(target.id))
        return Pass(target, connector, start, frontier, job)

    async def step(self, work: Pass, step: Step) -> Look:
        """Visit one address of a pass and take its links; one that failed is put back.

        A start page that fails is not: the whole pass is made again after an hour.
        """
        is_start = step.url == work.start
        if is_start and work.connector is Connector.FEED:
            return await self._feed(work, step)
        is_site = work.target.kind is TargetKind.WEBSITE
        missing_at = None if is_site else work.job.missing_at
        # what a start page says decides much, and what moved is known by what was kept before it
        aside = not is_start and missing_at is None
        look = await self._crawl.look(
            step.url,
            work.target.id,
            conditional=step.depth > 0,
            found=Found(work.origin, missing_at),
            front=is_start and is_site and work.job.kind is not Thoroughness.LOOK,
            behind=work.behind if aside else None,
        )
        outcome = look.fetched.outcome
        asked = outcome is not FetchOutcome.RESTING
        if is_worth_a_try(outcome, step.tries) and not (asked and is_start):
            work.frontier.again(step, asked=asked)
            return look
        if not look.under_way:
            work.kept(step.url, look)
        if is_start:
            await self._start(work, look)
        elif look.page and look.page.content and work.job.kind is not Thoroughness.LOOK:
            tags = present_tags(look.page.tags)
            kept = tags if work.job.article_tags is None else work.job.article_tags
            work.job.article_tags = tuple(tag for tag in kept if tag in tags)
        if look.page:
            if is_start or look.fresh:
                await self._links.note(work.target, step.url, look.page, is_start=is_start)
            await self._follow(work, step, look.page)
        return look

    async def close(self, work: Pass) -> None:
        """Record what only the whole of a pass can tell."""
        if work.job.found is not None:
            await self._marker.record(work.target, work.job.found, work.job.article_tags)

    async def follow_links(self, target: Target) -> bool:
        """Follow some of the links of a target that are due; tell whether more are."""
        return await self._links.round(target)

    async def _start(self, work: Pass, look: Look) -> None:
        page = look.page
        html = look.text if page else ""
        empty = page is not None and not page.items and is_placeholder(html)
        await self._observer.started(
            work.target,
            page,
            placeholder=empty,
            source=MONITOR if work.connector is Connector.CRAWL else work.connector,
        )
        work.frontier.opened_at(look.fetched.final_url)
        work.job.opened = page is not None
        work.job.newest_on = page.newest_on if page else None
        is_site = work.target.kind is not TargetKind.ACCOUNT
        if page and is_site and work.job.kind is not Thoroughness.LOOK:
            work.job.found = await self._marker.look(html, page.tags)
            if work.target.kind is TargetKind.WEBSITE:
                named = await self._discovery.addresses(work.start, page)
                work.frontier.add(await self._wanted(work, named.addresses))
                work.capped = named.capped

    async def _feed(self, work: Pass, step: Step) -> Look:
        """Read the feed of an account; what stands on its own site is visited next."""
        look, fed = await self._accounts.look(work.target.id, step.url, work.origin)
        if look.fetched.outcome is FetchOutcome.RESTING:
            work.frontier.again(step, asked=False)
        elif fed is not None:
            work.job.opened, work.job.newest_on = True, fed.newest_on
            work.job.changed |= fed.fresh
            work.frontier.add(await self._wanted(work, fed.own))
        return look

    async def _follow(self, work: Pass, step: Step, page: Page) -> None:
        """Take the links that this pass is for; paging goes on for as long as it shows news."""
        offered = work.frontier.found(step, page)
        if not offered and not page.next_page:
            return
        known = await self._archive.visits(list(offered))
        work.frontier.traps.led += sum(bool(visit.article) for visit in known.values())
        unwanted, news = set(), False
        for url in offered:
            visit = known.get(url)
            # posts of accounts may be handed over meanwhile: those are asked about
            if visit is None and work.target.kind is not TargetKind.ACCOUNT:
                work.behind.unmet.add(url)
            if url != page.next_page:
                news |= visit is None
                if not work.wants(_known(visit), self._clock.now()):
                    unwanted.add(url)
        if work.job.kind is not Thoroughness.FULL and not news:
            unwanted.add(page.next_page)
        work.frontier.drop(unwanted)

    async def _wanted(self, work: Pass, urls: Sequence[str]) -> list[str]:
        """Return those of the addresses that this pass reads."""
        known, now = await self._archive.visits(list(urls)), self._clock.now()
        return [url for url in urls if work.wants(_known(known.get(url)), now)]

    async def _recent(self, target: str) -> list[str]:
        now = self._clock.now()
        visits = await self._archive.recent(target, now - RECENT, now + timedelta(minutes=1))
        return [await self._archive.url_of(visit) for visit in visits]


def _known(visit: Visit | None) -> Known | None:
    if visit is None:
        return None
    read_at = visit.visited_at if is_settled(visit.outcome) else None
    return Known(bool(visit.article), visit.first_at, read_at, visit.outcome in OPENED)
