"""Looks whether websites open: many at a time, one bulk write, one atomic batch of events."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from services.crawler.domain.outcome import FetchOutcome
from services.crawler.domain.probing import judge
from services.crawler.fetch import Fetcher
from services.crawler.metrics import CrawlerMetrics
from shared.clock import Clock
from shared.contracts.observation import Probe, ProbeObserved, ProbeOutcome
from shared.contracts.task import ProbeTask
from shared.publisher import Publisher
from shared.store.days import DayStore
from shared.store.runs import Run, RunKind, RunStore


class Prober:
    """Probes websites.

    Args:
        fetcher: the HTTP edge.
        probes: where observations rest.
        runs: when each website is due.
        publisher: of the service.
        clock: business time.
        metrics: counts outcomes.
    """

    interval = timedelta(hours=1)
    """Business time between two probes: 24 a day, of which the indicators ask for 20."""
    controls: tuple[str, ...] = ()
    """Addresses that answer whenever our own network works."""

    def __init__(
        self,
        fetcher: Fetcher,
        probes: DayStore[Probe],
        runs: RunStore,
        publisher: Publisher,
        clock: Clock,
        metrics: CrawlerMetrics,
    ) -> None:
        self._fetcher = fetcher
        self._probes = probes
        self._runs = runs
        self._publisher = publisher
        self._clock = clock
        self._metrics = metrics

    async def batch(self, tasks: Sequence[ProbeTask]) -> dict[int, Exception]:
        """Probe the websites of these tasks at the same time, then store, publish and move on."""
        if not tasks:
            return {}
        looks = await asyncio.gather(*(self._look(task.url) for task in tasks))
        failed = any(outcome is FetchOutcome.FAILED for outcome, _ in looks)
        online = not failed or await self._online()
        now = self._clock.now()
        probes = [
            Probe(
                target=task.target,
                at=now,
                outcome=judge(outcome, seconds, online=online),
                seconds=round(seconds, 3),
                why=outcome.value,
            )
            for task, (outcome, seconds) in zip(tasks, looks, strict=True)
        ]
        for probe in probes:
            self._metrics.probes.labels(probe.outcome).inc()
        await self._probes.record(probes)
        await self._publisher.publish_all(
            ProbeObserved(probe=probe, occurred_at=now) for probe in probes
        )
        await self._runs.probed([self._next(task, now) for task in tasks])
        return {}

    def _next(self, task: ProbeTask, now: datetime) -> Run:
        """Keep the beat: due an interval after it was due, not after it was done; never twice."""
        return Run(
            id=task.target,
            kind=RunKind.PROBE,
            url=task.url,
            next_at=max(task.slot + self.interval, now),
            recorded_at=now,
        )

    async def _look(self, url: str) -> tuple[FetchOutcome, float]:
        begun = time.monotonic()
        outcome = await self._fetcher.opens(url)
        return outcome, time.monotonic() - begun

    async def _online(self) -> bool:
        """Ask the control targets; without any, our own network is taken to work."""
        if not self.controls:
            return True
        looks = await asyncio.gather(*(self._look(url) for url in self.controls))
        return any(
            judge(outcome, seconds, online=True) is ProbeOutcome.OPEN for outcome, seconds in looks
        )
