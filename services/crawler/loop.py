"""The timer edge: puts what is due on the queue. Any replica may; the queue keeps one per host."""

import asyncio
from datetime import datetime

from services.crawler.metrics import CrawlerMetrics
from shared.clock import Clock
from shared.contracts.task import CrawlTask, ProbeTask
from shared.failpoints import Failpoint, reach
from shared.publisher import AlreadyQueued, Publisher
from shared.store.runs import Run, RunKind, RunStore

BUCKET = 100


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
        queued = sum(await asyncio.gather(*(self._queue(_task(run, now)) for run in due)))
        self._metrics.dispatched.inc(queued)
        return queued

    async def _queue(self, task: CrawlTask | ProbeTask) -> bool:
        try:
            await self._publisher.publish(task)
        except AlreadyQueued:
            return False
        reach(Failpoint.CRAWLER_AFTER_DISPATCH)
        return True


def _task(run: Run, now: datetime) -> CrawlTask | ProbeTask:
    if run.kind is RunKind.PROBE:
        return ProbeTask(target=run.id, url=run.url, slot=run.next_at, occurred_at=now)
    return CrawlTask(host=run.host, hosthash=run.id, slot=run.next_at, occurred_at=now)
