"""Posts of accounts, as files bring them: kept like any page that was crawled."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from services.crawler.archive import Archive
from services.crawler.domain.rows import Post, read_post
from services.crawler.observe import Observer
from services.crawler.observed import UNKNOWN_TARGET
from shared.clock import Clock, office_date
from shared.contracts.article import article_id
from shared.intake.cells import Cells
from shared.intake.columns.observed import ARTICLES
from shared.intake.kind import Batch, Entry, Step, Verb
from shared.intake.lookup import found_of
from shared.store.targets import TargetReader
from shared.store.visits import Visit
from shared.tables.model import Fault


class PostFiles:
    """The kind of file that holds articles: the connector `file`.

    Args:
        archive: seals, stores, publishes and remembers.
        observer: records how new the newest post is.
        targets: the registry.
        clock: business time.
    """

    schema = ARTICLES

    def __init__(
        self, archive: Archive, observer: Observer, targets: TargetReader, clock: Clock
    ) -> None:
        self._archive = archive
        self._observer = observer
        self._targets = targets
        self._clock = clock

    def read(self, cells: Cells) -> tuple[str, Any]:
        """See `Kind.read`."""
        return read_post(cells)

    async def refusals(self, entries: Sequence[Entry], _batch: Batch) -> list[Fault]:
        """See `Kind.refusals`: a known target, and no address of another one."""
        targets = await found_of(self._targets.get_many, (one.record.target for one in entries))
        visits = await self._visits(entries)
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
        visits = await self._visits(entries)
        return [_step(entry, visits.get(entry.key)) for entry in entries]

    async def apply(self, steps: Sequence[Step]) -> list[Entry]:
        """See `Kind.apply`."""
        days: dict[str, list[date]] = defaultdict(list)
        for step in steps:
            post: Post = step.entry.record
            await self._archive.take(
                post.target, post.url, post.content, post.published_at, self._clock.now()
            )
            if post.published_at:
                days[post.target].append(office_date(post.published_at))
        await self._observer.posted(days)
        return []

    async def _visits(self, entries: Sequence[Entry]) -> dict[str, Visit]:
        """Return what is known of the addresses, by address as it is written."""
        found = await found_of(self._archive.visits, (entry.key for entry in entries))
        names = {self._archive.address(entry.key): entry.key for entry in entries}
        return {names[visit.id]: visit for visit in found.values()}


def _step(entry: Entry, visit: Visit | None) -> Step:
    post: Post = entry.record
    if visit is None or not visit.article:
        return Step(entry, Verb.NEW)
    same = visit.article == article_id(post.target, post.content)
    return Step(entry, Verb.UNCHANGED if same else Verb.CHANGED)
