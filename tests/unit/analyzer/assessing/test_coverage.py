"""The sums of days say what the observations say, whatever came late and whoever was at work."""

import asyncio
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.analyzer.assessing.coverage import BUCKET
from services.reporter.seen import Sights, seen_between
from shared.contracts.observation import (
    Listing,
    ListingObserved,
    ListingOutcome,
    Probe,
    ProbeObserved,
    ProbeOutcome,
)
from shared.store.coverage import CoverageReader, OpenDay
from tests.factories import make_target
from tests.fakes import MemoryCollection
from tests.unit.analyzer.assessing.office import ONE, Office, at

FIRST = date(2020, 12, 1)
DAYS, TARGETS = 6, ("site-a", "column-a", "account-a")
Seen = dict[str, object]

numbers = st.integers(0, DAYS - 1)
looks = st.one_of(
    st.builds(
        lambda target, day, hour, outcome: Probe(
            target=target, at=at(FIRST + timedelta(days=day), hour), outcome=outcome
        ),
        st.sampled_from(TARGETS),
        numbers,
        st.integers(0, 23),
        st.sampled_from(ProbeOutcome),
    ),
    st.builds(
        lambda target, day, hour, outcome, age: Listing(
            target=target,
            at=at(FIRST + timedelta(days=day), hour),
            outcome=outcome,
            newest_on=None if age is None else FIRST + timedelta(days=day - age),
        ),
        st.sampled_from(TARGETS),
        numbers,
        st.integers(0, 23),
        st.sampled_from(ListingOutcome),
        st.none() | st.integers(-2, 40),
    ),
)
steps = st.lists(st.one_of(looks, st.sampled_from(["day", "renew"])), min_size=1, max_size=40)


class Sums:
    """An office whose days are summed up, and what a reporter reads of them."""

    def __init__(self) -> None:
        self.office = Office(FIRST)
        self.done = 0

    async def look(self, seen: Probe | Listing) -> None:
        """Store an observation, and have the analyzer hear of it."""
        now = self.office.clock.now()
        if isinstance(seen, Probe):
            await self.office.probes.record([seen])
            await self.office.late.probed([ProbeObserved(probe=seen, occurred_at=now)])
        else:
            await self.office.listings.record([seen])
            await self.office.late.listed([ListingObserved(listing=seen, occurred_at=now)])

    async def end(self) -> None:
        """End a day."""
        if self.done < DAYS:
            await self.office.day(FIRST + timedelta(days=self.done))
            self.done += 1

    async def seen(self, store: MemoryCollection) -> Seen:
        sights = Sights(CoverageReader(store), self.office.probes, self.office.listings)
        found = await seen_between(sights, FIRST, FIRST + timedelta(days=DAYS - 1))
        return {target: one.coverage(target) for target, one in found.items()}

    async def same(self) -> bool:
        """Tell whether the sums say what the observations say."""
        kept = await self.seen(self.office.of["coverage"])
        return kept == await self.seen(MemoryCollection())


@settings(max_examples=60, deadline=None)
@given(steps)
def test_sums_equal_observations_at_every_moment(story: list[Probe | Listing | str]) -> None:
    async def live() -> None:
        sums = Sums()
        for one in story:
            if one == "day":
                await sums.end()
            elif one == "renew":
                await sums.office.coverage.renew()
            elif not isinstance(one, str):
                await sums.look(one)
            assert await sums.same()
        while await sums.office.coverage.renew():
            pass
        days = [day async for day, _ in sums.office.marks.coverage.between(FIRST, date.max)]
        assert len(days) >= sums.done, "every day that is over is summed up"
        assert await sums.same()

    asyncio.run(live())


async def test_who_read_before_a_late_fact_neither_closes_the_day_nor_overwrites() -> None:
    sums = Sums()
    await sums.end()
    store, now = sums.office.marks.coverage, sums.office.clock.now()
    await store.mark([FIRST], now)
    (early,) = await store.opened(limit=9)
    sums.office.now(FIRST + ONE, 5)
    await sums.look(Probe(target="site-a", at=at(FIRST), outcome=ProbeOutcome.OPEN))
    assert not await store.keep(early, []), "it has not read the probe"
    assert await sums.same()
    assert await sums.office.coverage.renew() == 1

    assert not await store.keep(early, [])
    assert not await store.keep(OpenDay(FIRST), [])

    assert await sums.same()
    assert await store.opened(limit=9) == []


async def test_days_that_were_assessed_before_sums_were_kept_are_summed_up_bit_by_bit() -> None:
    sums = Sums()
    for _ in range(DAYS):
        await sums.end()
    sums.office.of["coverage"]._documents.clear()
    sums.office.coverage._is_complete = False

    made = [await sums.office.coverage.renew() for _ in range(3)]

    assert made == [BUCKET, DAYS - BUCKET, 0]
    assert await sums.same()


async def test_what_is_heard_while_a_day_is_assessed_is_late() -> None:
    """Its facts were read, and the job is not done: neither may forget it."""
    sums = Sums()
    await sums.office.unit()
    await sums.office.enter(make_target(id="site-a", opened_on=date(2019, 1, 1)))
    standings = sums.office.marks.standings
    late = Probe(target="site-a", at=at(FIRST, 23), outcome=ProbeOutcome.OPEN)
    put = standings.put

    async def meanwhile(*given: object) -> set[str]:
        await sums.look(late)
        return await put(*given)  # type: ignore[arg-type]

    standings.put = meanwhile  # type: ignore[method-assign] - in between

    await sums.end()

    assert await sums.office.open_marks() > 0
    assert await sums.same()
