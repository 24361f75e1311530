"""Says what is new about a target, once, whatever other replicas say at the same time."""

from collections.abc import Mapping
from datetime import date

from services.analyzer.assessing.standings import Kept, Last, Standings
from services.analyzer.domain.assessing.daily import signature
from services.analyzer.domain.assessing.dates import Quarter
from shared.clock import Clock, office_date
from shared.contracts.assessment import Assessment, AssessmentChanged
from shared.errors import ConflictError
from shared.store.assessments import AssessmentStore


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

        What is stored decides: another replica may be at this day, or at the one before, or have
        ended before it wrote where the target stands. The store takes what is said only from who
        has read all that was said before. What is said otherwise of the same day is a correction.

        Raises:
            ConflictError: another replica has said something of a later day.
        """
        moment = self._clock.now()
        last = before.last if before.last.number is not None else await self._last(said)
        while last.signature != signature(said):
            if last.on and last.on > said.on:
                raise ConflictError(f"{said.target} was assessed as of {last.on} meanwhile")
            fresh = corrected(said, last, office_date(moment)) if last.on == said.on else said
            event = AssessmentChanged(assessment=fresh, occurred_at=moment)
            number = (last.number or 0) + 1
            if await self._assessments.add(fresh, event, number):
                last = Last.of(fresh, number)
            else:
                last = await self._last(said)
        return now._replace(last=last)

    async def look_back(self, day: date, kept: Mapping[str, Kept]) -> None:
        """Have those judged again of whom more was said as of a day that is done.

        A replica may have ended between saying it and writing where the target stands.

        Args:
            day: before the one that is about to be assessed.
            kept: where targets stand in the quarter of `day`; those that are left out are read.
        """
        quarter, over = Quarter.of(day), set[str]()
        for one in await self._assessments.of_day(str(quarter), day):
            stands = kept.get(one.target) or await self._standings.get(quarter, one.target)
            if stands and stands.last.id != one.id and (stands.last.on or day) <= day:
                over.add(one.target)
        await self._standings.mark(quarter, over, self._clock.now())

    async def _last(self, said: Assessment) -> Last:
        found = await self._assessments.of_target(said.quarter, said.target)
        return Last.of(found[-1], len(found)) if found else Last()


def corrected(said: Assessment, stood: Last, day: date) -> Assessment:
    """Make a dated correction of what stood.

    Args:
        said: what stands from now on.
        stood: the last one that was said of its day, or of the last day before it.
        day: of the correction, Asia/Shanghai.
    """
    revision = (stood.revision if stood.on == said.on else 1) + 1
    change = {"revision": revision, "corrects": stood.id, "corrected_on": day}
    return said.model_copy(update=change)
