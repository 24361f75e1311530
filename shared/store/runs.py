"""Runs: when each host is due. Written by the crawler."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from shared.contracts.base import Contract
from shared.contracts.task import host_hash
from shared.store.collection import Collection, Update
from shared.store.mapping import changed_fields, from_document, to_document
from shared.store.newest import newest

_TICK = timedelta(milliseconds=1)
"""The store's smallest step of time."""


class RunKind(StrEnum):
    """What is done when the time comes."""

    CRAWL = "crawl"
    PROBE = "probe"


class Run(Contract):
    """The schedule of one host or of one website's probes; moves only when a run is recorded."""

    id: str
    """Hash of the host, or id of the website; a subject token."""
    kind: RunKind = RunKind.CRAWL
    host: str = ""
    """Of a crawl."""
    url: str = ""
    """Of a probe: the website's address as the registry has it."""
    next_at: AwareDatetime
    """Business time from which the host is due, UTC."""
    recorded_at: AwareDatetime | None = None
    pages: int = 0
    """Addresses visited by the last run."""
    strikes: int = 0
    """Runs in a row that found the host in trouble."""
    hastened_at: AwareDatetime | None = None
    """When somebody asked for a run last; a run that began before does not answer that."""


class RunStore:
    """Keeps the schedule of all hosts."""

    def __init__(self, collection: Collection) -> None:
        self._runs = collection

    async def enter(self, host: str, next_at: datetime) -> None:
        """Put a host on the schedule; one that is there keeps its time."""
        run = Run(id=host_hash(host), host=host, next_at=next_at)
        await self._runs.insert([to_document(run, run.id)])

    async def enter_probe(self, target: str, url: str, next_at: datetime) -> None:
        """Put a website's probes on the schedule; one that is there keeps its time."""
        run = Run(id=target, kind=RunKind.PROBE, url=url, next_at=next_at)
        if not await self._runs.insert([to_document(run, run.id)]):
            await self._runs.update(target, {"url": url}, where={})

    async def leave(self, key: str) -> None:
        """Take a host or a website off the schedule."""
        await self._runs.delete(key)

    async def due(self, kind: RunKind, now: datetime, *, limit: int) -> list[Run]:
        """Return what is due, longest first."""
        where = {"kind": kind.value, "next_at": {"$lte": now}}
        documents = await self._runs.find(where, limit=limit, order="next_at")
        return [from_document(Run, document) for document in documents]

    async def probed(self, runs: Sequence[Run]) -> None:
        """Record the probes of many websites in one write, with when they are due again."""
        await self._runs.merge({run.id: changed_fields(run) for run in runs})

    async def newest(self, kind: RunKind, now: datetime) -> datetime | None:
        """Return when the last run of a kind, of the last 40 days, was recorded."""
        return await newest(self._runs, "recorded_at", now, {"kind": kind.value})

    async def get(self, host: str) -> Run | None:
        """Return the schedule of one host, or None."""
        document = await self._runs.get(host_hash(host))
        return from_document(Run, document) if document else None

    async def record(self, run: Run, *, slot: datetime) -> bool:
        """Move a host on; refused when another run of the same slot was recorded first.

        A host that was hastened while the run was on its way is due again at once: the run may
        have looked before whatever it was hastened for.

        Args:
            run: the schedule as this run leaves it, `hastened_at` as it was when the run began.
            slot: the `next_at` that made the run due.
        """
        change = {
            "next_at": run.next_at,
            "recorded_at": run.recorded_at,
            "pages": run.pages,
            "strikes": run.strikes,
        }
        here = {"next_at": slot}
        if await self._runs.update(run.id, change, where={**here, "hastened_at": run.hastened_at}):
            return True
        soon = max(run.recorded_at or slot, slot + _TICK)
        return await self._runs.update(run.id, {**change, "next_at": soon}, where=here)

    async def hasten(self, hosts: Sequence[str], now: datetime) -> int:
        """Make hosts due at once; return how many were not already."""
        asked = {"hastened_at": now}
        await self._runs.update_each([Update(host_hash(host), asked, {}) for host in hosts])
        moved = [
            await self._runs.update(
                host_hash(host), {"next_at": now}, where={"next_at": {"$gt": now}}
            )
            for host in hosts
        ]
        return sum(moved)
