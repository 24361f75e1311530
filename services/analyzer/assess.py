"""Assesses: one day for all targets, or one target again when its facts changed afterwards."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from services.analyzer.domain.assessing.daily import (
    Answered,
    Judged,
    Roster,
    Standing,
    judge,
    signature,
    step,
)
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.inspections import Answers
from services.analyzer.domain.assessing.ledger import begin, replay_start
from services.analyzer.domain.assessing.verdict import assess
from services.analyzer.ledgers import Kept, Standings, empty
from services.analyzer.observed import Observations
from services.analyzer.raising import raise_findings
from services.analyzer.saying import Saying
from services.analyzer.schemes import Schemes
from shared.clock import Clock
from shared.contracts.assessment import Assessment, Verdict
from shared.contracts.finding import Finding
from shared.contracts.target import TargetKind
from shared.publisher import Publisher
from shared.store.assessments import AssessmentStore
from shared.store.findings import FindingStore
from shared.store.inspections import InspectionReader


class Shelves(NamedTuple):
    """What assessments are written to, and what they read beside observations."""

    findings: FindingStore
    assessments: AssessmentStore
    standings: Standings
    inspections: InspectionReader


class Assess:
    """Assesses targets.

    Args:
        observations: what was seen.
        shelves: the collections.
        schemes: which profile is in effect.
        publisher: of the service.
        clock: business time.
    """

    def __init__(
        self,
        observations: Observations,
        shelves: Shelves,
        schemes: Schemes,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self._observations = observations
        self._shelves = shelves
        self._schemes = schemes
        self._publisher = publisher
        self._clock = clock
        self._saying = Saying(shelves.assessments, shelves.standings, clock)

    async def day(self, day: date) -> Roster:
        """Assess all targets at the end of a day; repeating it changes nothing.

        Whoever comes to a day that another has left behind leaves it alone: what was kept since
        belongs to later days.

        Returns:
            The registry of the day, for what else is done once a day.
        """
        profile, quarter = await self._schemes.on(day), Quarter.of(day)
        known = await self._observations.roster(day)
        kept = await self._shelves.standings.of_quarter(quarter, profile)
        if any(one.standing.ledger.on > day for one in kept.values()):
            return known  # another replica has done this day, and is at a later one
        standings = {key: one.standing for key, one in kept.items() if key in known.targets}
        due = step(known, standings, await self._observations.on_day(day), day, profile)
        judged = list(judge(known, standings, due, profile, await self._answers(quarter)))
        await self._keep(judged, kept, await self._findings(quarter))
        untouched = {
            key: kept[key]._replace(standing=standings[key])
            for key in known.targets
            if key not in due and key in kept
        }
        await self._shelves.standings.put(quarter, untouched, known.targets)
        return known

    async def again(self, quarter: Quarter, targets: Sequence[str]) -> int:
        """Assess targets again from their stored facts, as of the day they were assessed last.

        Where verdicts differ from what was said, a dated correction follows; nothing is
        overwritten.

        Returns:
            How many corrections were made.
        """
        corrections, rosters = 0, dict[date, Roster]()
        findings = await self._findings(quarter)
        for target in targets:
            last = await self._shelves.standings.get(quarter, target)
            if last is None:
                continue
            day = last.standing.ledger.on
            if day not in rosters:
                rosters[day] = await self._observations.roster(day)
            judged = await self._replayed(rosters[day], target, day)
            if judged is not None:
                corrections += await self._keep([judged], {target: last}, findings, correcting=True)
        return corrections

    async def replay(self, target: str, day: date) -> Judged | None:
        """Judge one target as of a past day, from the stored observations alone.

        Returns:
            None when the target did not run on that day.
        """
        return await self._replayed(await self._observations.roster(day), target, day)

    async def _replayed(self, known: Roster, target: str, day: date) -> Judged | None:
        if target not in known.targets:
            return None
        scheme = await self._schemes.on(day)
        family = [target, *(one.id for one in known.columns.get(target, ()))]
        small = replace(known, targets={key: known.targets[key] for key in family})
        first = replay_start(day)
        days = await self._observations.of_targets(family, first, day)
        standings = {key: Standing(begin(first)) for key in family}
        answers = await self._answers(Quarter.of(day), target)
        judged: Judged | None = None
        for now in sorted({*days, day}):
            step(small, standings, days.get(now, {}), now, scheme)
            (judged,) = judge(small, standings, [target], scheme, answers)
            standings[target] = judged.standing
        return judged

    async def assessment(self, judged: Judged) -> Assessment:
        """Fold a judged target with the findings of its quarter, without keeping anything."""
        quarter = judged.case.quarter
        findings = await self._findings(quarter)
        of_target = findings.get(judged.case.target.id, [])
        return assess(judged.case, judged.measured, of_target, await self._previous(judged))

    async def _keep(
        self,
        judged: Sequence[Judged],
        kept: Mapping[str, Kept],
        findings: Mapping[str, list[Finding]],
        *,
        correcting: bool = False,
    ) -> int:
        """Raise findings, then store what changed with its events, then where everything stands."""
        if not judged:
            return 0
        quarter, after = judged[0].case.quarter, dict[str, Kept]()
        new = await raise_findings(judged, self._shelves.findings, self._publisher, self._clock)
        changed = 0
        for one in judged:
            key = one.case.target.id
            before = kept.get(key, empty(one.standing))
            of_target = {each.id: each for each in [*findings.get(key, []), *new.get(key, [])]}
            said = assess(one.case, one.measured, of_target.values(), await self._previous(one))
            now = before._replace(standing=one.standing, assessment=said)
            if correcting or signature(said) != before.signature:
                now = await self._saying.say(said, before, now, correcting=correcting)
                changed += before.last not in {now.last, ""}
            after[key] = now
        targets = {one.case.target.id: one.case.target for one in judged}
        await self._shelves.standings.put(quarter, after, targets)
        await self._saying.look_back(quarter, judged[0].case.day, after)
        return changed

    async def _findings(self, quarter: Quarter) -> dict[str, list[Finding]]:
        """Read the findings of a quarter; what was found on its last days may be decided later."""
        by_target: dict[str, list[Finding]] = defaultdict(list)
        async for finding in self._shelves.findings.found_between(quarter.first, quarter.last):
            by_target[finding.target].append(finding)
        return by_target

    async def _answers(self, quarter: Quarter, target: str = "") -> Answered:
        found: dict[str, dict[str, Answers]] = defaultdict(dict)
        after, before = f"{quarter}:{target}", f"{quarter}:{target};" if target else f"{quarter};"
        while page := await self._shelves.inspections.page(after, before):
            for one in page:
                if one.is_answered:
                    found[one.target][one.item] = Answers(one.id, one.answers)
            after = page[-1].id
        return found

    async def _previous(self, judged: Judged) -> list[Verdict]:
        """Read the verdicts of the quarters before, as far back as closing looks."""
        found, quarter = list[Verdict](), judged.case.quarter
        if judged.case.target.kind is TargetKind.COLUMN:
            return found
        for _ in range(judged.case.profile.closing_quarters - 1):
            quarter = quarter.previous
            last = await self._shelves.standings.verdict(quarter, judged.case.target.id)
            if last is None:
                break
            found.append(last)
        return found
