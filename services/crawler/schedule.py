"""When each host is due; it moves on only when a run is recorded."""

from collections.abc import Iterable
from datetime import datetime

from services.crawler.domain.address import canonical
from shared.clock import Clock
from shared.contracts.target import Target, TargetKind, TargetStatus
from shared.contracts.task import CrawlTask
from shared.store.plans import PlanStore
from shared.store.runs import Run, RunStore
from shared.store.targets import host_of


class Schedule:
    """The schedule of all hosts.

    Args:
        runs: when hosts and probes are due.
        plans: when the targets on them are.
        clock: business time.
    """

    def __init__(self, runs: RunStore, plans: PlanStore, clock: Clock) -> None:
        self._runs = runs
        self._plans = plans
        self._clock = clock

    async def enter(self, target: Target) -> None:
        """Put what a target asks for on the schedule; a new target is due at once.

        A website that no longer runs is not probed any more; its host is asked less and less by
        itself, because a crawl visits running targets only.
        """
        now, host = self._clock.now(), host_of(target.url)
        if host and target.kind is not TargetKind.ACCOUNT:
            await self._enter_host(target, host, now)
        if target.kind is TargetKind.WEBSITE and host:
            if target.status is TargetStatus.RUNNING:
                await self._runs.enter_probe(target.id, canonical(target.url, ""), now)
            else:
                await self._runs.leave(target.id)

    async def open_run(self, task: CrawlTask) -> Run | None:
        """Return the run that a task asks for; None when its slot was recorded already."""
        run = await self._runs.get(task.host)
        return run if run and run.next_at <= task.slot else None

    async def hasten(self, targets: Iterable[Target]) -> int:
        """Make targets and their hosts due at once; return how many hosts were not already.

        Accounts stand where their posts are read.
        """
        now = self._clock.now()
        hosts: dict[str, list[str]] = {}
        for target in targets:
            if host := host_of(target.url):
                hosts.setdefault(host, []).append(target.id)
        for host, ids in hosts.items():
            plans = await self._plans.of_host(host)
            late = [plan for key in ids if (plan := plans.get(key)) and plan.next_at > now]
            await self._plans.put([plan.model_copy(update={"next_at": now}) for plan in late])
        return await self._runs.hasten(sorted(hosts), now)

    async def connected(self, account: str, host: str) -> None:
        """Make the host due where the posts of an account are read from now on."""
        now = self._clock.now()
        await self._plans.leave(account)
        await self._runs.enter(host, now)
        await self._runs.hasten([host], now)

    async def _enter_host(self, target: Target, host: str, now: datetime) -> None:
        plan = await self._plans.get(target.id)
        if target.status is not TargetStatus.RUNNING:
            await self._plans.leave(target.id)
            return
        await self._runs.enter(host, now)
        if plan is None or plan.host != host:
            await self._plans.leave(target.id)
            await self._runs.hasten([host], now)
