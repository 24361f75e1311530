"""Idle connections, kept by scheme, host, port and vetted address."""

from collections.abc import Sequence
from time import monotonic

from shared.egress.addresses import Address
from shared.egress.connection import Connection

IDLE_SECONDS = 15.0
MAX_IDLE = 64
MAX_IDLE_PER_KEY = 2


class Pool:
    """Keeps the most recently used connections; closes the rest."""

    def __init__(self) -> None:
        self._idle: list[Connection] = []

    async def take(
        self, origin: tuple[str, str, int], addresses: Sequence[Address]
    ) -> Connection | None:
        """Return a live idle connection to one of the vetted addresses, newest first."""
        self._expire()
        while found := next(
            (
                each
                for each in reversed(self._idle)
                if each.key[:3] == origin and each.key[3] in addresses
            ),
            None,
        ):
            self._idle.remove(found)
            try:
                quiet = await found.is_quiet()
            except BaseException:
                found.abort()
                raise
            if quiet:
                return found
            found.abort()
        return None

    def put(self, connection: Connection) -> None:
        """Keep `connection` for later, or close it when it cannot be used again."""
        if not connection.recycle():
            connection.abort()
            return
        self._expire()
        self._idle.append(connection)
        same = [each for each in self._idle if each.key == connection.key]
        if len(same) > MAX_IDLE_PER_KEY:
            self._drop(same[0])
        if len(self._idle) > MAX_IDLE:
            self._drop(self._idle[0])

    def close(self) -> None:
        """Close all idle connections."""
        for each in [*self._idle]:
            self._drop(each)

    def _expire(self) -> None:
        oldest = monotonic() - IDLE_SECONDS
        while self._idle and self._idle[0].idle_since < oldest:  # who came first stands first
            self._drop(self._idle[0])

    def _drop(self, connection: Connection) -> None:
        self._idle.remove(connection)
        connection.abort()
