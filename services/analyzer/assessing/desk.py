"""The commands about assessments: list, show, replay."""

from datetime import UTC, date, datetime
from typing import Any

from services.analyzer.assessing.again import Again
from services.analyzer.domain.assessing.daily import signature
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.marks import JOB, Marks
from shared.clock import OFFICE_ZONE, Clock
from shared.commands import NotFound, Refused
from shared.contracts.assessment import Assessment
from shared.contracts.assessment_command import AssessmentQuery
from shared.store.assessments import AssessmentReader

THEN, NOW = "then", "now"


class AssessmentDesk:
    """Answers what people ask about verdicts.

    Args:
        again: replays.
        assessments: what was said.
        marks: where targets stand, and when days were assessed.
        clock: business time.
    """

    def __init__(
        self, again: Again, assessments: AssessmentReader, marks: Marks, clock: Clock
    ) -> None:
        self._again = again
        self._assessments = assessments
        self._jobs, self._standings = marks.jobs, marks.standings
        self._clock = clock

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
        before = next((one for one in reversed(said) if one.on <= day), None)
        if before is None:
            raise NotFound(f"{query.target} was first assessed on {said[0].on}, after {day}")
        known = await self._known(query.known, before, day)
        again = await self._again.replay(query.target, day, known)
        if again is None:
            raise NotFound(f"{query.target} did not run on {day}")
        told, made = before.model_dump(mode="json"), again.model_dump(mode="json")
        return {
            "said": told,
            "replayed": made,
            "same_verdicts": signature(before) == signature(again),
            "same_bytes": all(told[name] == made[name] for name in told if name not in _COUNTED),
        }

    async def _known(self, wanted: str, before: Assessment, day: date) -> datetime:
        """Return by when a replay may know: as then, as now, or as at a moment."""
        now = self._clock.now()
        if wanted in {"", THEN}:
            done = await self._jobs.finished_at(JOB, day.isoformat()) if before.on < day else None
            return max(
                one for one in (before.known_at, done, datetime.min.replace(tzinfo=UTC)) if one
            )
        if wanted == NOW:
            return now
        try:
            moment = datetime.fromisoformat(wanted)
        except ValueError as error:
            raise Refused("write `then`, `now`, or a moment such as 2021-01-30T09:00") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE)


_COUNTED = {"revision", "corrects", "corrected_on"}
"""What a correction says of itself."""
_SHOWN = {"target", "name", "unit", "kind", "verdict", "points", "on", "text", "assessment"}
