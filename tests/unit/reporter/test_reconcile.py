"""The registry beside what the crawler saw: by the sums of days and by their observations alike."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.reporter.reconcile import DAYS, Reconcile
from services.reporter.seen import Sights
from shared.clock import OFFICE_ZONE
from shared.contracts.coverage import covered
from shared.contracts.observation import (
    LinkCheck,
    LinkOutcome,
    Listing,
    ListingOutcome,
    Probe,
    ProbeOutcome,
)
from shared.contracts.registry_command import ReconcileRegistry
from shared.contracts.target import TargetKind, TargetRegistered, TargetStatus
from shared.store.coverage import CoverageStore, OpenDay
from shared.store.days import DayStore
from shared.store.links import LinkStore
from shared.store.targets import TargetStore
from tests.factories import make_target
from tests.fakes import FrozenClock, MemoryCollection

TODAY = date(2021, 1, 30)
YESTERDAY, LONG_AGO = TODAY - timedelta(days=1), TODAY - timedelta(days=DAYS + 1)
CLOSED = {"status": TargetStatus.CLOSED, "closed_on": date(2020, 1, 1)}


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=OFFICE_ZONE)


class Books:
    """What the desk reads besides observations."""

    def __init__(self, targets: TargetStore, sights: Sights) -> None:
        self.targets = targets
        self.sights = sights


class Office:
    """A registry, a week of looks, and the desk that compares them."""

    def __init__(self) -> None:
        memory = MemoryCollection
        self.targets = TargetStore(memory())
        self.probes: DayStore[Probe] = DayStore(memory(), Probe)
        self.listings: DayStore[Listing] = DayStore(memory(), Listing)
        self.links, self.coverage = LinkStore(memory()), CoverageStore(memory())
        books: Any = Books(self.targets, Sights(self.coverage, self.probes, self.listings))
        parts: tuple[Any, Any, Any] = (None, None, None)  # of files, which nobody sends here
        self.desk = Reconcile(books, self.links, *parts, FrozenClock(at(TODAY)))

    async def enter(self, name: str, **fields: Any) -> None:
        host = f"https://{name}.example.gov.cn/"
        record = make_target(**{"id": name, "name": name, "url": host, **fields})
        event = TargetRegistered(target=record, occurred_at=at(TODAY))
        assert await self.targets.put(record, event, known=None)

    async def probed(self, name: str, day: date, outcome: ProbeOutcome) -> None:
        await self.probes.record([Probe(target=name, at=at(day), outcome=outcome)])

    async def told(self) -> set[tuple[str, str]]:
        found = await self.desk.compared(ReconcileRegistry(request="r", actor="a"))
        return {(one["sort"], one["id"]) for one in found["differences"]}


@pytest.mark.parametrize("summed", [False, True], ids=["from observations", "from sums"])
async def test_what_was_not_opened_is_gone_and_what_runs_unregistered_is_named(
    *, summed: bool
) -> None:
    office = Office()
    for name, fields in {
        "open": {},
        "gone": {},
        "unseen": {},
        "blocked": {},
        "read": {"kind": TargetKind.COLUMN, "parent": "open"},
        "closed": CLOSED,
    }.items():
        await office.enter(name, **fields)
    for name, outcome in {
        "open": ProbeOutcome.FAILED,
        "gone": ProbeOutcome.FAILED,
        "blocked": ProbeOutcome.INVALID,
        "closed": ProbeOutcome.OPEN,
        "read": ProbeOutcome.FAILED,
    }.items():
        await office.probed(name, YESTERDAY, outcome)
    await office.probed("open", TODAY, ProbeOutcome.OPEN)
    await office.probed("gone", LONG_AGO, ProbeOutcome.OPEN)
    await office.listings.record(
        [Listing(target="read", at=at(YESTERDAY), outcome=ListingOutcome.BLANK)]
    )
    for day, landed in ((YESTERDAY, "new.example.gov.cn"), (LONG_AGO, "old.example.gov.cn")):
        check = LinkCheck(
            target="open",
            url=f"https://{landed}/",
            at=at(day),
            outcome=LinkOutcome.OPEN,
            landed=landed,
        )
        await office.links.record([check])
    if summed:
        probes = [one async for one in office.probes.on_day(YESTERDAY)]
        listings = [one async for one in office.listings.on_day(YESTERDAY)]
        assert await office.coverage.keep(OpenDay(YESTERDAY), covered(probes, listings))

    assert await office.told() == {
        ("gone", "gone"),
        ("unregistered", "closed"),
        ("unregistered", "new.example.gov.cn"),
    }
