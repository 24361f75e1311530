"""Spares hosts: two connections at a time, of which one is kept for re-checks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

MOST = 2
"""Connections to one host at the same time."""
ORDINARY = 1
"""Of them for crawl and probes; the rest is kept."""


class Use(StrEnum):
    """What a connection is wanted for; whoever stands first here goes first."""

    RECHECK = "recheck"
    PROBE = "probe"
    CRAWL = "crawl"


@dataclass
class _Host:
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    in_use: int = 0
    ordinary: int = 0
    probes_waiting: int = 0
    guests: int = 0


class Hosts:
    """Hands out the connections of every host that this replica talks to."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def connection(self, host: str, use: Use) -> AsyncIterator[None]:
        """Wait for one of the host's connections and keep it for the block."""
        slots = self._hosts.setdefault(host, _Host())
        slots.guests += 1
        try:
            await _enter(slots, use)
            try:
                yield
            finally:
                async with slots.changed:
                    slots.in_use -= 1
                    slots.ordinary -= use is not Use.RECHECK
                    slots.changed.notify_all()
        finally:
            slots.guests -= 1
            if not slots.guests:
                self._hosts.pop(host, None)


async def _enter(slots: _Host, use: Use) -> None:
    slots.probes_waiting += use is Use.PROBE
    try:
        async with slots.changed:
            await slots.changed.wait_for(lambda: _may_enter(slots, use))
            slots.in_use += 1
            slots.ordinary += use is not Use.RECHECK
    finally:
        slots.probes_waiting -= use is Use.PROBE


def _may_enter(slots: _Host, use: Use) -> bool:
    if slots.in_use >= MOST:
        return False
    if use is Use.RECHECK:
        return True
    return slots.ordinary < ORDINARY and (use is Use.PROBE or not slots.probes_waiting)
