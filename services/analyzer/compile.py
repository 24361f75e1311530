"""Compiles the canonical terms beside the running service when no start did so before."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from services.analyzer.compiled import write_compiled
from services.analyzer.domain.lists import Lists
from services.analyzer.domain.scan import available, loaded

log = structlog.get_logger()


class Compile:
    """Compiles the terms beside the running service when no start did so before.

    Until it is done the near misses are found without the compiled form: the same ones, in about
    ten times the time.

    Args:
        lists: packaged.
        swap: takes over lists that hold the compiled form.
    """

    def __init__(self, lists: Lists, swap: Callable[[Lists], Awaitable[None]]) -> None:
        self._lists = lists
        self._swap = swap

    async def run(self) -> None:
        """Compile once and swap, then rest; nothing to do when it was compiled before."""
        if available() and not self._lists.compiled:
            form, lost = await asyncio.to_thread(write_compiled, self._lists.terms)
            if lost:
                log.info("terms.not_kept", reason=lost)
            self._lists = replace(self._lists, compiled=loaded(form))
            await self._swap(self._lists)
            log.info("terms.compiled", kilobytes=len(form) // 1024)
        await asyncio.Event().wait()
