"""Work on hostile input in a process that may die of it: limited in CPU, memory and time.

A small process is started once and forks a child for each piece of work, so that ordinary work
pays nothing and hostile work pays a fork. What a child spends too much of ends the child alone.
"""

import asyncio
import importlib
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

CPU_SECONDS = 3
WALL_SECONDS = 5.0
"""For which a child may run without using its processor time; while it uses some, it goes on."""
LONGEST_SECONDS = 60.0
"""Real time of one piece of work on a machine that has no time for it."""
MEMORY_BYTES = 512 * 1024 * 1024
"""Address space on top of what the process has when it starts."""
ANSWER_LIMIT = 64 * 1024 * 1024
_SIZE = struct.Struct("<I")
_WHOLE, _BROKEN = b"\1", b"\0"

Work = Callable[[bytes], bytes]


class Exhausted(Exception):  # noqa: N818 - a finding about the input
    """The work spent more than it may, or its process died."""


class Confined:
    """Runs one function in confined children; one at a time.

    Args:
        work: dotted name of a function from bytes to bytes, like `package.module:function`.
    """

    def __init__(self, work: str) -> None:
        self._work = work
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def __call__(self, data: bytes) -> bytes:
        """Return what the function makes of `data`.

        Raises:
            Exhausted: it spent more than 3 s of CPU or 512 MiB, stood still for 5 s, or crashed.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(LONGEST_SECONDS + 30):  # the first loads the parsers
                    return await self._ask(data)
            except Exhausted:
                raise
            except (OSError, EOFError, TimeoutError) as error:
                await self._end()
                raise Exhausted(self._work) from error
            except BaseException:
                await self._end()  # an answer that nobody has taken would be the next one's
                raise

    async def aclose(self) -> None:
        """End the process."""
        async with self._turn:
            await self._end()

    async def _ask(self, data: bytes) -> bytes:
        reader, writer = await self._started()
        writer.write(_SIZE.pack(len(data)) + data)
        await writer.drain()
        size = _SIZE.unpack(await reader.readexactly(_SIZE.size))[0]
        answer = await reader.readexactly(size)
        if not answer.startswith(_WHOLE):
            raise Exhausted(self._work)
        return answer[1:]

    async def _started(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                __name__,
                self._work,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        reader, writer = self._process.stdout, self._process.stdin
        if reader is None or writer is None:
            raise OSError("the process has no pipes")
        return reader, writer

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()


def serve(work: Work) -> None:
    """Fork a child for each request until the parent goes away."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(_SIZE.size):
        data = source.read(_SIZE.unpack(head)[0])
        answer = _in_child(work, data)
        sink.write(_SIZE.pack(len(answer)) + answer)
        sink.flush()


def _in_child(work: Work, data: bytes) -> bytes:
    """Return the child's answer behind a byte that says whether it is whole."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        os.close(read_end)
        _answer(work, data, write_end)
    os.close(write_end)
    watch = _Watch(child)
    signal.signal(signal.SIGALRM, lambda *_: watch.look())
    signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS, WALL_SECONDS)
    with os.fdopen(read_end, "rb") as pipe:
        answer = pipe.read(ANSWER_LIMIT)
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.kill(child, signal.SIGKILL)  # it has answered, died, or said more than it may
    os.waitpid(child, 0)
    return _WHOLE + answer[:-1] if answer.endswith(_WHOLE) else _BROKEN


class _Watch:
    """Ends a child that stands still.

    A busy machine makes a child slow, and that is no fault of the input: while it uses processor
    time it goes on, until its own limit of that ends it.
    """

    def __init__(self, child: int) -> None:
        self._child = child
        self._spent = _processor_time(child)
        self._looks = int(LONGEST_SECONDS / WALL_SECONDS)

    def look(self) -> None:
        """See whether the child has done anything since the last look."""
        spent, self._looks = _processor_time(self._child), self._looks - 1
        if spent <= self._spent or not self._looks:
            os.kill(self._child, signal.SIGKILL)
        self._spent = spent


def _processor_time(process: int) -> int:
    """Return the processor time that a process has used, in ticks of the clock."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _answer(work: Work, data: bytes, sink: int) -> NoReturn:
    try:
        _limit()
        with os.fdopen(sink, "wb") as pipe:
            pipe.write(work(data) + _WHOLE)
    finally:
        os._exit(0)


def _limit() -> None:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    space = pages * os.sysconf("SC_PAGESIZE") + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    module, _, name = sys.argv[1].partition(":")
    serve(getattr(importlib.import_module(module), name))
