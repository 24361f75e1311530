"""How long the report of a quarter takes to read what was seen, and whether a history slows it."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bench.measure import Result, row
from services.reporter.seen import seen_between
from shared.clock import OFFICE_ZONE
from shared.contracts.observation import Listing, ListingOutcome, Probe, ProbeOutcome
from shared.store.collection import Document
from shared.store.database import Database
from shared.store.days import DayReader, day_key
from shared.store.mapping import changed_fields

SITES, LISTED, PROBES = 20, 180, 20
"""A city: websites probed so often a day, columns and accounts listed once a day."""
QUARTER = (date(2020, 10, 1), date(2020, 12, 31))
HISTORY_DAYS = 3 * 92
"""Three quarters stand before the one that is asked for."""
ROUNDS = 3


async def measure(url: str, result: Result) -> None:
    """Measure with the quarter alone, then with a history; the rows are called `seen_…`."""
    database = Database(url, "seen")
    await database.prepare("crawler")
    of = database.collection
    probes, listings = DayReader(of("probes"), Probe), DayReader(of("listings"), Listing)
    days = [QUARTER[0] + timedelta(days=n) for n in range((QUARTER[1] - QUARTER[0]).days + 1)]
    before = [QUARTER[0] - timedelta(days=n + 1) for n in range(HISTORY_DAYS)]
    for name, filled in (("seen_quarter", days), ("seen_quarter_of_a_year", before)):
        for day in filled:
            await of("probes").insert([_document(_probes(site, day), day) for site in range(SITES)])
            await of("listings").insert(
                [_document([_listing(number, day)], day) for number in range(SITES + LISTED)]
            )
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            found = await seen_between(probes, listings, *QUARTER)
            times.append((time.perf_counter() - began) * 1000)
        if len(found) != SITES + LISTED:
            raise RuntimeError(f"{len(found)} targets were seen")
        result.rows.append(row(name, times, "ms"))
    result.notes.append(
        f"seen: {SITES} websites with {PROBES} probes a day and {LISTED} listed targets over 92 "
        f"days, alone and after {HISTORY_DAYS} days of history."
    )
    database.close()


def _document(seen: Sequence[Probe | Listing], day: date) -> Document:
    minutes = {f"m{one.at.astimezone(OFFICE_ZONE):%H%M}": changed_fields(one) for one in seen}
    key = day_key(seen[0].target, day)
    return {"_id": key, "target": seen[0].target, "day": day.isoformat(), "minutes": minutes}


def _probes(site: int, day: date) -> list[Probe]:
    start = datetime(day.year, day.month, day.day, tzinfo=OFFICE_ZONE)
    return [
        Probe(
            target=f"site-{site}",
            at=start + timedelta(minutes=40 * n),
            outcome=ProbeOutcome.OPEN,
            seconds=1.0,
        )
        for n in range(PROBES)
    ]


def _listing(number: int, day: date) -> Listing:
    name = f"site-{number}" if number < SITES else f"listed-{number}"
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    return Listing(target=name, at=at, outcome=ListingOutcome.READ, items=10, newest_on=day)
