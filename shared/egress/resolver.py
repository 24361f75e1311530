"""The system's resolver, on threads of its own."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Turns an ASCII name and a port into addresses; raises OSError when there are none."""


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
