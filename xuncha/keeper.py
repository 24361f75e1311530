"""Keeps one program running: gate at the start, restarts after crashes, orderly stop."""

import asyncio
from collections import deque
from collections.abc import Callable

from xuncha.failures import CrashLoopError, StartError
from xuncha.journal import Journal
from xuncha.process import CLEAN_CODES, Process, ProcessSpec
from xuncha.texts import say

_POLL_SECONDS = 0.05


class Keeper:
    """The lives of one program, from the first start to the last stop.

    Args:
        spec: the program.
        journal: hears what happens.
        give_up: called once, with the reason, when the program cannot be kept running.
    """

    def __init__(
        self, spec: ProcessSpec, journal: Journal, give_up: Callable[[Exception], None]
    ) -> None:
        self.spec = spec
        self._journal = journal
        self._give_up = give_up
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._crashes: deque[float] = deque()

    @property
    def pid(self) -> int | None:
        """Process id of the present life, None between two of them."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the program and wait until it is ready.

        Raises:
            StartError: it ended, or was not ready in time.
        """
        self._process = process = await Process.start(self.spec, self._journal)
        await self._gate(process)
        self._journal.note(say("ready", name=self.spec.name, pid=process.pid))
        self._watch = asyncio.create_task(self._keep(process), name=f"keep {self.spec.name}")

    async def stop(self) -> None:
        """End the program and start it no more."""
        if self._watch:
            self._watch.cancel()
            await asyncio.wait({self._watch})
        if self._process is None:
            return
        self._journal.note(say("stopping", name=self.spec.name))
        code = await self._process.stop()
        if code not in CLEAN_CODES:
            self._journal.note(say("bad_end", name=self.spec.name, code=code))
        self._process = None

    async def _gate(self, process: Process) -> None:
        missing: list[str] = []
        ended = asyncio.create_task(process.wait())
        polled = asyncio.create_task(self._until_ready(missing))
        try:
            await asyncio.wait(
                {ended, polled},
                timeout=self.spec.ready_timeout_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if ended.done():
                text = say(
                    "exited_early", name=self.spec.name, code=ended.result(), tail=process.tail
                )
                raise StartError(text)
            if not polled.done():
                text = say(
                    "never_ready",
                    name=self.spec.name,
                    seconds=self.spec.ready_timeout_seconds,
                    missing=", ".join(missing) or "-",
                    tail=process.tail,
                )
                raise StartError(text)
            polled.result()
        finally:
            ended.cancel()
            polled.cancel()

    async def _until_ready(self, missing: list[str]) -> None:
        while found := await self.spec.ready():
            missing[:] = found
            await asyncio.sleep(_POLL_SECONDS)

    async def _keep(self, process: Process) -> None:
        while True:
            code = await process.wait()
            self._process = None
            delay = self._delay_seconds()
            if delay is None:
                self._give_up(self._crash_loop(code, process.tail))
                return
            self._journal.note(say("crashed", name=self.spec.name, code=code, delay=delay))
            await asyncio.sleep(delay)
            try:
                self._process = process = await Process.start(self.spec, self._journal)
            except StartError as error:
                self._give_up(error)
                return
            self._journal.note(say("restarted", name=self.spec.name, pid=process.pid))

    def _delay_seconds(self) -> float | None:
        now = asyncio.get_running_loop().time()
        self._crashes.append(now)
        while self._crashes[0] < now - self.spec.restart.window_seconds:
            self._crashes.popleft()
        return self.spec.restart.delay_seconds(len(self._crashes))

    def _crash_loop(self, code: int, tail: str) -> CrashLoopError:
        policy = self.spec.restart
        return CrashLoopError(
            say(
                "crash_loop",
                name=self.spec.name,
                crashes=policy.crashes,
                seconds=policy.window_seconds,
                code=code,
                tail=tail,
            )
        )
