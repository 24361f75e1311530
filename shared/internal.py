"""Puts into the audit which internal hosts were reached, and which line of whose file allowed it.

The guard tells of a use while a fetch waits; the entry follows within a second, so that a broker
that is away makes no site look slow.
"""

import asyncio
from collections.abc import Callable
from datetime import date

import structlog

from shared.clock import Clock, office_date
from shared.contracts.audit import AuditRecorded
from shared.egress.policy import InternalUse
from shared.errors import TransientError
from shared.publisher import Publisher

EVERY_SECONDS = 1.0
log = structlog.get_logger()


class InternalUses:
    """Records uses of an operator's file of internal targets: once a day for each host and port.

    Args:
        service: whose file it is.
        publisher: of the service.
        clock: business time.
        count: called for each use.
    """

    def __init__(
        self,
        service: str,
        publisher: Publisher,
        clock: Clock,
        count: Callable[[], None] = lambda: None,
    ) -> None:
        self._service = service
        self._publisher = publisher
        self._clock = clock
        self._count = count
        self._day: date | None = None
        self._told: set[str] = set()
        self._waiting: dict[str, AuditRecorded] = {}

    def note(self, use: InternalUse) -> None:
        """Take note of one use."""
        self._count()
        now = self._clock.now()
        day, about = office_date(now), f"{use.host}:{use.port}"
        if day != self._day:
            self._day, self._told = day, set()
        if about in self._told:
            return
        self._told.add(about)
        entry = AuditRecorded(
            actor="operator",
            action="egress.internal",
            about=about,
            cause=f"{self._service} {day}",
            reason=use.allowed_by,
            occurred_at=now,
        )
        self._waiting[entry.msg_id] = entry

    async def run(self) -> None:
        """Publish what was noted, for ever."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.tell()

    async def tell(self) -> None:
        """Publish what was noted; what the broker does not take is tried again."""
        for key, entry in list(self._waiting.items()):
            try:
                await self._publisher.publish(entry)
            except TransientError as error:
                log.warning("internal.delayed", reason=str(error))
                return
            del self._waiting[key]
