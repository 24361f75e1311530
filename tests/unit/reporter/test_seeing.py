"""How much was seen of a target, from the sums of days and from their observations."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.reporter.domain.facts import Coverage
from services.reporter.domain.seeing import Seen
from services.reporter.seen import Sights, seen_between
from shared.contracts.coverage import DayCoverage, covered
from shared.contracts.observation import Listing, ListingOutcome, Probe, ProbeOutcome
from shared.store.coverage import CoverageReader
from shared.store.days import DayStore
from tests.fakes import MemoryCollection

FIRST = date(2020, 12, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def document(*outcomes: str, **fields: str) -> dict[str, Any]:
    minutes = {f"m{n:04}": {"outcome": one, **fields} for n, one in enumerate(outcomes)}
    return {"target": "t", "minutes": minutes}


def test_the_best_seven_days_in_a_row_count() -> None:
    seen = Seen()
    for number, probes in {0: 20, 6: 20, 7: 30, 20: 40}.items():
        seen.add(day(number), DayCoverage("t", probes))

    assert seen.coverage("t").valid_probes == 50, "day 6 and 7; day 0 lies seven days before 7"


def test_a_failed_probe_was_made_and_an_invalid_one_says_nothing() -> None:
    assert covered([document("open", "failed", "invalid")], []) == [
        DayCoverage("t", 2, opened=True)
    ]
    assert covered([document("failed", "invalid")], []) == [DayCoverage("t", 1)]


@pytest.mark.parametrize(
    ("outcome", "home", "listing"),
    [("read", True, True), ("blank", False, True), ("unreadable", False, False)],
)
def test_what_a_listing_shows(outcome: str, *, home: bool, listing: bool) -> None:
    (row,) = covered([], [document(outcome, newest_on="2020-11-30")])
    seen = Seen()
    seen.add(FIRST, row)

    coverage = seen.coverage("t")
    assert (coverage.home_listed, coverage.listing_seen) == (home, listing)
    assert (coverage.newest_post_on is not None) == listing
    assert seen.anything == listing


def test_the_newest_post_and_the_last_day_on_which_a_date_was_read() -> None:
    seen = Seen()
    for number, newest in ((9, "2020-11-20"), (3, "2020-11-25"), (12, "")):
        seen.add(day(number), DayCoverage("t", read=True, listed=True, newest_on=newest))

    coverage = seen.coverage("t")

    assert (coverage.newest_post_on, coverage.post_seen_on) == (date(2020, 11, 25), day(9))


async def test_only_the_days_that_are_asked_for_are_read_and_in_any_order_they_say_the_same() -> (
    None
):
    probes, listings = (DayStore(MemoryCollection(), kind) for kind in (Probe, Listing))
    at = [
        datetime(2020, 12, 1, 1, minute, tzinfo=UTC) + timedelta(days=minute)
        for minute in range(20)
    ]
    made = [Probe(target="t", at=one, outcome=ProbeOutcome.OPEN) for one in at]
    read = [
        Listing(target="t", at=one, outcome=ListingOutcome.READ, newest_on=one.date()) for one in at
    ]
    await probes.record(made[::-1])
    await listings.record(read)

    sights = Sights(CoverageReader(MemoryCollection()), probes, listings)
    found = await seen_between(sights, day(2), day(5))

    assert found["t"].coverage("t") == Coverage("t", 4, True, True, day(5), day(5))
    assert await seen_between(sights, day(40), day(60)) == {}
