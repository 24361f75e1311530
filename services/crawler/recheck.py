"""Proof: looks whether a finding still stands at its places, and always answers."""

import time
from typing import NamedTuple

import structlog

from services.crawler.archive import Archive
from services.crawler.crawl import Crawl
from services.crawler.domain.outcome import UNREACHED, FetchOutcome, visit_outcome
from services.crawler.hosts import Use
from services.crawler.lobby import Lobby
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

SILENT_TIMES = 2
"""Re-checks in a row that did not reach a host, after which it is silent."""
SILENT_SECONDS = 15.0
"""Real time for which a silent host is not asked again."""
_REMEMBERED = 10_000
log = structlog.get_logger()
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
        self._silent: dict[str, _Silent] = {}
        self._lobby = Lobby()

    async def answer(self, task: RecheckTask) -> None:
        """Visit every address of the task and publish one answer for each.

        What was handed over nobody can read again but a person. A paused target is answered as
        unreachable, and so is a host that has just failed two re-checks. Where so many wait for
        one host that others would have to wait for it, the task goes back to the queue's end.
        """
        known = await self._archive.known(task.addresses)
        host = next((visit.host for visit in known.values()), "")
        async with self._lobby.place(host) as entered:
            if not entered:
                await self._publisher.publish(task.put_back())
                log.info("recheck.put_back", target=task.target, times=task.times_put_back + 1)
                return
            await self._answer(task, known)
        self._metrics.rechecks.inc()

    async def _answer(self, task: RecheckTask, known: dict[str, Visit]) -> None:
        target = await self._pauses.open_target(task.target)
        for address in task.addresses or (NOWHERE,):
            visit = known.get(address)
            readable = target is not None and visit is not None and _is_readable(visit, target)
            visited = await self._visit(task, address, visit if readable else None)
            reach(Failpoint.CRAWLER_BEFORE_ANSWER)
            await self._publisher.publish(PageVisited(visit=visited, occurred_at=visited.at))

    async def _visit(self, task: RecheckTask, address: str, visit: Visit | None) -> Visited:
        outcome, article, url = VisitOutcome.UNREACHABLE, "", ""
        if visit is not None:
            url = visit.url
            try:
                real = await self._archive.url_of(visit)
            except PermanentError:  # its key was destroyed: nobody can read the address any more
                real = ""
            if real and not self._is_silent(visit.host):
                look = await self._crawl.revisit(visit, real, conditional=False, use=Use.RECHECK)
                self._heard(visit.host, look.fetched.outcome)
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

    def _is_silent(self, host: str) -> bool:
        """Tell whether a host has just failed us: those who wait for it get the same answer.

        Without this, many re-checks of one dead host would each wait for its own deadline, and
        those of other hosts behind them.
        """
        known = self._silent.get(host)
        return known is not None and known.times >= SILENT_TIMES and time.monotonic() < known.until

    def _heard(self, host: str, outcome: FetchOutcome) -> None:
        if outcome not in UNREACHED:
            self._silent.pop(host, None)
            return
        if len(self._silent) >= _REMEMBERED:
            self._silent.clear()
        before = self._silent.get(host)
        until = time.monotonic() + SILENT_SECONDS
        self._silent[host] = _Silent((before.times if before else 0) + 1, until)


class _Silent(NamedTuple):
    """A host that re-checks did not reach."""

    times: int
    """In a row."""
    until: float
    """Monotonic."""


def _is_readable(visit: Visit, target: Target) -> bool:
    """Tell whether we can read an address again: a post of an account where we read its page."""
    return target.kind is not TargetKind.ACCOUNT or bool(visit.charset)
