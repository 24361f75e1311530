"""What one run keeps of its pages while it fetches the next ones."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Self

MOST = 8
"""Pages of one run that are kept at a time."""
MOST_OF_ALL = 64
"""Of all runs of a replica: a run that has read one more waits for it before its next one."""
LARGEST_BYTES = 256 * 1024
"""Of a page that is kept behind: with larger ones a run would hold too much."""


class Behind:
    """Lets work go on beside what follows it, and waits for it in the end.

    What is under way when the block is left by an error, or a task of it fails, is given up like
    in a crash: it is done again by whoever repeats the run.

    Args:
        told: hears of each address what has come of it, before the block is left.

    Attributes:
        unmet: addresses of which the store knew nothing when they were found, in this run.
    """

    def __init__(self, told: Callable[[str, Any], None]) -> None:
        self.unmet: set[str] = set()
        self._told = told
        self._under_way: set[asyncio.Task[Any]] = set()
        self._awaited: set[asyncio.Task[Any]] = set()
        self._failure: BaseException | None = None

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Wait for what is under way, or give it up."""
        try:
            if error is None:
                await self.done()
        finally:
            left = [*self._under_way]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def room(self) -> None:
        """Wait while too much is under way: before a page is fetched, so that none is held.

        Raises what something that was taken before has failed with.
        """
        if self._awaited:
            await asyncio.wait(self._awaited)
        if len(self._under_way) >= MOST:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        self._raise_failure()

    def take(self, task: "asyncio.Task[Any]", url: str, *, awaited: bool = False) -> None:
        """Let the task of an address go on.

        Args:
            task: what is done.
            url: the address.
            awaited: others have so much under way that there is no room before it is done.
        """
        self._under_way.add(task)
        if awaited:
            self._awaited.add(task)
        task.add_done_callback(partial(self._ended, url))

    async def done(self) -> None:
        """Wait for all of it; raises what failed."""
        if self._under_way:
            await asyncio.wait(self._under_way)
        self._raise_failure()

    def _ended(self, url: str, task: "asyncio.Task[Any]") -> None:
        """Forget a task, and with it the page that it holds."""
        self._under_way.discard(task)
        self._awaited.discard(task)
        if task.cancelled():
            return
        if failure := task.exception():
            self._failure = self._failure or failure
        else:
            self._told(url, task.result())

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure
