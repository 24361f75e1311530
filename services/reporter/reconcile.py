"""Reconciles the registry: with a file of another one, or with what the crawler sees."""

import asyncio
from datetime import date, timedelta
from typing import Any

from services.reporter.domain import reconciling
from services.reporter.facts import Readers
from services.reporter.seen import seen_between
from shared.bucket import Files
from shared.clock import Clock, office_date
from shared.contracts.registry_command import ReconcileRegistry
from shared.contracts.target import Target
from shared.errors import PermanentError
from shared.intake.kind import Kind
from shared.intake.parse import parse
from shared.store.links import LinkReader
from shared.tables.model import Limits

DAYS = 7
"""How far back the crawler's looks count: its check week."""


class Reconcile:
    """Compares, and changes nothing.

    Args:
        readers: the collections.
        links: where links of the targets led.
        files: the bucket with the other registry.
        kind: of files that hold targets.
        limits: of one file.
        clock: business time.
    """

    def __init__(
        self,
        readers: Readers,
        links: LinkReader,
        files: Files,
        kind: Kind,
        limits: Limits,
        clock: Clock,
    ) -> None:
        self._readers = readers
        self._links = links
        self._files = files
        self._kind = kind
        self._limits = limits
        self._clock = clock

    async def compared(self, command: ReconcileRegistry) -> dict[str, Any]:
        """Return the differences, sorted by what they are.

        Raises:
            PermanentError: the file cannot be read, or rows of it are bad.
        """
        targets = [target async for target in self._readers.targets.every()]
        if command.file:
            found = reconciling.registries(targets, await self._theirs(command))
        else:
            found = await self._seen(targets)
        return {"differences": [one._asdict() for one in found], "targets": len(targets)}

    async def _theirs(self, command: ReconcileRegistry) -> list[Target]:
        body = await self._files.get(command.file, limit=self._limits.size)
        await self._files.drop(command.file)
        parts = await asyncio.to_thread(parse, body, command.name, [self._kind], self._limits)
        if bad := [fault for part in parts for fault in part.faults]:
            places = "; ".join(f"line {one.line}, {one.column}: {one.reason}" for one in bad[:10])
            raise PermanentError(f"{command.name}: mend {len(bad)} cells first: {places}")
        return [entry.record for part in parts for entry in part.entries]

    async def _seen(self, targets: list[Target]) -> list[reconciling.Difference]:
        last = office_date(self._clock.now())
        first = last - timedelta(days=DAYS)
        found = await seen_between(self._readers.sights, first, last)
        opened = {key: one.opened for key, one in found.items() if one.anything}
        hosts: set[str] = set()
        for day in (first + timedelta(days=n) for n in range(DAYS + 1)):
            hosts |= await self._landed(day)
        return reconciling.seen(targets, opened, hosts)

    async def _landed(self, day: date) -> set[str]:
        """Return the hosts on which links landed that were followed on a day."""
        found: set[str] = set()
        after = ""
        while page := await self._links.on_day(day, after=after):
            found |= {check.landed for checks in page.values() for check in checks if check.landed}
            after = max(page)
        return found
