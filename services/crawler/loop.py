"""The timer edge: puts what is due on the queue. Any replica may; the queue keeps one per host."""

import asyncio

import structlog

from services.crawler.metrics import CrawlerMetrics
from shared.clock import Clock
from shared.contracts.task import CrawlTask
from shared.failpoints import Failpoint, reach
from shared.publisher import AlreadyQueued, Publisher
from shared.store.runs import RunStore

BUCKET = 100

log = structlog.get_logger()


class Dispatch:
    """Publishes a task for each host that is due.

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
        """Queue the hosts that are due; return how many were not queued already."""
        now = self._clock.now()
        queued = 0
        for run in await self._runs.due(now, limit=BUCKET):
            task = CrawlTask(host=run.host, hosthash=run.id, slot=run.next_at, occurred_at=now)
            try:
                await self._publisher.publish(task)
            except AlreadyQueued:
                continue
            reach(Failpoint.CRAWLER_AFTER_DISPATCH)
            log.info("run.queued", host=run.host)
            queued += 1
        self._metrics.dispatched.inc(queued)
        return queued
