"""Hears of facts, and marks those targets whose day was assessed already."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.known import differs_since, recorded_late
from services.analyzer.domain.assessing.ledger import KEPT_DAYS
from services.analyzer.marks import BEGUN, JOB, Marks
from shared.clock import Clock, office_date
from shared.contracts.enquiry import EnquiryChanged
from shared.contracts.finding import Finding, FindingEvent
from shared.contracts.marks import MarksObserved
from shared.contracts.observation import LinkObserved, ListingObserved, ProbeObserved
from shared.contracts.target import TargetKind, TargetRegistered
from shared.store.enquiries import EnquiryReader
from shared.store.standings import Mark
from shared.store.targets import TargetReader

QUARTERS = 6
"""How many quarters back late facts correct: an enquiry may count for a year."""
RECENT = timedelta(days=7)
"""Older changes of the registry, heard of after a long standstill, mark nothing."""
MOST = 1_000
_Of = tuple[str, date]


class Told(NamedTuple):
    """The reporter's collections that say what a fact is about."""

    targets: TargetReader
    enquiries: EnquiryReader


class Late:
    """Marks targets, and the sums of days; the daily job looks at the marks.

    Args:
        marks: which days are begun, and where marks rest.
        told: tells which website a column or an enquiry belongs to.
        clock: business time.
    """

    def __init__(self, marks: Marks, told: Told, clock: Clock) -> None:
        self._jobs, self._standings, self._coverage = marks
        self._targets, self._enquiries = told
        self._clock = clock

    async def probed(self, events: Sequence[ProbeObserved]) -> Mapping[int, Exception]:
        """Take probes into account that belong to a day which was assessed."""
        return await self._seen((one.probe.target, office_date(one.probe.at)) for one in events)

    async def listed(self, events: Sequence[ListingObserved]) -> Mapping[int, Exception]:
        """Take listings into account that belong to a day which was assessed."""
        return await self._seen((one.listing.target, office_date(one.listing.at)) for one in events)

    async def linked(self, events: Sequence[LinkObserved]) -> Mapping[int, Exception]:
        """Take link checks into account that belong to a day which was assessed."""
        return await self._seen((one.link.target, office_date(one.link.at)) for one in events)

    async def marked(self, events: Sequence[MarksObserved]) -> Mapping[int, Exception]:
        """Take marks of pages into account that belong to a day which was assessed."""
        return await self._seen((one.marks.target, office_date(one.marks.at)) for one in events)

    async def found(self, events: Sequence[FindingEvent]) -> Mapping[int, Exception]:
        """Take findings into account that others report of a day which was assessed."""
        await self._again([one.finding for one in events if not _is_own(one.finding)])
        return {}

    async def decided(self, finding: Finding) -> None:
        """Take what people say of a finding into account: its quarter is assessed again."""
        await self._again([finding])

    async def enquired(self, event: EnquiryChanged) -> None:
        """Take an enquiry into account that came or was closed on a day which was assessed."""
        last = await self._last()
        before = await self._enquiries.before(event.enquiry)
        since = differs_since(before, event.enquiry)
        if last is None or since is None or since > last:
            return
        sites = {one.target for one in (before, event.enquiry) if one and one.target}
        for unit in {one.unit for one in (before, event.enquiry) if one}:
            found = await self._targets.listed(kind=TargetKind.WEBSITE, unit=unit, limit=MOST)
            sites |= {one.id for one in found}
        await self._keep(_marks(((site, since) for site in sites), last))

    async def registered(self, event: TargetRegistered) -> None:
        """Take a change of the registry into account that holds from a day which was assessed."""
        last = await self._last() if event.target.version > 1 else None
        if last is None:
            return
        lives = await self._targets.lives(event.target.id)
        now = self._clock.now()
        recorded = max(event.occurred_at, now - RECENT) - timedelta(days=1)
        since = recorded_late(lives, last, recorded)
        if since is None:
            return
        records = [event.target, *(life.target for life in lives)]
        about = {event.target.id, *(one.parent for one in records if one.parent)}
        for unit in {one.unit for one in records if one.kind is TargetKind.ACCOUNT}:
            twins = await self._targets.listed(kind=TargetKind.ACCOUNT, unit=unit, limit=MOST)
            about |= {one.id for one in twins}
        await self._keep(_marks(((key, since) for key in about), last))

    async def _seen(self, seen: Iterable[_Of]) -> Mapping[int, Exception]:
        """Mark the quarter of a day that is done, and the one whose windows begin before it."""
        last = await self._last()
        late = {(target, day) for target, day in seen if last and day <= last}
        if not late:
            return {}
        known = await self._targets.get_many(sorted({target for target, _ in late}))
        marks: dict[str, Mark] = {}
        for target, day in sorted(late, key=lambda one: one[1], reverse=True):
            parent = known[target].parent if target in known else ""
            for quarter in {Quarter.of(day), Quarter.of(day + timedelta(days=KEPT_DAYS))}:
                marks |= {f"{quarter}:{one}": Mark(one, day) for one in (target, parent) if one}
        await self._keep(marks)
        await self._coverage.mark({day for _, day in late}, self._clock.now())
        return {}

    async def _again(self, findings: Sequence[Finding]) -> None:
        """Mark the quarters of findings."""
        if findings and await self._last():
            quarters = ((Quarter.of(one.found_on), one.target) for one in findings)
            await self._keep({f"{quarter}:{target}": Mark(target) for quarter, target in quarters})

    async def _last(self) -> date | None:
        """Return the last day that is, or was, assessed."""
        today = office_date(self._clock.now())
        begun = await self._jobs.last_day(BEGUN, today)
        return begun or await self._jobs.last_day(JOB, today)  # by an older version

    async def _keep(self, marks: Mapping[str, Mark]) -> None:
        if marks:
            await self._standings.mark_late(marks, self._clock.now())


def _is_own(finding: Finding) -> bool:
    """Tell whether a finding was made today from an article, or by the assessment of its day."""
    return bool(finding.article) or any(one.actor == "analyzer" for one in finding.history[:1])


def _marks(about: Iterable[_Of], last: date) -> dict[str, Mark]:
    """Mark every quarter from a day to the last one that was assessed."""
    marks: dict[str, Mark] = {}
    for target, since in about:
        quarter = Quarter.of(last)
        for _ in range(QUARTERS):
            marks[f"{quarter}:{target}"] = Mark(target, max(since, quarter.first))
            if quarter.first <= since:
                break
            quarter = quarter.previous
    return marks
