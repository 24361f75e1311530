"""The timer edge: puts what is due on the queue. Any replica may; the queue keeps one per host."""

import asyncio
import time
from collections.abc import Iterable
from datetime import datetime

from services.crawler.metrics import CrawlerMetrics
from shared.clock import Clock
from shared.contracts.task import CrawlTask, ProbeTask
from shared.failpoints import Failpoint, reach
from shared.publisher import AlreadyQueued, Publisher
from shared.store.runs import Run, RunKind, RunStore

BUCKET = 1_000
"""More hosts than the workers of thirty replicas read: none stands idle while a host is due."""
AGAIN_SECONDS = 10.0
"""Real time after which what is still due is offered again: its task may be parked."""


class Dispatch:
    """Publishes a task for each host to crawl and each website to probe that is due.

    Args:
        runs: the schedule.
        publisher: of the service.
        clock: business time.
        metrics: counts what was queued.
        every_seconds: real time between two looks.
    """

    def __init__(
        self,
        runs: RunStore,
        publisher: Publisher,
        clock: Clock,
        metrics: CrawlerMetrics,
        every_seconds: float,
    ) -> None:
        self._runs = runs
        self._publisher = publisher
        self._clock = clock
        self._metrics = metrics
        self._every_seconds = every_seconds
        self._offered: dict[tuple[str, datetime], float] = {}

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.look()
            await asyncio.sleep(self._every_seconds)

    async def look(self) -> int:
        """Queue what is due; return how many runs were not queued already."""
        now = self._clock.now()
        due = []
        for kind in RunKind:
            found = await self._runs.due(kind, now, limit=BUCKET)
            waited = (now - found[0].next_at).total_seconds() if found else 0.0
            self._metrics.oldest_due.labels(kind).set(waited)
            due += found
        fresh = self._not_offered(due)
        queued = sum(await asyncio.gather(*(self._queue(run, now) for run in fresh)))
        self._metrics.dispatched.inc(queued)
        return queued

    def _not_offered(self, due: Iterable[Run]) -> list[Run]:
        """Return the runs that this replica has not offered for a while."""
        before = time.monotonic() - AGAIN_SECONDS
        self._offered = {key: at for key, at in self._offered.items() if at > before}
        return [run for run in due if (run.id, run.next_at) not in self._offered]

    async def _queue(self, run: Run, now: datetime) -> bool:
        queued = True
        try:
            await self._publisher.publish(_task(run, now))
        except AlreadyQueued:
            queued = False
        self._offered[run.id, run.next_at] = time.monotonic()
        if queued:
            reach(Failpoint.CRAWLER_AFTER_DISPATCH)
        return queued


def _task(run: Run, now: datetime) -> CrawlTask | ProbeTask:
    if run.kind is RunKind.PROBE:
        return ProbeTask(target=run.id, url=run.url, slot=run.next_at, occurred_at=now)
    return CrawlTask(host=run.host, hosthash=run.id, slot=run.next_at, occurred_at=now)
