"""The two connections of a host over all replicas: each is leased for as long as it is used here.

A lease is taken before the first fetch and kept while more follow, so a run costs a few writes and
no fetch any. Whoever waits for one asks, and the replica that has it gives it back after the fetch
in hand. What a replica held that was killed is free when the lease ends.
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shared.contracts.task import host_hash
from shared.errors import OutageError
from shared.leases import Lease, Leases
from shared.streams import LEASES

LINGER_SECONDS = 2.0
"""Time for which a seat that nobody uses is kept: the next fetch may follow."""
LOOK_SECONDS = 1.0
ASK_SECONDS = 0.05
"""Pause between two tries for a seat that another replica has; it grows to five times that."""
_TURN_SECONDS = 0.3
"""Time for which a seat that was asked for is not taken back: the asker's turn."""
_YOUNG_SECONDS = LEASES.max_age_seconds * 0.7
"""A lease that ends sooner is renewed."""


class Seat(StrEnum):
    """One of the connections that a host has for all of us."""

    ORDINARY = "ordinary"
    """For crawl and probes; whoever goes first may have it while they do not."""
    KEPT = "kept"
    """For re-checks and robots.txt, which wait for no crawl."""


@dataclass
class _Held:
    lease: Lease
    in_use: bool = True
    asked: bool = False
    idle_since: float = 0.0


class Seats:
    """Knows which seats this replica may use.

    Args:
        leases: where they are agreed on.
    """

    def __init__(self, leases: Leases) -> None:
        self._leases = leases
        self._held: dict[str, _Held] = {}
        self._returned: list[_Held] = []
        self._turns: dict[str, float] = {}
        """Until when a seat that was asked for is not taken back, monotonic."""
        self._stir = asyncio.Event()

    async def take(self, host: str, seat: Seat) -> bool:
        """Wait until a seat is ours; tell whether another replica used it a moment ago.

        The caller sees to it that nobody else here uses it.

        Raises:
            OutageError: the broker does not answer.
        """
        key = _key(host, seat)
        held = self._held.get(key)
        if held is not None and held.lease.until > time.monotonic():
            held.in_use = True
            return False
        await asyncio.sleep(self._turns.pop(key, 0.0) - time.monotonic())
        pause = ASK_SECONDS
        while (lease := await self._leases.take(key)) is None:
            await self._leases.ask_for(key)
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, ASK_SECONDS * 5)
        self._held[key] = _Held(lease)
        return lease.second_hand

    def stands(self, host: str, seat: Seat) -> bool:
        """Tell whether a seat that was taken is surely ours still."""
        held = self._held.get(_key(host, seat))
        return held is not None and held.lease.until > time.monotonic()

    def leave(self, host: str, seat: Seat) -> None:
        """Say that a seat is not used for now."""
        key = _key(host, seat)
        if held := self._held.get(key):
            held.in_use, held.idle_since = False, time.monotonic()
            if held.asked:
                self._hand_over(key)

    async def run(self) -> None:
        """Renew what is used, give back what is not, for ever."""
        async with self._leases.asked(self._hear):
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._stir.wait()
                self._stir.clear()
                await self.tidy()

    async def tidy(self) -> None:
        """Give back what is not used or was asked for, and renew what is used; once."""
        now = time.monotonic()
        self._turns = {key: until for key, until in self._turns.items() if until > now}
        for key, held in list(self._held.items()):
            if not held.in_use and now - held.idle_since > LINGER_SECONDS:
                self._returned.append(self._held.pop(key))
        returned, self._returned = self._returned, []
        ageing = [held for held in self._held.values() if held.lease.until - now < _YOUNG_SECONDS]
        await asyncio.gather(*map(self._give_back, returned), *map(self._renew, ageing))

    def _hear(self, key: str) -> None:
        if held := self._held.get(key):
            held.asked = True
            if not held.in_use:
                self._hand_over(key)

    def _hand_over(self, key: str) -> None:
        self._returned.append(self._held.pop(key))
        self._turns[key] = time.monotonic() + _TURN_SECONDS
        self._stir.set()

    async def _give_back(self, held: _Held) -> None:
        with suppress(OutageError):  # then it ends by itself
            await self._leases.give_back(held.lease)

    async def _renew(self, held: _Held) -> None:
        with suppress(OutageError):  # it is tried again, and stands until its end
            renewed = await self._leases.renew(held.lease)
            held.lease = renewed or held.lease._replace(until=0.0)


@lru_cache(maxsize=8_192)
def _key(host: str, seat: Seat) -> str:
    return f"{host_hash(host)}.{seat}"
