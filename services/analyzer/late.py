"""Hears of facts, and marks those targets whose day was assessed already."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.marks import JOB, Marks
from shared.clock import Clock, office_date
from shared.contracts.finding import Finding
from shared.contracts.observation import ListingObserved, ProbeObserved
from shared.store.targets import TargetReader


class Late:
    """Marks targets; the daily job looks at the marks.

    Args:
        marks: which days are done, and where marks rest.
        targets: tells which website a column belongs to.
        clock: business time.
    """

    def __init__(self, marks: Marks, targets: TargetReader, clock: Clock) -> None:
        self._jobs, self._standings = marks
        self._targets = targets
        self._clock = clock

    async def probed(self, events: Sequence[ProbeObserved]) -> Mapping[int, Exception]:
        """Take probes into account that belong to a day which was assessed."""
        await self._mark((one.probe.target, office_date(one.probe.at)) for one in events)
        return {}

    async def listed(self, events: Sequence[ListingObserved]) -> Mapping[int, Exception]:
        """Take listings into account that belong to a day which was assessed."""
        await self._mark((one.listing.target, office_date(one.listing.at)) for one in events)
        return {}

    async def decided(self, finding: Finding) -> None:
        """Take what people say of a finding into account: its quarter is assessed again."""
        quarter = Quarter.of(finding.found_on)
        await self._keep({f"{quarter}:{finding.target}": finding.target})

    async def _mark(self, seen: Iterable[tuple[str, date]]) -> None:
        """Mark the quarter of a day that is done, and the one whose windows begin before it."""
        last = await self._jobs.last_day(JOB, office_date(self._clock.now()))
        late = {(target, day) for target, day in seen if last and day <= last}
        if not late:
            return
        known = await self._targets.get_many(sorted({target for target, _ in late}))
        marks: dict[str, str] = {}
        for target, day in late:
            parent = known[target].parent if target in known else ""
            for quarter in {Quarter.of(day), Quarter.of(day + timedelta(days=31))}:
                marks |= {f"{quarter}:{one}": one for one in (target, parent) if one}
        await self._keep(marks)

    async def _keep(self, marks: Mapping[str, str]) -> None:
        if marks:
            await self._standings.mark_late(marks, self._clock.now())
