"""When each host is due; it moves on only when a run is recorded."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from services.crawler.domain.address import canonical
from shared.clock import Clock
from shared.contracts.target import Target, TargetKind, TargetStatus
from shared.contracts.task import CrawlTask
from shared.failpoints import Failpoint, reach
from shared.store.runs import Run, RunStore
from shared.store.targets import host_of

log = structlog.get_logger()


class Schedule:
    """The schedule of all hosts.

    Args:
        runs: where it rests.
        clock: business time.
        interval: business time from one run on a host to the next.
    """

    def __init__(self, runs: RunStore, clock: Clock, interval: timedelta) -> None:
        self._runs = runs
        self._clock = clock
        self._interval = interval

    async def enter(self, target: Target) -> None:
        """Put what a target asks for on the schedule, due at once; what is there keeps its time.

        A website that no longer runs is not probed any more; its host is asked less and less by
        itself, because a crawl visits running targets only.
        """
        now, host = self._clock.now(), host_of(target.url)
        if host and target.kind is not TargetKind.ACCOUNT:
            await self._runs.enter(host, now)
        if target.kind is TargetKind.WEBSITE and host:
            if target.status is TargetStatus.RUNNING:
                await self._runs.enter_probe(target.id, canonical(target.url, ""), now)
            else:
                await self._runs.leave(target.id)

    async def open_run(self, task: CrawlTask) -> Run | None:
        """Return the run that a task asks for; None when its slot was recorded already."""
        run = await self._runs.get(task.host)
        return run if run and run.next_at <= task.slot else None

    async def record(self, run: Run, pages: int) -> None:
        """Record a run: from now on the host is due again after the interval."""
        now = self._clock.now()
        done = {"next_at": now + self._interval, "recorded_at": now, "pages": pages}
        reach(Failpoint.CRAWLER_BEFORE_RECORD)
        moved = await self._runs.record(run.model_copy(update=done), slot=run.next_at)
        log.info("run.recorded", host=run.host, pages=pages, moved=moved)

    async def hasten(self, hosts: Sequence[str]) -> int:
        """Make hosts due at once; return how many were not already."""
        return await self._runs.hasten(hosts, self._clock.now())
