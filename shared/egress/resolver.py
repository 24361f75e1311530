"""The system's resolver, on threads of its own, and a short memory of what it said."""

import asyncio
import socket
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Turns an ASCII name and a port into addresses; raises OSError when there are none."""

KEEP_SECONDS = 30.0
"""How long an answer is used again: the system's call tells no TTL, and few are shorter."""
STALE_SECONDS = 1.0
"""An answer that is older may be the reason why nobody answered at its addresses."""
NAMES_LIMIT = 10_000


class SystemResolver:
    """Asks getaddrinfo.

    A look-up cannot be cancelled. Its threads are not the loop's own, so that slow name servers
    never take the threads that other work needs.

    Args:
        threads: most look-ups at a time.
    """

    def __init__(self, threads: int = 32) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolver")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return every address of `host`, in the system's order.

        Raises:
            OSError: there is none, or the name servers do not answer.
        """
        rows = await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host, port)
        return [str(row[4][0]) for row in rows]


def _look_up(host: str, port: int) -> list[tuple[object, object, int, str, tuple[object, ...]]]:
    return [*socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class _Answer(NamedTuple):
    addresses: Sequence[str]
    since: float
    """Monotonic."""


class Remembering:
    """Asks another resolver once for all who want a name at the same time, and for a while after.

    It decides nothing: whoever asks vets the addresses each time. Failures are not remembered.

    Args:
        resolver: is asked.
        keep_seconds: real time for which an answer is used again.
    """

    def __init__(self, resolver: Resolver, keep_seconds: float = KEEP_SECONDS) -> None:
        self._resolver = resolver
        self._keep_seconds = keep_seconds
        self._known: OrderedDict[str, _Answer] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Sequence[str]]] = {}

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return every address of `host`.

        Raises:
            OSError: there is none, or the name servers do not answer.
        """
        known = self._known.get(host)
        if known is not None and monotonic() - known.since < self._keep_seconds:
            return known.addresses
        task = self._asking.get(host)
        if task is None:
            task = self._asking[host] = asyncio.create_task(self._ask(host, port))
            task.add_done_callback(lambda done: self._asked(host, done))
        return await asyncio.shield(task)

    def forget(self, host: str) -> bool:
        """Ask anew next time; tell whether what was remembered may have been out of date."""
        known = self._known.pop(host, None)
        return known is not None and monotonic() - known.since > STALE_SECONDS

    async def _ask(self, host: str, port: int) -> Sequence[str]:
        addresses = await self._resolver(host, port)
        if addresses:
            self._known[host] = _Answer(addresses, monotonic())
            self._known.move_to_end(host)
            while len(self._known) > NAMES_LIMIT:
                self._known.popitem(last=False)
        return addresses

    def _asked(self, host: str, done: asyncio.Task[Sequence[str]]) -> None:
        self._asking.pop(host, None)
        with suppress(asyncio.CancelledError):
            done.exception()  # whoever waited has it, or waits no more
