"""Where re-checks wait for their host, so that those of one host never take all the room."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

SHARE = 16
"""Re-checks of one host that are worked on at a time: two of them fetch, the others stand ready."""
CROWDED = 1_536
"""Re-checks in one replica from which on those that wait beyond their host's share make room."""
PATIENCE_SECONDS = 2.0
"""Real time between two looks whether room must be made."""


@dataclass
class _Host:
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SHARE))
    guests: int = 0


class Lobby:
    """Lets re-checks of each host in, a share at a time."""

    crowded = CROWDED
    patience_seconds = PATIENCE_SECONDS

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._inside = 0

    @asynccontextmanager
    async def place(self, host: str) -> AsyncIterator[bool]:
        """Wait for one of the host's places and keep it for the block.

        Gives False, and no place, when so much is waiting that room must be made for other hosts.
        """
        known = self._hosts.setdefault(host, _Host())
        known.guests += 1
        try:
            entered = await self._entered(known)
            try:
                yield entered
            finally:
                if entered:
                    known.places.release()
                    self._inside -= 1
        finally:
            known.guests -= 1
            if not known.guests:
                self._hosts.pop(host, None)

    async def _entered(self, known: _Host) -> bool:
        self._inside += 1
        try:
            while True:
                try:
                    async with asyncio.timeout(self.patience_seconds):
                        await known.places.acquire()
                except TimeoutError:
                    if self._inside >= self.crowded:
                        self._inside -= 1  # before the next one looks, or all of them would go
                        return False
                else:
                    return True
        except BaseException:
            self._inside -= 1
            raise
