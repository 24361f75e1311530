"""Two replicas at two days, one of them slow or killed: no day says again what another said."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from shared.contracts.assessment import Assessment
from shared.contracts.observation import ListingObserved
from shared.contracts.target import TargetKind
from shared.store.collection import Document
from shared.store.standings import Reading, StandingRecord
from tests.factories import make_target
from tests.faults.counted import unsound
from tests.unit.analyzer.assessing.office import ONE, Office

DAY = date(2021, 3, 14)
SITE = make_target(id="site-0", name="甲县人民政府门户网站", opened_on=date(2019, 1, 1))
COLUMN = make_target(
    id="column-0", kind=TargetKind.COLUMN, parent="site-0", columns_class="动态要闻", url=""
)


class KilledError(Exception):
    """The process ends."""


@pytest.fixture
async def office() -> Office:
    """A registry was entered this afternoon; nothing was assessed yet."""
    office = Office(DAY)
    await office.unit()
    for target in (SITE, COLUMN):
        await office.enter(target)
    return office


async def said_of(office: Office, target: str) -> list[Assessment]:
    """Return what was said, in the order in which it was said."""
    return [one async for one in office.said.of_quarter("2021Q1") if one.target == target]


async def sound(office: Office) -> dict[str, str]:
    """Name what is wrong in the end, as the fault runs do."""
    office.now(DAY + 2 * ONE, 4)
    await office.correct()
    assert await office.open_marks() == 0
    said = [one async for one in office.said.of_quarter("2021Q1")]
    standings = {
        f"2021Q1:{one.target}": (one.assessment, one.signature)
        async for one in office.marks.standings.every("2021Q1")
    }
    return dict(unsound(said, Counter(one.id for one in said), standings))


async def test_a_replica_that_is_slow_with_the_day_before_says_it_for_both(office: Office) -> None:
    """The day was ended by one that had not heard of the registry, and goes on without it."""
    put = office.marks.standings.put

    async def slow(rows: Mapping[str, StandingRecord], read: Mapping[str, Reading]) -> set[str]:
        office.marks.standings.put = put  # type: ignore[method-assign] - once
        await office.day(DAY + ONE)
        return await put(rows, read)

    office.marks.standings.put = slow  # type: ignore[method-assign] - in between

    await office.day(DAY)

    assert [one.on for one in await said_of(office, "column-0")] == [DAY]
    assert await sound(office) == {}


async def test_a_replica_that_is_killed_after_its_first_word_is_not_repeated(
    office: Office,
) -> None:
    put = office.marks.standings.put

    async def killed(*_: object) -> set[str]:
        raise KilledError

    office.marks.standings.put = killed  # type: ignore[method-assign] - until it ends
    with pytest.raises(KilledError):
        await office.day(DAY)
    office.marks.standings.put = put  # type: ignore[method-assign] - the next one

    await office.day(DAY + ONE)

    assert [one.on for one in await said_of(office, "column-0")] == [DAY]
    assert await sound(office) == {}


async def test_a_correction_beside_the_next_day_is_not_said_by_both(office: Office) -> None:
    """A late listing is taken in by one replica while the other begins the next day with it."""
    await office.day(DAY)
    await office.listed("column-0", DAY, DAY)
    listing = office.listing("column-0", DAY, DAY)
    office.now(DAY + ONE, 23)
    await office.late.listed([ListingObserved(listing=listing, occurred_at=office.clock.now())])
    insert = office.of["assessments"].insert

    async def meanwhile(documents: Sequence[Document]) -> set[str]:
        office.of["assessments"].insert = insert  # type: ignore[method-assign] - once
        await office.correct()
        return await insert(documents)

    office.of["assessments"].insert = meanwhile  # type: ignore[method-assign] - in between
    await office.listed("column-0", DAY + ONE, DAY + ONE)

    await office.day(DAY + ONE)

    assert await sound(office) == {}
