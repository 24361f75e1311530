"""Spares hosts: two connections at a time, one of them for re-checks; a pause between pages.

Here it is decided who goes next in this replica; `services.crawler.seats` agrees with the others.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

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
    changed: asyncio.Event = field(default_factory=asyncio.Event)
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

    def permit(self, host: str, use: Use) -> "Permit":
        """Wait for one of the host's connections and keep it for the block, or until it moves."""
        return Permit(self, host, use)

    @asynccontextmanager
    async def connection(self, host: str, use: Use) -> AsyncIterator[Seat]:
        """Wait for one of the host's connections and keep it for the block."""
        seat = await self.take(host, use)
        try:
            yield seat
        finally:
            self.leave(host, use, seat)

    async def take(self, host: str, use: Use) -> Seat:
        """Wait for one of the host's connections, which is then to be left."""
        slots = self._hosts.setdefault(host, _Host())
        slots.guests += 1
        try:
            seat = await _enter(slots, use)
        except BaseException:
            self._part(host, slots)
            raise
        try:
            await self._agree(host, seat)
            if use is Use.CRAWL and self._delay_seconds:
                await self._pause(host)
        except BaseException:
            self.leave(host, use, seat)
            raise
        return seat

    def leave(self, host: str, use: Use, seat: Seat) -> None:
        """Give back what was taken."""
        if use is Use.CRAWL and self._delay_seconds:
            self._free_at[host] = time.monotonic() + self._delay_seconds
        if self._seats is not None:
            self._seats.leave(host, seat)
        slots = self._hosts[host]
        slots.in_use.discard(seat)
        slots.changed.set()  # wakes whoever waits now, and nobody who comes later
        slots.changed.clear()
        self._part(host, slots)

    def _part(self, host: str, slots: _Host) -> None:
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

    def __init__(self, hosts: Hosts, host: str, use: Use) -> None:
        self._hosts = hosts
        self._first = host
        self._use = use
        self._host = ""
        self._seat = Seat.ORDINARY
        self._begun = False
        self.waited_seconds = 0.0

    async def __aenter__(self) -> Self:
        """Wait for a connection of the first host."""
        await self.move(self._first)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give back what is held in the end."""
        self.give_back()

    async def move(self, host: str) -> None:
        """Give the connection back and wait for one of another host; nothing for the same."""
        if host == self._host:
            return
        self.give_back()
        since = time.monotonic()
        self._seat = await self._hosts.take(host, self._use)
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

    def give_back(self) -> None:
        """Give the connection back, such as for the wait for something else."""
        host, self._host = self._host, ""
        if host:
            self._hosts.leave(host, self._use, self._seat)


async def _enter(slots: _Host, use: Use) -> Seat:
    slots.probes_waiting += use is Use.PROBE
    try:
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
