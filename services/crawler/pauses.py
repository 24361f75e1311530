"""What must be left alone: single targets, all of a unit, or everything, by a person's command."""

import time
from collections.abc import Sequence

from shared import commands
from shared.clock import Clock
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import PauseCrawl
from shared.contracts.target import Target
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.pauses import EVERYTHING, PauseStore, of_target, of_unit
from shared.store.targets import TargetReader

KEEP_SECONDS = 2.0
"""Real time after which a replica looks again; a pause is in force everywhere by then."""


class Pauses:
    """Knows and changes what is paused.

    Args:
        store: where it rests.
        targets: the registry.
        outbox: relays what was done to the audit.
        clock: business time.
    """

    def __init__(
        self, store: PauseStore, targets: TargetReader, outbox: Outbox, clock: Clock
    ) -> None:
        self._store = store
        self._targets = targets
        self._outbox = outbox
        self._clock = clock
        self._known: frozenset[str] = frozenset()
        self._until = 0.0
        self._changes = 0

    async def holds(self, target: Target) -> bool:
        """Tell whether a target must not be fetched from now.

        That it may be fetched can be two seconds old; that it must not is looked up, since what is
        left alone by mistake may wait for a day.
        """
        return bool(await self.among([target]))

    async def among(self, targets: Sequence[Target]) -> frozenset[str]:
        """Return the ids of those that must not be fetched from now; see `holds`."""
        if not _held(targets, await self._in_force()):
            return frozenset()
        return _held(targets, await self._look())

    async def open_target(self, key: str) -> Target | None:
        """Return a target; None when it is unknown, or must not be fetched from now."""
        target = await self._targets.get(key)
        return None if target is None or await self.holds(target) else target

    async def held(self, ids: list[str]) -> frozenset[str]:
        """Return those of the targets that must not be fetched from now."""
        if not await self._in_force():
            return frozenset()
        return await self.among(list((await self._targets.get_many(ids)).values()))

    async def change(self, command: PauseCrawl) -> list[Target]:
        """Pause or resume; return the targets that the command is about.

        Raises:
            NotFound: a target or a unit is not on the registry.
        """
        about = await self._about(command)
        keys = [of_target(key) for key in command.targets] + [of_unit(key) for key in command.units]
        action = "crawl.pause" if command.paused else "crawl.resume"
        now, reason = self._clock.now(), mask_text(command.reason)
        for key in [EVERYTHING] if command.everything else keys:
            audit = AuditRecorded(
                actor=command.actor,
                action=action,
                about=key,
                cause=command.request,
                reason=reason,
                occurred_at=now,
            )
            await self._store.put(key, paused=command.paused, request=command.request, audit=audit)
        self._changes += 1
        self._until = 0.0
        self._outbox.nudge()
        return about

    async def listed(self) -> list[dict[str, str]]:
        """Return what is paused, by whom, since when and why."""
        return await self._store.listed()

    async def _in_force(self) -> frozenset[str]:
        return await self._look() if time.monotonic() >= self._until else self._known

    async def _look(self) -> frozenset[str]:
        before = self._changes
        self._known = await self._store.in_force()
        if self._changes == before:  # else it may have been read before the change
            self._until = time.monotonic() + KEEP_SECONDS
        return self._known

    async def _about(self, command: PauseCrawl) -> list[Target]:
        if command.everything:
            return [target async for target in self._targets.every()]
        found = await self._targets.get_many(command.targets)
        if unknown := [key for key in command.targets if key not in found]:
            names = ", ".join(unknown)
            raise commands.NotFound(f"no such target: {names}; see `xuncha registry list`")
        about = list(found.values())
        for unit in command.units:
            of_it = await self._targets.listed(unit=unit, limit=1_000)
            if not of_it:
                raise commands.NotFound(f"no target of a unit {unit}; see `xuncha registry list`")
            about += of_it
        return about


def _held(targets: Sequence[Target], keys: frozenset[str]) -> frozenset[str]:
    return frozenset(
        one.id for one in targets if keys & {EVERYTHING, of_unit(one.unit), of_target(one.id)}
    )
