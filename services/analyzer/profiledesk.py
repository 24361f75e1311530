"""The commands about profiles and assessments: check, compare, explain, apply, list, replay."""

from datetime import date
from typing import Any

from services.analyzer.assess import Assess
from services.analyzer.domain.assessing.daily import signature
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.library import Library
from services.analyzer.domain.assessing.telling import differences, explained, unconfirmed
from services.analyzer.schemes import Schemes, library
from services.analyzer.whatif import WhatIf
from shared.clock import Clock, office_date
from shared.commands import NotFound, Refused
from shared.contracts.assessment import Assessment
from shared.contracts.assessment_command import ApplyProfile, AssessmentQuery, ProfileFiles
from shared.contracts.audit import AuditRecorded
from shared.contracts.profile import Profile, ProfileRegistered
from shared.errors import ConflictError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.assessments import AssessmentReader
from shared.store.profiles import ProfileStore, next_of
from shared.store.standings import StandingReader


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
        known = library(files)
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
            known = library({**(applied.files if applied else {}), **command.files})
        return known, known.profile(command.name or running, self._day(command))

    def _day(self, command: ProfileFiles) -> date:
        return date.fromisoformat(command.day) if command.day else office_date(self._clock.now())


class AssessmentDesk:
    """Answers what people ask about verdicts.

    Args:
        assess: replays.
        assessments: what was said.
        standings: where targets stand.
    """

    def __init__(
        self, assess: Assess, assessments: AssessmentReader, standings: StandingReader
    ) -> None:
        self._assess = assess
        self._assessments = assessments
        self._standings = standings

    async def listed(self, query: AssessmentQuery) -> list[dict[str, Any]]:
        """Return where targets stand in a quarter, with the rank of scored portals."""
        quarter = str(Quarter.parse(query.quarter))
        found = [one async for one in self._standings.every(quarter)]
        totals = {one.target: one.points for one in found if one.points is not None}
        rows = []
        for one in found:
            wanted = (query.target in {"", one.target}, query.unit in {"", one.unit})
            if all(wanted) and query.verdict in {"", str(one.verdict)}:
                row = one.model_dump(mode="json", include=_SHOWN)
                place = (
                    1 + sum(other > totals[one.target] for other in totals.values())
                    if one.target in totals
                    else None
                )
                rows.append({**row, "rank": place})
        return rows[: query.limit]

    async def shown(self, query: AssessmentQuery) -> list[Assessment]:
        """Return everything that was said about one target in a quarter, corrections included."""
        found = await self._assessments.of_target(str(Quarter.parse(query.quarter)), query.target)
        if not found:
            raise NotFound(f"{query.target or 'no target'} was not assessed in {query.quarter}")
        return found

    async def replayed(self, query: AssessmentQuery) -> dict[str, Any]:
        """Judge one target again from its stored facts, and compare with what was said."""
        said = await self.shown(query)
        day = date.fromisoformat(query.day) if query.day else said[-1].on
        judged = await self._assess.replay(query.target, day)
        if judged is None:
            raise NotFound(f"{query.target} did not run on {day}")
        again = await self._assess.assessment(judged)
        before = next((one for one in reversed(said) if one.on <= day), said[0])
        return {
            "said": before.model_dump(mode="json"),
            "replayed": again.model_dump(mode="json"),
            "same_verdicts": signature(before) == signature(again),
        }


_SHOWN = {"target", "name", "unit", "kind", "verdict", "points", "on", "text", "assessment"}
