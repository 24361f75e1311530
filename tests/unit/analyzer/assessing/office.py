"""An office in memory: stores, the daily job, corrections and replays, with a clock to move."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from services.analyzer.assessing.again import Again
from services.analyzer.assessing.assess import Assess
from services.analyzer.assessing.coverage import Coverage
from services.analyzer.assessing.late import Late, Told
from services.analyzer.assessing.observed import Observations, Readers
from services.analyzer.assessing.registered import Registers
from services.analyzer.assessing.said import Shelves
from services.analyzer.assessing.schemes import Schemes
from services.analyzer.assessing.standings import Standings
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.marks import BEGUN, JOB, Marks
from shared.clock import OFFICE_ZONE
from shared.contracts.assessment import Assessment
from shared.contracts.base import Event
from shared.contracts.enquiry import Enquiry, EnquiryChanged
from shared.contracts.finding import Decision, Finding, FindingEvent, Step
from shared.contracts.observation import Listing, ListingOutcome, Probe, ProbeOutcome
from shared.contracts.target import Target, TargetRegistered
from shared.contracts.unit import UnitRegistered
from shared.store.assessments import AssessmentStore
from shared.store.coverage import CoverageStore
from shared.store.days import DayStore
from shared.store.enquiries import EnquiryStore
from shared.store.findings import FindingStore
from shared.store.inspections import InspectionStore
from shared.store.jobs import JobStore
from shared.store.links import LinkStore
from shared.store.marks import MarksStore
from shared.store.profiles import ProfileStore
from shared.store.standings import StandingStore
from shared.store.targets import TargetStore
from shared.store.units import UnitStore
from tests.factories import make_unit
from tests.fakes import FrozenClock, MemoryCollection

ONE = timedelta(days=1)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of the office's day."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OFFICE_ZONE)


class Listener:
    """A publisher that only remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def publish_all(self, events: Iterable[Event]) -> None:
        """Remember."""
        self.events += events


class Office:
    """Everything that assesses, over collections in memory."""

    def __init__(self, today: date) -> None:
        self.clock = FrozenClock(at(today))
        self.of: dict[str, MemoryCollection] = {}
        self.targets = TargetStore(self._of("targets"))
        self.units = UnitStore(self._of("units"))
        self.enquiries = EnquiryStore(self._of("enquiries"))
        self.findings = FindingStore(self._of("findings"))
        self.said = AssessmentStore(self._of("assessments"))
        self.inspections = InspectionStore(self._of("inspections"))
        self.probes: DayStore[Probe] = DayStore(self._of("probes"), Probe)
        self.listings: DayStore[Listing] = DayStore(self._of("listings"), Listing)
        self.links = LinkStore(self._of("links"))
        self.pages = MarksStore(self._of("marks"))
        self.profiles = ProfileStore(self._of("profiles"))
        self.marks = Marks(
            JobStore(self._of("jobs")),
            StandingStore(self._of("standings")),
            CoverageStore(self._of("coverage")),
        )
        readers = Readers(
            Registers(self.targets, self.units, self.enquiries),
            self.probes,
            self.listings,
            self.links,
            self.pages,
        )
        shelves = Shelves(self.findings, self.said, self.inspections)
        parts: Any = (
            Observations(readers),
            shelves,
            Standings(self.marks.standings),
            Schemes(self.profiles),
            Listener(),
            self.clock,
        )
        self.assess, self.again = Assess(*parts), Again(*parts)
        self.coverage = Coverage(self.probes, self.listings, self.marks, self.clock)
        self.late = Late(self.marks, Told(self.targets, self.enquiries), self.clock)

    def _of(self, name: str) -> MemoryCollection:
        return self.of.setdefault(name, MemoryCollection())

    def now(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Move the clock."""
        self.clock.set(at(day, hour, minute))

    async def unit(self, name: str = "甲县人民政府") -> None:
        """Enter the unit, or give it another name."""
        known = await self.units.get("county-a")
        unit = make_unit(name=name, version=known.version + 1 if known else 1)
        event = UnitRegistered(unit=unit, occurred_at=self.clock.now())
        assert await self.units.put(unit, event, known=known)

    async def enter(self, target: Target, **changes: Any) -> TargetRegistered:
        """Enter a target, or change it; return the event."""
        known = await self.targets.get(target.id)
        version = known.version + 1 if known else 1
        record = (known or target).model_copy(update={**changes, "version": version})
        event = TargetRegistered(target=record, occurred_at=self.clock.now())
        assert await self.targets.put(record, event, known=known)
        return event

    async def enquire(self, enquiry: Enquiry) -> EnquiryChanged:
        """Enter an enquiry, or what has become of it; return the event."""
        found = [
            one async for one in self.enquiries.received_between(date(2000, 1, 1), date(2100, 1, 1))
        ]
        known = next((one for one in found if one.id == enquiry.id), None)
        record = enquiry.model_copy(update={"version": known.version + 1 if known else 1})
        event = EnquiryChanged(enquiry=record, occurred_at=self.clock.now())
        assert await self.enquiries.put(record, event, known=known)
        return event

    def detected(self, finding: Finding) -> FindingEvent:
        return FindingEvent(finding=finding, verb="detected", occurred_at=self.clock.now())

    async def decide(self, finding: Finding, decision: Decision) -> FindingEvent:
        """Confirm or reject a finding as it stands; return the event."""
        stored = await self.findings.get(finding.id)
        assert stored is not None
        now, version = self.clock.now(), stored.version + 1
        step = Step(version=version, at=now, actor="zhang", action=decision.value, cause=f"{now}")
        history = (*stored.history, step)
        changes = {"decision": decision, "version": version, "history": history}
        after = stored.model_copy(update=changes)
        assert await self.findings.change(after)
        return FindingEvent(finding=after, verb=decision.value, occurred_at=now)

    def listing(self, target: str, day: date, newest: date | None) -> Listing:
        """Make a listing of one morning; None for a blank one."""
        outcome = ListingOutcome.READ if newest else ListingOutcome.BLANK
        items = 5 if newest else 0
        return Listing(target=target, at=at(day), outcome=outcome, items=items, newest_on=newest)

    async def listed(self, target: str, day: date, newest: date | None) -> None:
        """Store a listing."""
        await self.listings.record([self.listing(target, day, newest)])

    async def probed(self, target: str, day: date, failed: int = 0) -> None:
        """Store a probe for every hour, the first ones failed."""
        outcomes = [ProbeOutcome.FAILED if n < failed else ProbeOutcome.OPEN for n in range(24)]
        await self.probes.record(
            [Probe(target=target, at=at(day, n), outcome=one) for n, one in enumerate(outcomes)]
        )

    async def day(self, day: date) -> None:
        """Assess a day on the morning after."""
        self.now(day + ONE, 2)
        await self.marks.jobs.finish(BEGUN, day.isoformat(), self.clock.now())
        await self.assess.day(day, self.clock.now())
        await self.coverage.keep(day)
        await self.marks.jobs.finish(JOB, day.isoformat(), self.clock.now())

    async def correct(self) -> int:
        """Assess again what is marked, as the daily job does; return how many corrections."""
        now, made = self.clock.now(), 0
        until = await self.marks.jobs.last_day(JOB, now.astimezone(OFFICE_ZONE).date())
        assert until is not None
        for mark in await self.marks.standings.late(limit=200):
            found = await self.again.correct(Quarter.parse(mark.quarter), [mark], until, now)
            made += found.made
            for done in found.done:
                await self.marks.standings.settle(done)
        return made

    async def stood(self, target: str, day: date) -> Assessment:
        """Return what is said of a day now, corrections included."""
        said = await self.said.of_target(str(Quarter.of(day)), target)
        return next(one for one in reversed(said) if one.on <= day)

    async def replayed(self, target: str, day: date, known: datetime) -> Assessment:
        """Judge a target again as of a day."""
        found = await self.again.replay(target, day, known)
        assert found is not None
        return found

    async def open_marks(self) -> int:
        """Count the marks that wait."""
        return len(await self.marks.standings.late(limit=200))
