"""One run of one program: started, read, stopped."""

import asyncio
import contextlib
import os
import signal
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from xuncha.failures import StartError
from xuncha.journal import Journal
from xuncha.texts import say

CLEAN_CODES = frozenset({0, -signal.SIGTERM, 128 + signal.SIGTERM})
"""How a program may end after SIGTERM: uvicorn, for one, leaves with 143."""

_LAUNCHER = Path(__file__).with_name("child.py")
_LONGEST_LINE = 16_384
_TAIL_LINES = 15
_DRAIN_SECONDS = 1.0


async def at_once() -> tuple[str, ...]:
    """Say that nothing is missing: for programs that are ready as soon as they run."""
    return ()


@dataclass(frozen=True)
class RestartPolicy:
    """How long to wait before a crashed process is started again, and when to give up."""

    first_delay_seconds: float = 0.5
    longest_delay_seconds: float = 30.0
    crashes: int = 8
    """This many crashes within the window end everything."""
    window_seconds: float = 300.0

    def delay_seconds(self, crashes: int) -> float | None:
        """Return the wait after so many crashes within the window, None when they are too many."""
        if crashes >= self.crashes:
            return None
        return min(self.first_delay_seconds * 2.0 ** (crashes - 1), self.longest_delay_seconds)


@dataclass(frozen=True)
class ProcessSpec:
    """A program and what the supervisor must know about it."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    """The whole environment, not an addition to the supervisor's."""
    ready: Callable[[], Awaitable[tuple[str, ...]]] = at_once
    """Returns what is still missing, nothing when ready; never raises."""
    ready_timeout_seconds: float = 60.0
    stop_grace_seconds: float = 10.0
    """From SIGTERM to SIGKILL."""
    restart: RestartPolicy = RestartPolicy()
    keep_fds: tuple[int, ...] = ()
    """Open files that the program inherits, such as the lock on its data."""


class Process:
    """One run of a program, in its own session; ends when the supervisor does, however it ends."""

    def __init__(
        self, spec: ProcessSpec, handle: asyncio.subprocess.Process, journal: Journal
    ) -> None:
        self._spec = spec
        self._handle = handle
        self._journal = journal
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._reader = asyncio.create_task(self._read(), name=f"read {spec.name}")

    @classmethod
    async def start(cls, spec: ProcessSpec, journal: Journal) -> Self:
        """Start the program.

        Raises:
            StartError: the system refused to make a process.
        """
        launcher = (sys.executable, "-I", "-S", str(_LAUNCHER), str(os.getpid()))
        try:
            handle = await asyncio.create_subprocess_exec(
                *launcher,
                *spec.command,
                env=dict(spec.env),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                pass_fds=spec.keep_fds,
            )
        except OSError as error:
            raise StartError(say("cannot_start", name=spec.name, why=error)) from error
        return cls(spec, handle, journal)

    @property
    def pid(self) -> int:
        """Process id, also that of its session."""
        return self._handle.pid

    @property
    def tail(self) -> str:
        """The last lines it wrote, indented."""
        return "\n".join(f"  {line}" for line in self._tail)

    async def wait(self) -> int:
        """Wait until the program has ended and its output is read; return its code."""
        code = await self._handle.wait()
        with contextlib.suppress(TimeoutError):  # a grandchild may hold the pipe open
            await asyncio.wait_for(asyncio.shield(self._reader), _DRAIN_SECONDS)
        return code

    async def stop(self) -> int:
        """Send SIGTERM, after the grace SIGKILL to its whole session; return its code."""
        with contextlib.suppress(ProcessLookupError):
            self._handle.terminate()
        try:
            await asyncio.wait_for(
                asyncio.shield(self._handle.wait()), self._spec.stop_grace_seconds
            )
        except TimeoutError:
            self._journal.note(
                say("killed", name=self._spec.name, seconds=self._spec.stop_grace_seconds)
            )
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        code = await self.wait()
        self._reader.cancel()
        return code

    async def _read(self) -> None:
        assert self._handle.stdout is not None  # noqa: S101 - asked for in start
        rest = b""
        while chunk := await self._handle.stdout.read(_LONGEST_LINE):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) >= _LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._keep(line)
        if rest:
            self._keep(rest)

    def _keep(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        self._tail.append(text)
        self._journal.line(self._spec.name, text)
