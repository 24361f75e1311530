"""What people and earlier quarters said, as it was known at a moment; folds verdicts with it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from services.analyzer.domain.assessing.daily import Answered, Judged
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.inspections import Answers
from services.analyzer.domain.assessing.known import counted
from services.analyzer.domain.assessing.verdict import assess
from shared.clock import office_date
from shared.contracts.assessment import Assessment, Verdict
from shared.contracts.finding import Finding
from shared.contracts.target import TargetKind
from shared.store.assessments import AssessmentStore
from shared.store.findings import FindingStore
from shared.store.inspections import InspectionReader


class Shelves(NamedTuple):
    """What assessments are written to and read beside observations."""

    findings: FindingStore
    assessments: AssessmentStore
    inspections: InspectionReader


class Said:
    """Reads what counts beside observations.

    Args:
        shelves: the collections.
    """

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    async def findings(self, day: date, known: datetime) -> dict[str, list[Finding]]:
        """Return the findings of a day's quarter that count on the day, by target."""
        found: dict[str, list[Finding]] = defaultdict(list)
        quarter = Quarter.of(day)
        last = min(quarter.last, office_date(known))
        async for finding in self._shelves.findings.found_between(quarter.first, last):
            found[finding.target] += counted([finding], day, known)
        return found

    async def of_target(self, target: str, day: date) -> list[Finding]:
        """Return the findings of one target in a day's quarter, as they are now."""
        quarter = Quarter.of(day)
        between = self._shelves.findings.of_target_between
        return await between(target, quarter.first, quarter.last)

    async def answers(self, quarter: Quarter, known: datetime, target: str = "") -> Answered:
        """Return the answers to a quarter's inspections; without a target, of all."""
        found: dict[str, dict[str, Answers]] = defaultdict(dict)
        after, before = f"{quarter}:{target}", f"{quarter}:{target};" if target else f"{quarter};"
        for one in await self._shelves.inspections.answered(after, before, known):
            found[one.target][one.item] = Answers(one.id, one.answers)
        return found

    async def fold(
        self, judged: Judged, known: datetime, findings: Iterable[Finding]
    ) -> Assessment:
        """Fold a judged target with findings; a failed one is held against the quarters before."""
        counting = counted(findings, judged.case.day, known)
        first = assess(judged.case, judged.measured, counting)
        if first.verdict is not Verdict.VIOLATING or first.kind is TargetKind.COLUMN:
            return first
        before = await self._previous(judged, known)
        return assess(judged.case, judged.measured, counting, before)

    async def _previous(self, judged: Judged, known: datetime) -> list[Verdict]:
        """Read the verdicts of the quarters before, as far back as closing looks."""
        found, quarter = list[Verdict](), judged.case.quarter
        for _ in range(judged.case.profile.closing_quarters - 1):
            quarter = quarter.previous
            last = await self._shelves.assessments.verdict(
                str(quarter), judged.case.target.id, known
            )
            if last is None:
                break
            found.append(last)
        return found
