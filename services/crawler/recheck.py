"""Proof: looks whether a finding still stands at its places, and always answers."""

from services.crawler.archive import Archive
from services.crawler.crawl import Crawl
from services.crawler.domain.outcome import visit_outcome
from services.crawler.hosts import Use
from services.crawler.metrics import CrawlerMetrics
from services.crawler.pauses import Pauses
from shared.clock import Clock
from shared.contracts.observation import PageVisited, Visited, VisitOutcome
from shared.contracts.target import Target, TargetKind
from shared.contracts.task import RecheckTask
from shared.errors import PermanentError
from shared.failpoints import Failpoint, reach
from shared.publisher import Publisher
from shared.store.visits import Visit

NOWHERE = ""
"""The address of a finding that others reported without naming a page we know."""


class Recheck:
    """Answers re-checks.

    Args:
        crawl: visits addresses.
        archive: knows and opens them.
        pauses: knows the targets, and what must be left alone.
        publisher: of the service.
        clock: business time.
        metrics: counts answers.
    """

    def __init__(
        self,
        crawl: Crawl,
        archive: Archive,
        pauses: Pauses,
        publisher: Publisher,
        clock: Clock,
        metrics: CrawlerMetrics,
    ) -> None:
        self._crawl = crawl
        self._archive = archive
        self._pauses = pauses
        self._publisher = publisher
        self._clock = clock
        self._metrics = metrics

    async def answer(self, task: RecheckTask) -> None:
        """Visit every address of the task and publish one answer for each.

        What was handed over nobody can read again but a person. A paused target is answered as
        unreachable.
        """
        known = await self._archive.known(task.addresses)
        target = await self._pauses.open_target(task.target)
        for address in task.addresses or (NOWHERE,):
            visit = known.get(address)
            readable = target is not None and visit is not None and _is_readable(visit, target)
            visited = await self._visit(task, address, visit if readable else None)
            reach(Failpoint.CRAWLER_BEFORE_ANSWER)
            await self._publisher.publish(PageVisited(visit=visited, occurred_at=visited.at))
        self._metrics.rechecks.inc()

    async def _visit(self, task: RecheckTask, address: str, visit: Visit | None) -> Visited:
        outcome, article, url = VisitOutcome.UNREACHABLE, "", ""
        if visit is not None:
            url = visit.url
            try:
                real = await self._archive.url_of(visit)
            except PermanentError:  # its key was destroyed: nobody can read the address any more
                real = ""
            if real:
                look = await self._crawl.revisit(visit, real, conditional=False, use=Use.RECHECK)
                article = look.article
                outcome = visit_outcome(look.fetched.outcome, before=visit.article, now=article)
        return Visited(
            request=task.request,
            finding=task.finding,
            places=len(task.addresses),
            target=task.target,
            address=address,
            url=url,
            outcome=outcome,
            article=article,
            at=self._clock.now(),
        )


def _is_readable(visit: Visit, target: Target) -> bool:
    """Tell whether we can read an address again: a post of an account where we read its page."""
    return target.kind is not TargetKind.ACCOUNT or bool(visit.charset)
