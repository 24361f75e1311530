"""What assessments rest on, in memory and on a Mongo-wire server: standings, marks, versions."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from shared.contracts.assessment import (
    Assessment,
    AssessmentChanged,
    Verdict,
    WarningKind,
    warning_id,
)
from shared.contracts.assessment import Warning as Warned
from shared.contracts.coverage import DayCoverage
from shared.contracts.enquiry import Enquiry, EnquiryChanged
from shared.contracts.observation import Listing, ListingOutcome
from shared.contracts.profile import ProfileRegistered
from shared.contracts.target import TargetKind, TargetRegistered
from shared.store.assessments import AssessmentStore
from shared.store.collection import Collection
from shared.store.coverage import CoverageStore, OpenDay
from shared.store.days import DayStore
from shared.store.enquiries import EnquiryStore
from shared.store.profiles import Applied, ProfileStore
from shared.store.standings import Mark, Reading, StandingRecord, StandingStore
from shared.store.targets import TargetStore
from shared.store.warnings import WarningStore
from tests.factories import NOW, make_target
from tests.fakes import MemoryCollection
from tests.unit.analyzer.assessing.cases import national

Open = Callable[[str], Collection]


@pytest.fixture(params=["memory", "mongo"])
def opened(request: pytest.FixtureRequest) -> Open:
    """Open a collection by its name."""
    if request.param == "memory":
        collections: dict[str, Collection] = {}
        return lambda name: collections.setdefault(name, MemoryCollection())
    return request.getfixturevalue("database").collection


async def test_a_standing_of_an_earlier_day_replaces_none_of_a_later_one(opened: Open) -> None:
    store = StandingStore(opened("standings"))

    def standing(day: int, target: str = "site-a") -> StandingRecord:
        return StandingRecord(target=target, quarter="2026Q1", on=date(2026, 3, day), text=f"{day}")

    await store.mark_late({"2026Q1:site-b": Mark("site-b")}, NOW)
    for day, left in ((4, 0), (5, 0), (5, 0), (3, 2)):
        rows = {f"2026Q1:{one}": standing(day, one) for one in ("site-a", "site-b")}
        assert len(await store.put(rows, {})) == left
    rows = {"2026Q1:site-a": standing(4), "2026Q1:site-c": standing(4, "site-c")}
    assert await store.put(rows, {}) == {"2026Q1:site-a"}

    kept = [(one.target, one.on.day, one.text) async for one in store.every("2026Q1")]
    assert kept == [("site-a", 5, "5"), ("site-b", 5, "5"), ("site-c", 4, "4")]
    assert [one.target for one in await store.late(limit=9)] == ["site-b"]


async def test_a_standing_read_before_a_correction_does_not_undo_it(opened: Open) -> None:
    store, key = StandingStore(opened("standings")), "2026Q1:site-a"
    first = StandingRecord(target="site-a", quarter="2026Q1", on=date(2026, 3, 4))
    await store.put({key: first}, {})

    corrected = first.model_copy(update={"text": "corrected", "taken": "mark-1"})
    assert await store.put({key: corrected}, {key: Reading()}) == set()
    of_next_day = first.model_copy(update={"on": date(2026, 3, 5), "text": "old facts"})
    assert await store.put({key: of_next_day}, {key: Reading()}) == {key}
    assert (await store.get("2026Q1", "site-a") or first).text == "corrected"
    again = {key: of_next_day.model_copy(update={"taken": "mark-1"})}
    assert await store.put(again, {key: Reading("mark-1")}) == set()


async def test_a_standing_read_before_something_was_said_does_not_undo_it(opened: Open) -> None:
    store = StandingStore(opened("standings"))
    rows = {
        f"2026Q1:{name}": StandingRecord(
            target=name, quarter="2026Q1", on=date(2026, 3, 4), number=number
        )
        for name, number in (("site-a", 1), ("site-b", None))
    }
    await store.put(rows, {})
    read = {key: Reading(number=one.number) for key, one in rows.items()}
    said = {key: one.model_copy(update={"number": 2}) for key, one in rows.items()}

    assert await store.put(said, read) == set()
    assert await store.put(said, read) == set(), "the same, written again"
    assert await store.put(rows, read) == set(rows)
    assert [one.number async for one in store.every("2026Q1")] == [2, 2]


async def test_of_two_who_say_the_next_thing_the_second_is_refused(opened: Open) -> None:
    store = AssessmentStore(opened("assessments"))

    async def say(day: int, number: int) -> bool:
        said = Assessment(
            target="site-a",
            unit="county-a",
            kind=TargetKind.WEBSITE,
            quarter="2026Q1",
            on=date(2026, 3, day),
            profile="p",
            profile_digest="d",
            verdict=Verdict.COMPLIANT,
        )
        return await store.add(said, AssessmentChanged(assessment=said, occurred_at=NOW), number)

    assert [await say(5, 1), await say(6, 1), await say(4, 2)] == [True, False, True]

    said = await store.of_target("2026Q1", "site-a")
    assert [one.on.day for one in said] == [4, 5]
    assert [one.on.day async for one in store.of_quarter("2026Q1")] == [5, 4], "as it was said"
    assert [one.id for one in await store.of_day("2026Q1", date(2026, 3, 5))] == [said[1].id]


async def test_a_mark_names_the_first_of_its_days_until_it_is_settled(opened: Open) -> None:
    store, key = StandingStore(opened("standings")), "2026Q1:site-a"
    await store.mark_late({key: Mark("site-a", date(2026, 3, 5))}, NOW)
    await store.mark_late({key: Mark("site-a", date(2026, 3, 2))}, NOW)
    await store.mark_late({key: Mark("site-a")}, NOW)

    (mark,) = await store.late(limit=9)
    assert (mark.quarter, mark.target, mark.since) == ("2026Q1", "site-a", date(2026, 3, 2))
    await store.mark_late({key: Mark("site-a", date(2026, 3, 9))}, NOW + timedelta(seconds=1))
    await store.settle(mark)
    (mark,) = await store.late(limit=9)
    await store.settle(mark)
    assert await store.late(limit=9) == []


async def test_earlier_versions_stay_with_the_time_at_which_they_were_recorded(
    opened: Open,
) -> None:
    store, later = EnquiryStore(opened("enquiries")), NOW + timedelta(days=3)
    first = Enquiry(id="e-1", unit="county-a", received_on=date(2026, 3, 1))
    closed = first.model_copy(update={"closed_on": date(2026, 3, 2), "version": 2})
    await store.put(first, EnquiryChanged(enquiry=first, occurred_at=NOW), known=None)
    await store.put(closed, EnquiryChanged(enquiry=closed, occurred_at=later), known=first)

    async def known(moment: datetime | None) -> list[Enquiry]:
        days = (date(2026, 1, 1), date(2026, 4, 1))
        return [one async for one in store.received_between(*days, known=moment)]

    assert await known(NOW - timedelta(seconds=1)) == []
    assert await known(NOW) == [first]
    assert await known(later) == await known(None) == [closed]
    assert (await store.before(closed), await store.before(first)) == (first, None)


async def test_what_was_in_effect_stays_when_another_profile_follows(opened: Open) -> None:
    store = ProfileStore(opened("profiles"))
    event = ProfileRegistered(profile=national(), occurred_at=NOW)
    one = Applied(name="one", files={"a.yaml": "name: one"}, version=1, applied_at=NOW)
    two = Applied(name="two", files={"b.yaml": "name: two"}, version=2, applied_at=NOW)
    assert await store.apply(one, event)
    assert await store.apply(two, event)
    assert not await store.apply(two.model_copy(update={"name": "late"}), event)

    assert [applied async for applied in store.newest_first()] == [two, one]


async def test_a_target_is_read_as_it_was_recorded_and_as_it_held(opened: Open) -> None:
    store, later = TargetStore(opened("targets")), NOW + timedelta(days=9)
    first = make_target(columns_class="动态要闻", opened_on=date(2020, 1, 1))
    moved = first.model_copy(update={"unit": "county-b", "version": 2})
    await store.put(first, TargetRegistered(target=first, occurred_at=NOW), known=None)
    await store.put(moved, TargetRegistered(target=moved, occurred_at=later), known=first)

    (history,) = [one async for one in store.histories()]
    day = later.date()
    assert history.on_day(day, NOW - timedelta(seconds=1)) is None
    assert history.on_day(day, NOW) == first
    assert history.on_day(day - timedelta(days=1), later) == first
    assert history.on_day(day + timedelta(days=1), later) == moved


async def test_what_a_later_entry_replaces_is_still_known_by_those_before(opened: Open) -> None:
    store: DayStore[Listing] = DayStore(opened("listings"), Listing)
    seen = Listing(target="site-a", at=NOW, outcome=ListingOutcome.READ, items=5)
    entered = NOW + timedelta(days=2)
    other = seen.model_copy(update={"items": 9, "recorded_at": entered})
    late = other.model_copy(update={"at": NOW + timedelta(minutes=5)})
    await store.record([seen])
    await store.record([other, late], [seen])

    days = (NOW.date(), NOW.date() + timedelta(days=1))
    before = entered - timedelta(seconds=1)
    assert await store.between("site-a", *days, known=before) == [seen]
    assert await store.between("site-a", *days, known=entered) == [other, late]
    assert await store.between("site-a", *days) == [other, late]


async def test_a_limit_that_is_warned_of_again_is_counted_once(opened: Open) -> None:
    store, limit = WarningStore(opened("warnings")), date(2026, 3, 9)

    def warned(step: int, day: int) -> Warned:
        return Warned(
            id=warning_id(WarningKind.ACCOUNT, "account-a", limit, step),
            kind=WarningKind.ACCOUNT,
            subject="account-a",
            unit="county-a",
            limit_on=limit,
            days_left=limit.day - day,
            raised_on=date(2026, 3, day),
            step=step,
            text="",
        )

    assert await store.add(warned(1, 6))
    assert not await store.add(warned(2, 8))
    assert await store.count(date(2026, 3, 1), date(2026, 3, 31)) == 1
    assert await store.raised(date(2026, 3, 1), date(2026, 3, 31)) == [warned(1, 6)]


async def test_a_day_is_read_by_its_sum_once_it_is_closed(opened: Open) -> None:
    store, later = CoverageStore(opened("coverage")), NOW + timedelta(hours=1)
    rows = [
        DayCoverage("site-a", 24, opened=True, read=True, listed=True, newest_on="2026-03-01"),
        DayCoverage("site-b"),
    ]
    first, second, third = (date(2026, 3, day) for day in (1, 2, 3))

    async def kept() -> dict[date, list[DayCoverage]]:
        return {day: found async for day, found in store.between(first, third)}

    for one in await store.missing([first, second]):
        assert await store.keep(one, rows)
    assert await kept() == {first: rows, second: rows}
    assert await store.missing([first, third]) == [OpenDay(third)]

    await store.mark([first, third], NOW)
    assert await kept() == {second: rows}
    early = await store.opened(limit=9)
    assert [one.day for one in early] == [first, third]
    await store.mark([first], later)
    assert [await store.keep(one, rows[:1]) for one in early] == [False, True]
    (late,) = await store.opened(limit=9)
    assert await store.keep(late, rows[1:])
    assert not await store.keep(early[0], rows), "it was read before the last fact came"
    assert await kept() == {first: rows[1:], second: rows, third: rows[:1]}
    assert await store.opened(limit=9) == []
