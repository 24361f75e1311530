"""Says what is new about a target, once, whatever other replicas say at the same time."""

from collections.abc import Mapping
from datetime import date

from services.analyzer.assessing.standings import Kept, Standings
from services.analyzer.domain.assessing.daily import signature
from services.analyzer.domain.assessing.dates import Quarter
from shared.clock import Clock, office_date
from shared.contracts.assessment import Assessment, AssessmentChanged
from shared.errors import ConflictError
from shared.store.assessments import AssessmentStore

FEW = 10
"""So many targets are looked up one by one."""


class Saying:
    """Stores assessments with their events.

    Args:
        assessments: what was said.
        standings: by what each target stands.
        clock: business time.
    """

    def __init__(self, assessments: AssessmentStore, standings: Standings, clock: Clock) -> None:
        self._assessments = assessments
        self._standings = standings
        self._clock = clock

    async def say(self, said: Assessment, before: Kept, now: Kept) -> Kept:
        """Store an assessment, or stand by the stored one that says the same already.

        What is stored decides: another replica may be at the same day, or have ended before it
        wrote where the target stands. What is said otherwise of the same day is a correction.

        Raises:
            ConflictError: another replica has said something of a later day.
        """
        moment = self._clock.now()
        stored = await self._assessments.last(said.quarter, said.target) if before.last else None
        while stored is None or signature(stored) != signature(said):
            if stored and stored.on > said.on:
                raise ConflictError(f"{said.target} was assessed as of {stored.on} meanwhile")
            fresh = said
            if stored and stored.on == said.on:
                fresh = corrected(said, stored, office_date(moment))
            event = AssessmentChanged(assessment=fresh, occurred_at=moment)
            if await self._assessments.add(fresh, event):
                stored = fresh
            else:
                stored = await self._assessments.last(said.quarter, said.target)
        return now._replace(
            signature=signature(stored), last=stored.id, on=stored.on, revision=stored.revision
        )

    async def look_back(self, quarter: Quarter, day: date, kept: Mapping[str, Kept]) -> None:
        """Have those judged again of whom another replica has said more as of the same day.

        Whoever writes last where a target stands looks last, and finds what the others said.
        """
        if len(kept) > FEW:
            said = await self._assessments.of_day(str(quarter), day)
        else:
            last = [await self._assessments.last(str(quarter), target) for target in kept]
            said = [one for one in last if one]
        over = {
            one.target for one in said if one.target in kept and kept[one.target].last != one.id
        }
        await self._standings.mark(quarter, over, self._clock.now())


def corrected(said: Assessment, stored: Assessment, day: date) -> Assessment:
    """Make a dated correction of what stood.

    Args:
        said: what stands from now on.
        stored: the last one that was said of its day, or of the last day before it.
        day: of the correction, Asia/Shanghai.
    """
    revision = (stored.revision if stored.on == said.on else 1) + 1
    change = {"revision": revision, "corrects": stored.id, "corrected_on": day}
    return said.model_copy(update=change)
