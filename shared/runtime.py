"""How a service lives, from its first health answer to the end of its drain.

It answers /livez, /readyz and /metrics at once, starts when its parts are there, notices when it
is stalled, and stops without losing what it has in hand.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
import structlog
import uvicorn
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    ProcessCollector,
    generate_latest,
)

from shared.broker import Broker
from shared.durability import Durability
from shared.errors import TransientError, XunchaError
from shared.face import Answer, ASGIApp, Face
from shared.garbage import settle
from shared.metrics import FaceMetrics, ReadyMetrics
from shared.store.database import Database

RETRY_SECONDS = 1.0
WATCH_SECONDS = 5.0
DRAIN_SECONDS = 20
PATHS = ("/livez", "/readyz", "/metrics")

log = structlog.get_logger()


@dataclass
class Service:
    """Everything that a service's `app.py` has put together."""

    name: str
    broker: Broker
    database: Database
    registry: CollectorRegistry
    durability: Durability
    loops: Sequence[Callable[[], Awaitable[Any]]] = ()
    """Endless coroutines: timers and relays."""
    prepare: Sequence[Callable[[], Awaitable[Any]]] = ()
    """Run once, before the first message."""
    closing: Sequence[Callable[[], Awaitable[Any]]] = ()
    pages: ASGIApp | None = None
    """What people see, beside health and metrics."""
    missing: list[str] = field(default_factory=lambda: ["start"])
    """What stands between the service and being ready."""


class Runtime:
    """Runs one service until SIGTERM."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._pulse = service.broker.pulse
        self._metrics = ReadyMetrics.register(service.registry)
        self._face = FaceMetrics.register(service.registry, PATHS)
        ProcessCollector(registry=service.registry)
        self._tasks: list[asyncio.Task[Any]] = []
        self.broken = False
        """True when the service ended by a fault of its own."""

    def serve(self, host: str, port: int) -> None:
        """Serve until SIGTERM; returns after the drain, or exits 1 after a fault of its own."""
        config = uvicorn.Config(
            self._app(),
            host=host,
            port=port,
            log_config=None,  # what it says goes through our own log
            access_log=False,
            loop="uvloop",
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
        uvicorn.Server(config).run()
        if self.broken:
            sys.exit(1)

    def _app(self) -> Face:
        paths = dict(zip(PATHS, (_livez, self._readyz, self._scrape), strict=True))
        return Face(paths, self._start, self._stop, self._face, self._service.pages)

    def _readyz(self) -> Answer:
        missing = self._service.missing
        told = {"service": self._service.name, "ready": not missing, "missing": missing}
        return Answer(orjson.dumps(told), 503 if missing else 200, "application/json")

    def _scrape(self) -> Answer:
        return Answer(generate_latest(self._service.registry), 200, CONTENT_TYPE_LATEST)

    async def _start(self) -> None:
        self._tasks.append(asyncio.create_task(self._guarded()))

    async def _guarded(self) -> None:
        """Live; a fault that nobody foresaw ends the process, so that its supervisor sees it."""
        try:
            await self._live()
        except Exception:
            log.exception("service.broken")
            os.kill(os.getpid(), signal.SIGTERM)
            self.broken = True

    async def _live(self) -> None:
        """Wait for each part in turn, start, then watch."""
        service = self._service
        await self._until("broker", service.broker.connect)
        await self._until("broker", service.durability.check)
        await self._until("store", service.database.ping)
        await self._until("indexes", lambda: service.database.prepare(service.name))
        await self._until("topology", lambda: service.broker.check_topology(service.name))
        for step in service.prepare:
            await self._until("preparation", step)
        settle()
        await self._until("subscriptions", service.broker.start)
        self._tasks += [asyncio.create_task(self._endless(loop)) for loop in service.loops]
        self._ready([])
        log.info("service.ready")
        while True:
            asleep = time.monotonic()
            await asyncio.sleep(WATCH_SECONDS)
            self._metrics.lag.set(max(time.monotonic() - asleep - WATCH_SECONDS, 0))
            await self._watch()

    async def _until(self, part: str, step: Callable[[], Awaitable[Any]]) -> None:
        while True:
            self._ready([part])
            try:
                await step()
            except XunchaError as error:
                self._ready([f"{part}: {error}"])
                log.warning("service.waits", part=part, reason=str(error))
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    async def _watch(self) -> None:
        missing = []
        for part, step in (
            ("store", self._service.database.ping),
            ("topology", lambda: self._service.broker.check_topology(self._service.name)),
        ):
            try:
                await step()
            except XunchaError as error:
                missing.append(f"{part}: {error}")
        stalled = self._pulse.stalled()
        self._ready(missing + [f"nothing was pulled for {name}" for name in stalled])
        if self._pulse.hopeless():
            log.error("service.stalled", subscriptions=stalled)
            os.kill(os.getpid(), signal.SIGTERM)
        elif stalled and not missing:
            log.warning("service.rebuilds", subscriptions=stalled)
            self._metrics.rebuilt.inc()
            await self._service.broker.rebuild()

    def _ready(self, missing: list[str]) -> None:
        self._service.missing[:] = missing
        self._metrics.ready.set(not missing)

    async def _endless(self, loop: Callable[[], Awaitable[Any]]) -> None:
        """Run a loop for ever; a failure of one round is logged and the loop begins again."""
        while True:
            try:
                await loop()
            except TransientError as error:
                log.warning("loop.delayed", reason=str(error))
            except Exception:
                log.exception("loop.failed")
            await asyncio.sleep(RETRY_SECONDS)

    async def _stop(self) -> None:
        """Stop pulling, let what is in hand finish, then close."""
        self._ready(["stopping"])
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(Exception):
            await self._service.broker.stop()
        for step in self._service.closing:
            with suppress(Exception):
                await step()
        self._service.database.close()


def _livez() -> Answer:
    """The process answers; whether its parts do is /readyz's business."""
    return Answer(b"ok\n")
