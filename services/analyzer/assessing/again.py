"""Assesses targets again from their stored facts: corrections of late ones, and replays."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from services.analyzer.assessing.judging import Judging
from services.analyzer.assessing.raising import raise_findings
from services.analyzer.assessing.registered import Registered
from services.analyzer.assessing.saying import corrected
from services.analyzer.assessing.standings import Kept, Last, empty
from services.analyzer.domain.assessing.daily import signature
from services.analyzer.domain.assessing.dates import Quarter
from shared.clock import office_date
from shared.contracts.assessment import Assessment, AssessmentChanged
from shared.contracts.profile import Profile
from shared.contracts.target import TargetKind
from shared.store.standings import LateMark


class Corrected(NamedTuple):
    """What came of a look at marks."""

    made: int = 0
    """Assessments that were corrected."""
    done: tuple[LateMark, ...] = ()
    """Marks whose facts are in where their target stands."""


class Again(Judging):
    """Assesses targets again."""

    async def correct(
        self, quarter: Quarter, marks: Sequence[LateMark], until: date, known: datetime
    ) -> Corrected:
        """Assess marked targets of a quarter again, from the day that their facts are about.

        Where a day's verdict differs from what stood for it, a dated correction follows; nothing
        is overwritten. A mark is done when its facts are in the standing that the next day begins
        from; where another day came first, it waits for the next look.

        Args:
            quarter: of the marks.
            marks: which targets, and from which day.
            until: last day that was assessed.
            known: what was recorded by then counts, UTC.
        """
        kept = {one.target: await self._standings.get(quarter, one.target) for one in marks}
        days = [one.standing.ledger.on for one in kept.values() if one]
        day = min(max([until, *days]), quarter.last)
        whole = await self._observations.registered(day, known)
        made, done = 0, list[LateMark]()
        for mark in marks:
            last = kept[mark.target]
            known_here = last is not None or quarter == Quarter.of(until)
            if (
                not known_here
                or day < quarter.first
                or mark.target not in whole.roster(day).targets
            ):
                done.append(mark)
                continue
            changed, stored = await self._one(whole, mark, last, day)
            made += changed
            if stored:
                done.append(mark)
        return Corrected(made, tuple(done))

    async def replay(self, target: str, day: date, known: datetime) -> Assessment | None:
        """Judge one target as of a past day from stored facts, as they were known at a moment.

        Returns:
            None when the target did not run on that day.
        """
        whole = await self._observations.registered(day, known)
        judged = await self._walked(whole, target, day, day, {})
        if not judged or judged[-1].case.day < day:
            return None
        return await self._said.fold(judged[-1], known, await self._said.of_target(target, day))

    async def _one(
        self, whole: Registered, mark: LateMark, last: Kept | None, day: date
    ) -> tuple[int, bool]:
        """Correct one target; return how many days say something else, and whether it is kept."""
        target, known = mark.target, whole.known
        said = await self._shelves.assessments.of_target(mark.quarter, target)
        since = min(day, max(mark.since or day, said[0].on if said else day))
        before = last.standing.episodes if last else {}
        walked = await self._walked(whole, target, since, day, before)
        judged = [one for one in walked if one.case.day >= since]
        now = last or empty(judged[-1].standing)
        new = await raise_findings(judged, self._shelves.findings, self._publisher, known)
        found = {
            one.id: one for one in [*new.get(target, ()), *await self._said.of_target(target, day)]
        }
        made, final = 0, None
        for one in judged:
            final = await self._said.fold(one, known, found.values())
            stood = _stands(said, final.on)
            while stood.signature != signature(final):
                fresh = corrected(final, stood, office_date(known)) if stood.id else final
                event = AssessmentChanged(assessment=fresh, occurred_at=known)
                if await self._shelves.assessments.add(fresh, event, len(said) + 1):
                    said = sorted([*said, fresh], key=lambda each: (each.on, each.revision))
                    made += bool(stood.id)
                else:  # another replica said something just now
                    said = await self._shelves.assessments.of_target(mark.quarter, target)
                stood = _stands(said, final.on)
        if final is None:
            return made, True
        verdict = now.record.verdict if now.record else None
        quarter, owner = Quarter.parse(mark.quarter), judged[-1].case.target
        now = now._replace(
            standing=judged[-1].standing,
            last=_stands(said, day),
            assessment=final,
            taken=mark.stamp,
        )
        left = await self._standings.put(quarter, {target: now}, {target: owner})
        if verdict not in {None, final.verdict} and owner.kind is not TargetKind.COLUMN:
            await self._mark_following(quarter, target, known, judged[-1].case.profile)
        return made, not left

    async def _mark_following(
        self, quarter: Quarter, target: str, known: datetime, profile: Profile
    ) -> None:
        """Mark the quarters that count this one's verdict when they propose closing."""
        for _ in range(profile.closing_quarters - 1):
            quarter = quarter.following
            if await self._standings.get(quarter, target):
                await self._standings.mark(quarter, [target], known)


def _stands(said: Sequence[Assessment], day: date) -> Last:
    """Return what is said of a day: the last one that is not of a later day."""
    last = next((one for one in reversed(said) if one.on <= day), None)
    return Last.of(last, len(said)) if last else Last(number=len(said))
