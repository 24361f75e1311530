"""Posts of accounts, as others hand them over: kept like any page that was crawled."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from services.crawler.archive import Archive
from services.crawler.domain.rows import Post, read_post
from services.crawler.metrics import CrawlerMetrics
from services.crawler.observe import Observer
from services.crawler.observed import UNKNOWN_TARGET
from shared.clock import Clock, office_date
from shared.contracts.article import article_id
from shared.contracts.connector import Connector, Origin
from shared.errors import OutageError
from shared.intake.cells import Cells
from shared.intake.columns.observed import ARTICLES
from shared.intake.kind import Batch, Entry, Step, Verb, giver
from shared.intake.lookup import found_of
from shared.store.targets import TargetReader
from shared.store.visits import Visit
from shared.tables.model import Fault


class Posts:
    """Keeps posts, whichever connector brings them.

    Args:
        archive: seals, stores, publishes and remembers.
        observer: records how new the newest post is.
        clock: business time.
        metrics: counts them.
    """

    def __init__(
        self, archive: Archive, observer: Observer, clock: Clock, metrics: CrawlerMetrics
    ) -> None:
        self._archive = archive
        self._observer = observer
        self._clock = clock
        self._metrics = metrics

    async def known(self, urls: Iterable[str]) -> dict[str, Visit]:
        """Return what is known of addresses, by address as it is written.

        Raises:
            OutageError: the service is starting still.
        """
        if not self._archive.prepared:
            raise OutageError("the crawler is starting: try again in a few seconds")
        written = list(urls)
        found = await found_of(self._archive.visits, written)
        names = {self._archive.address(url): url for url in written}
        return {names[visit.id]: visit for visit in found.values()}

    @staticmethod
    def is_new(post: Post, visit: Visit | None) -> bool:
        """Tell whether a post says what was not known of its address."""
        return visit is None or visit.article != article_id(post.target, post.content)

    async def take(self, posts: Sequence[Post], origin: Origin) -> None:
        """Keep posts that were handed over, and observe how new the newest of each account is.

        Args:
            posts: of whatever targets.
            origin: by which connector, and from whom.
        """
        days: dict[str, list[date]] = defaultdict(list)
        for post in posts:
            if post.published_at:
                days[post.target].append(office_date(post.published_at))
        await self.keep(posts, origin)
        await self._observer.posted(days, origin.connector)

    async def keep(self, posts: Sequence[Post], origin: Origin) -> None:
        """Keep posts; what is known already is neither stored nor published again."""
        for post in posts:
            await self._archive.take(post, origin, self._clock.now())
        self._metrics.posts.labels(origin.connector).inc(len(posts))


class PostFiles:
    """The kind of file that holds articles: the connector `file`.

    Args:
        posts: keeps them.
        targets: the registry.
    """

    schema = ARTICLES

    def __init__(self, posts: Posts, targets: TargetReader) -> None:
        self._posts = posts
        self._targets = targets

    def read(self, cells: Cells) -> tuple[str, Any]:
        """See `Kind.read`."""
        return read_post(cells)

    async def refusals(self, entries: Sequence[Entry], _batch: Batch) -> list[Fault]:
        """See `Kind.refusals`: a known target, and no address of another one."""
        targets = await found_of(self._targets.get_many, (one.record.target for one in entries))
        visits = await self._posts.known(entry.key for entry in entries)
        faults = []
        for entry in entries:
            post: Post = entry.record
            if post.target not in targets:
                faults.append(entry.fault("target", post.target, UNKNOWN_TARGET))
            elif (visit := visits.get(entry.key)) and visit.target != post.target:
                reason = f"is an address of the target {visit.target}: correct one of them"
                faults.append(entry.fault("url", post.url, reason))
        return faults

    async def plan(self, entries: Sequence[Entry]) -> list[Step]:
        """See `Kind.plan`; what a post says is not shown, it is only ever kept sealed."""
        visits = await self._posts.known(entry.key for entry in entries)
        return [_step(entry, visits.get(entry.key)) for entry in entries]

    async def apply(self, steps: Sequence[Step]) -> list[Entry]:
        """See `Kind.apply`."""
        origin = Origin(Connector.FILE, giver.get())
        await self._posts.take([step.entry.record for step in steps], origin)
        return []


def _step(entry: Entry, visit: Visit | None) -> Step:
    post: Post = entry.record
    if visit is None or not visit.article:
        return Step(entry, Verb.NEW)
    return Step(entry, Verb.CHANGED if Posts.is_new(post, visit) else Verb.UNCHANGED)
