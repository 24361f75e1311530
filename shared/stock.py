"""Counts on a timer what the store holds; any number of replicas may, all come to the same."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Gauge

from shared.clock import Clock
from shared.errors import TransientError
from shared.metrics import labelled, state_gauge

log = structlog.get_logger()


class Stock:
    """The gauges of one service that are computed from the store.

    Args:
        kinds: of data whose newest moment this service tells.
        registry: of the service's metrics.
        clock: business time.
        every_seconds: real time between two counts.
    """

    def __init__(
        self, kinds: Iterable[str], registry: CollectorRegistry, clock: Clock, every_seconds: float
    ) -> None:
        self._every_seconds = every_seconds
        self._clock = clock
        self.looks: Sequence[Callable[[datetime], Awaitable[None]]] = ()
        """Each sets some gauges; given the business time."""
        now = state_gauge(
            "xuncha_clock_seconds", "Business time, seconds since 1970.", registry=registry
        )
        now.set_function(lambda: clock.now().timestamp())
        self._newest = state_gauge(
            "xuncha_newest_seconds",
            "Business time of the newest datum by kind, seconds since 1970; 0 when there is none "
            "of the last 40 days.",
            ("kind",),
            registry=registry,
        )
        labelled(self._newest, kinds)

    def tell(self, kind: str, moment: datetime | None) -> None:
        """Set the newest moment of a kind."""
        self._newest.labels(kind).set(moment.timestamp() if moment else 0)

    async def count(self) -> None:
        """Count everything once; what the store does not answer keeps its last value."""
        for look in self.looks:
            try:
                await look(self._clock.now())
            except TransientError as error:
                log.warning("stock.delayed", reason=str(error))

    async def run(self) -> None:
        """Count for ever."""
        while True:
            await self.count()
            await asyncio.sleep(self._every_seconds)


def put(gauge: Gauge, counts: Mapping[Any, float], *values: Iterable[str]) -> None:
    """Set a gauge for every combination of known label values; one that is not counted is 0."""
    for key in product(*values):
        gauge.labels(*key).set(counts.get(key, 0))
