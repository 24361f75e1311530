"""The commands about profiles: check, compare, explain, apply."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.analyzer.assessing.schemes import Schemes, library
from services.analyzer.assessing.whatif import WhatIf
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.library import Library
from services.analyzer.domain.assessing.telling import differences, explained, unconfirmed
from shared.clock import Clock, office_date
from shared.commands import NotFound, Refused
from shared.contracts.assessment_command import ApplyProfile, ProfileFiles
from shared.contracts.audit import AuditRecorded
from shared.contracts.profile import Profile, ProfileRegistered
from shared.errors import ConflictError, PermanentError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.profiles import ProfileStore, next_of


class ProfileDesk:
    """Answers what people ask about profiles.

    Args:
        profiles: what is in effect.
        schemes: reads it.
        whatif: says what another profile would change.
        outbox: relays what applying says.
        clock: business time.
    """

    def __init__(
        self,
        profiles: ProfileStore,
        schemes: Schemes,
        whatif: WhatIf,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._profiles = profiles
        self._schemes = schemes
        self._whatif = whatif
        self._outbox = outbox
        self._clock = clock

    async def check(self, command: ProfileFiles) -> dict[str, Any]:
        """Read profiles; an answer means that they are sound."""
        known, profile = await self._meant(command)
        return {
            "name": profile.name,
            "digest": profile.digest,
            "items": sum(one.enabled for one in profile.items),
            "unconfirmed": unconfirmed(profile),
            "profiles": known.names,
        }

    async def diff(self, command: ProfileFiles) -> dict[str, Any]:
        """Say what differs from the running profile, and which verdicts would change."""
        known, profile = await self._meant(command)
        day = self._day(command)
        running = await self._schemes.on(day)
        other = known.profile(command.other, day) if command.other else running
        verdicts: list[dict[str, Any]] = []
        if command.quarter:
            verdicts = await self._whatif.compare(Quarter.parse(command.quarter), other, profile)
        return {
            "from": other.name,
            "to": profile.name,
            "changes": differences(other, profile),
            "verdicts": verdicts,
        }

    async def explain(self, command: ProfileFiles) -> list[dict[str, Any]]:
        """Say what the items of a profile mean."""
        _, profile = await self._meant(command)
        found = [one for one in profile.items if command.item in {"", one.id}]
        if not found:
            raise NotFound(f"{profile.name} has no item {command.item}")
        return [explained(profile, one) for one in found]

    async def apply(self, command: ApplyProfile) -> dict[str, Any]:
        """Put a profile into effect; one that is not sound changes nothing."""
        running = await self._schemes.applied()
        if running and running.cause == command.request:
            return {"name": running.name, "version": running.version}
        files = command.files or (running.files if running else {})
        name = command.name or (running.name if running else "")
        if not name:
            raise Refused("name the profile that is to be in effect")
        known = library(_impersonal(files))
        profile = known.profile(name, self._day(command))
        now = self._clock.now()
        applied = next_of(
            running,
            name=name,
            files=files,
            applied_at=now,
            by=command.actor,
            cause=command.request,
            deadlines=known.deadlines(name),
            digests=known.digests(name),
        )
        event = ProfileRegistered(
            profile=profile.model_copy(update={"version": applied.version}), occurred_at=now
        )
        audit = AuditRecorded(
            actor=command.actor,
            action="profile.apply",
            about=name,
            cause=command.request,
            reason=mask_text(command.reason),
            occurred_at=now,
        )
        if not await self._profiles.apply(applied, event, audit):
            raise ConflictError("somebody applied a profile just now; look at it again")
        self._outbox.nudge()
        return {"name": name, "version": applied.version, "digest": profile.digest}

    async def _meant(self, command: ProfileFiles) -> tuple[Library, Profile]:
        known, running = await self._schemes.current()
        applied = await self._schemes.applied()
        if command.files:
            files = _impersonal(command.files)
            known = library({**(applied.files if applied else {}), **files})
        return known, known.profile(command.name or running, self._day(command))

    def _day(self, command: ProfileFiles) -> date:
        return date.fromisoformat(command.day) if command.day else office_date(self._clock.now())


def _impersonal(files: Mapping[str, str]) -> Mapping[str, str]:
    """Return the files; what a profile says is stored, published and shown in plain.

    Raises:
        PermanentError: one of them holds a personal value.
    """
    for name, text in files.items():
        for number, line in enumerate((name, *text.splitlines())):
            if mask_text(line) != line:
                place = f"{mask_text(name)}, line {number}"
                raise PermanentError(f"{place}: holds a personal value: leave it out")
    return files
