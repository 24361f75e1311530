"""Looks whether websites open: many at a time, one bulk write, one atomic batch of events."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.crawler.domain.outcome import UNREACHED, FetchOutcome
from services.crawler.domain.probing import (
    STAND_IN_BYTES,
    family_of,
    is_first_of_day,
    judge,
    next_probe,
    opened,
)
from services.crawler.fetch import Fetched, Fetcher
from services.crawler.hosts import Hosts, Use
from services.crawler.metrics import CrawlerMetrics
from services.crawler.pauses import Pauses
from shared.clock import Clock, office_date
from shared.contracts.observation import Probe, ProbeObserved, ProbeOutcome
from shared.contracts.task import ProbeTask
from shared.documents.charset import decode
from shared.egress.reach import Reach
from shared.publisher import Publisher
from shared.store.days import DayStore
from shared.store.runs import Run, RunKind, RunStore
from shared.store.targets import host_of


class Way(NamedTuple):
    """What every look at a website passes."""

    fetcher: Fetcher
    """The HTTP edge."""
    hosts: Hosts
    """Hands out connections."""
    pauses: Pauses
    """What must be left alone."""


class Prober:
    """Probes websites.

    Args:
        way: to the websites.
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
    vantage = ""
    """Name of the place in the network where this replica stands."""
    reach: Callable[[str], Awaitable[Reach | None]] | None = None
    """Looks how a host can be reached; None does not look."""

    def __init__(
        self,
        way: Way,
        probes: DayStore[Probe],
        runs: RunStore,
        publisher: Publisher,
        clock: Clock,
        metrics: CrawlerMetrics,
    ) -> None:
        self._fetcher, self._hosts, self._pauses = way
        self._probes = probes
        self._runs = runs
        self._publisher = publisher
        self._clock = clock
        self._metrics = metrics

    async def batch(self, tasks: Sequence[ProbeTask]) -> dict[int, Exception]:
        """Probe the websites of these tasks at the same time, then store, publish and move on.

        A paused website is not probed; it only keeps its beat.
        """
        held = await self._pauses.held([task.target for task in tasks])
        now = self._clock.now()
        await self._runs.probed([self._next(task, now) for task in tasks if task.target in held])
        await self._probe([task for task in tasks if task.target not in held])
        return {}

    async def _probe(self, tasks: Sequence[ProbeTask]) -> None:
        if not tasks:
            return
        begun = self._clock.now()
        for task in tasks:
            waited = max((begun - task.slot).total_seconds(), 0.0)
            self._metrics.waited.labels(RunKind.PROBE).observe(waited)
        looks = await asyncio.gather(*(self._seen(task.url) for task in tasks))
        reaches = await asyncio.gather(*(self._reach(task) for task in tasks))
        failed = any(fetched.outcome in UNREACHED for fetched, _ in looks)
        online = not failed or await self.online()
        now = self._clock.now()
        probes = [
            Probe(
                target=task.target,
                at=now,
                outcome=judge(fetched.outcome, seconds, online=online),
                seconds=round(seconds, 3),
                why=fetched.outcome.value,
                vantage=self.vantage,
                family=family_of(fetched.address),
                ipv6=reach.ipv6 if reach else None,
                tls_expires_on=_day_of(reach),
            )
            for task, (fetched, seconds), reach in zip(tasks, looks, reaches, strict=True)
        ]
        for probe in probes:
            self._metrics.probes.labels(probe.outcome).inc()
        await self._probes.record(probes)
        await self._publisher.publish_all(
            ProbeObserved(probe=probe, occurred_at=now) for probe in probes
        )
        await self._runs.probed([self._next(task, now) for task in tasks])

    def _next(self, task: ProbeTask, now: datetime) -> Run:
        return Run(
            id=task.target,
            kind=RunKind.PROBE,
            url=task.url,
            next_at=next_probe(task.slot, now, self.interval),
            recorded_at=now,
        )

    async def _look(self, url: str) -> tuple[Fetched, float]:
        async with self._hosts.permit(host_of(url), Use.PROBE) as permit:
            begun = time.monotonic()
            fetched = await self._fetcher.opens(url, permit)
            return fetched, time.monotonic() - begun - permit.waited_seconds

    async def _seen(self, url: str) -> tuple[Fetched, float]:
        """Fetch a home page, and see whether what came is a page of the website."""
        fetched, seconds = await self._look(url)
        if fetched.outcome is FetchOutcome.OK and len(fetched.body) < STAND_IN_BYTES:
            html = decode(fetched.body, fetched.headers.get("content-type", "")).text
            outcome = opened(html, url, office_date(self._clock.now()))
            fetched = fetched._replace(outcome=outcome)
        return fetched, seconds

    async def _reach(self, task: ProbeTask) -> Reach | None:
        """Look once a day how a website is reached: families, and end of its certificate."""
        if self.reach is None or not is_first_of_day(task.slot, self.interval):
            return None
        async with self._hosts.connection(host_of(task.url), Use.PROBE):
            return await self.reach(task.url)

    async def online(self) -> bool:
        """Ask the control targets; without any, our own network is taken to work."""
        if not self.controls:
            return True
        looks = await asyncio.gather(*(self._look(url) for url in self.controls))
        return any(
            judge(fetched.outcome, seconds, online=True) is ProbeOutcome.OPEN
            for fetched, seconds in looks
        )


def _day_of(reach: Reach | None) -> date | None:
    return office_date(reach.tls_expires_at) if reach and reach.tls_expires_at else None
