"""Stub programs and patience for the tests that run real processes."""

import asyncio
import os
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xuncha.process import ProcessSpec

PATIENCE_SECONDS = 30.0


async def eventually(holds: Callable[[], Any], patience_seconds: float = PATIENCE_SECONDS) -> Any:
    """Return what `holds` returns once it is true; fail when it never is."""
    deadline = time.monotonic() + patience_seconds
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise AssertionError(f"never came true: {holds}")
        await asyncio.sleep(0.02)
    return found


def alive(pid: int) -> bool:
    """Tell whether a process still runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def python(source: str, *arguments: object) -> tuple[str, ...]:
    """Return a command that runs a few lines of Python."""
    return (sys.executable, "-u", "-c", textwrap.dedent(source), *map(str, arguments))


def stub(name: str, source: str, *arguments: object, **fields: Any) -> ProcessSpec:
    """Describe a few lines of Python as a supervised program."""
    return ProcessSpec(name, python(source, *arguments), dict(os.environ), **fields)


def file_ready(path: Path) -> Callable[[], Any]:
    """Readiness of a stub that makes a file once it runs."""

    async def missing() -> tuple[str, ...]:
        return () if path.exists() else (path.name,)  # noqa: ASYNC240 - one stat of a local file

    return missing


SLEEPER = "import time\nwhile True: time.sleep(60)"

LAST_WORDS = """
    import pathlib, signal, sys
    path, name, code = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    def end(*_):
        with path.open("a") as file:
            file.write(name + "\\n")
        sys.exit(code)
    signal.signal(signal.SIGTERM, end)
    path.with_name(name).touch()
    while True:
        signal.pause()
"""
"""Writes its name into a file when it is told to stop, and leaves with the given code."""
