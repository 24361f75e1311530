"""Runs programs as one system: in order, gated, kept alive, stopped in reverse."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from xuncha.journal import Journal
from xuncha.keeper import Keeper
from xuncha.process import ProcessSpec


class Supervisor:
    """Starts groups of programs and stops them in reverse; use as an async context manager."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._groups: list[list[Keeper]] = []
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def pids(self) -> dict[str, int | None]:
        """Process ids by name; None while a crashed program waits for its restart."""
        return {keeper.spec.name: keeper.pid for group in self._groups for keeper in group}

    async def start(self, *specs: ProcessSpec) -> None:
        """Start these programs side by side and wait until every one is ready.

        Raises:
            StartError: one ended, or was not ready in time.
        """
        group = [Keeper(spec, self._journal, self._give_up) for spec in specs]
        self._groups.append(group)
        starts = [asyncio.create_task(keeper.start()) for keeper in group]
        try:
            await asyncio.gather(*starts)
        finally:
            for start in starts:
                start.cancel()
            await asyncio.gather(*starts, return_exceptions=True)

    async def run(self, work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
        """Do `work`, then wait for `stop`; either way end early when `stop` is set.

        Raises:
            CrashLoopError: a program kept crashing.
            Exception: whatever `work` raised.
        """
        working = asyncio.create_task(work)
        stopping = asyncio.create_task(stop.wait())
        waited: set[asyncio.Future[Any]] = {working, stopping, self._failed}
        try:
            while not stopping.done():
                done, waited = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            working.cancel()
            stopping.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)

    async def stop(self) -> None:
        """Stop every program, the newest group first."""
        while self._groups:
            await asyncio.gather(*(keeper.stop() for keeper in self._groups[-1]))
            self._groups.pop()

    def _give_up(self, reason: Exception) -> None:
        if not self._failed.done():
            self._failed.set_exception(reason)
            self._failed.exception()  # nobody may be waiting any more: that is no error
