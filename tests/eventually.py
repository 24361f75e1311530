"""Waiting for another process: for a condition, never for a length of time."""

import asyncio
import inspect
import time
from collections.abc import Callable
from typing import Any

LOOK_SECONDS = 0.02


async def eventually(condition: Callable[[], Any], within: float = 5.0) -> Any:
    """Return what `condition` (plain or async) returns once it is true; fail when it never is."""
    deadline = time.monotonic() + within
    while True:
        found = condition()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {inspect.getsource(condition).strip()}")
        await asyncio.sleep(LOOK_SECONDS)
