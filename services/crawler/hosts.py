"""Spares hosts: two connections at a time, one of them for re-checks; a pause between pages.

Here it is decided who goes next in this replica; `services.crawler.seats` agrees with the others.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from services.crawler.seats import Seat, Seats
from shared.errors import OutageError


class Use(StrEnum):
    """What a connection is wanted for; whoever stands first here goes first."""

    RECHECK = "recheck"
    ROBOTS = "robots"
    """What the host allows: everything else waits for it, re-checks as well."""
    PROBE = "probe"
    CRAWL = "crawl"
    """Pages, attachments, sitemaps, feeds and links."""


_ORDINARY = frozenset({Use.PROBE, Use.CRAWL})
_PAUSES_LIMIT = 10_000


@dataclass
class _Host:
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    in_use: set[Seat] = field(default_factory=set)
    probes_waiting: int = 0
    guests: int = 0


class Hosts:
    """Hands out the connections of every host that this replica talks to.

    Args:
        delay_seconds: real time between the end of one fetch of a crawl and the next on a host.
        seats: agrees with other replicas; without it there are none.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        delay_seconds: float = 0.0,
        seats: Seats | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._delay_seconds = delay_seconds
        self._seats = seats
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def permit(self, host: str, use: Use) -> AsyncIterator["Permit"]:
        """Wait for one of the host's connections and keep it for the block, or until it moves."""
        permit = Permit(self, use)
        await permit.move(host)
        try:
            yield permit
        finally:
            await permit.give_back()

    @asynccontextmanager
    async def connection(self, host: str, use: Use) -> AsyncIterator[Seat]:
        """Wait for one of the host's connections and keep it for the block."""
        slots = self._hosts.setdefault(host, _Host())
        slots.guests += 1
        try:
            seat = await _enter(slots, use)
            try:
                await self._agree(host, seat)
                if use is Use.CRAWL and self._delay_seconds:
                    await self._pause(host)
                yield seat
            finally:
                if use is Use.CRAWL and self._delay_seconds:
                    self._free_at[host] = time.monotonic() + self._delay_seconds
                if self._seats is not None:
                    self._seats.leave(host, seat)
                async with slots.changed:
                    slots.in_use.discard(seat)
                    slots.changed.notify_all()
        finally:
            slots.guests -= 1
            if not slots.guests:
                self._hosts.pop(host, None)

    def stands(self, host: str, seat: Seat) -> bool:
        """Tell whether a connection is ours still, and not the next replica's by now."""
        return self._seats is None or self._seats.stands(host, seat)

    async def _agree(self, host: str, seat: Seat) -> None:
        """Wait until no other replica has the seat; a fetch of theirs counts for the pause."""
        if self._seats is None or not await self._seats.take(host, seat):
            return
        if self._delay_seconds:
            self._free_at[host] = time.monotonic() + self._delay_seconds

    async def _pause(self, host: str) -> None:
        """Wait until the last fetch on a host is long enough ago."""
        now = time.monotonic()
        if len(self._free_at) > _PAUSES_LIMIT:
            self._free_at = {one: at for one, at in self._free_at.items() if at > now}
        await self._sleep(max(self._free_at.get(host, 0.0) - now, 0.0))


class Permit:
    """One connection that is held: of one host at a time, so that nobody waits for ever.

    Attributes:
        waited_seconds: real time for which others were waited for, since the first host.
    """

    def __init__(self, hosts: Hosts, use: Use) -> None:
        self._hosts = hosts
        self._use = use
        self._host = ""
        self._seat = Seat.ORDINARY
        self._begun = False
        self._held = AsyncExitStack()
        self.waited_seconds = 0.0

    async def move(self, host: str) -> None:
        """Give the connection back and wait for one of another host; nothing for the same."""
        if host == self._host:
            return
        await self.give_back()
        since = time.monotonic()
        self._seat = await self._held.enter_async_context(self._hosts.connection(host, self._use))
        if self._begun:
            self.waited_seconds += time.monotonic() - since
        self._host, self._begun = host, True

    def check(self) -> None:
        """See that what is held is ours still: a process that stood still may have lost it.

        Raises:
            OutageError: it may be another replica's by now.
        """
        if self._host and not self._hosts.stands(self._host, self._seat):
            raise OutageError(f"the connection of {self._host} was held for too long")

    async def give_back(self) -> None:
        """Give the connection back, such as for the wait for something else."""
        self._host = ""
        await self._held.aclose()


async def _enter(slots: _Host, use: Use) -> Seat:
    slots.probes_waiting += use is Use.PROBE
    try:
        async with slots.changed:
            while (seat := _seat_for(slots, use)) is None:
                await slots.changed.wait()
            slots.in_use.add(seat)
            return seat
    finally:
        slots.probes_waiting -= use is Use.PROBE


def _seat_for(slots: _Host, use: Use) -> Seat | None:
    """Return the seat that may be had now."""
    if use in _ORDINARY:
        waits = use is not Use.PROBE and slots.probes_waiting
        return None if waits or Seat.ORDINARY in slots.in_use else Seat.ORDINARY
    free = (seat for seat in (Seat.KEPT, Seat.ORDINARY) if seat not in slots.in_use)
    return next(free, None)
