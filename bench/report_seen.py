"""How long the report of a quarter takes to read what was seen, of a city and of a province."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bench.measure import Result, row
from services.reporter.seen import Sights, seen_between
from shared.clock import OFFICE_ZONE
from shared.contracts.coverage import DayCoverage
from shared.contracts.observation import Listing, ListingOutcome, Probe, ProbeOutcome
from shared.store.collection import Document
from shared.store.coverage import CoverageReader, CoverageStore, OpenDay
from shared.store.database import Database
from shared.store.days import DayReader, day_key
from shared.store.mapping import changed_fields

CITY, PROVINCE = (20, 200), (561, 10_000)
"""Websites, which are probed so often a day, and all targets, which are listed once a day."""
PROBES = 20
QUARTER = (date(2020, 10, 1), date(2020, 12, 31))
DAYS = [QUARTER[0] + timedelta(days=n) for n in range((QUARTER[1] - QUARTER[0]).days + 1)]
SUMMED = DAYS[:-1]
"""All but the last day, which is not over when the report is asked for."""
ROUNDS = 3
CHUNK = 1_000


async def measure(url: str, result: Result) -> None:
    """Measure without sums and with them; the rows are called `seen_…`."""
    database = Database(url, "seen")
    await database.prepare("crawler")
    await database.prepare("analyzer")
    of = database.collection
    probes, listings = DayReader(of("probes"), Probe), DayReader(of("listings"), Listing)
    none = Sights(CoverageReader(of("nothing")), probes, listings)
    kept = CoverageStore(of("coverage"))
    summed = Sights(kept, probes, listings)
    for day in DAYS:
        await _fill(database, day, CITY)
    result.rows.append(row("seen_quarter_from_observations", await _times(none, CITY), "ms"))
    await _sum(kept, SUMMED, CITY)
    result.rows.append(row("seen_quarter", await _times(summed, CITY), "ms"))
    await _fill(database, DAYS[-1], PROVINCE)
    await _sum(kept, SUMMED, PROVINCE)
    result.rows.append(row("seen_quarter_of_a_province", await _times(summed, PROVINCE), "ms"))
    result.notes.append(
        f"seen: 92 days of {CITY[1]} and of {PROVINCE[1]} targets, listed daily, {CITY[0]} and "
        f"{PROVINCE[0]} of them websites with {PROBES} probes a day; the last day is read from its "
        "observations, the others from their sums. Sums are stored without the observations that "
        "they are made from, where those are not read."
    )
    database.close()


async def _times(sights: Sights, size: tuple[int, int]) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = await seen_between(sights, *QUARTER)
        times.append((time.perf_counter() - began) * 1000)
        if len(found) < size[1]:
            raise RuntimeError(f"{len(found)} targets were seen")
    return times


async def _fill(database: Database, day: date, size: tuple[int, int]) -> None:
    for name, documents in zip(("probes", "listings"), _day(day, size), strict=True):
        for start in range(0, len(documents), CHUNK):
            await database.collection(name).insert(documents[start : start + CHUNK])


async def _sum(kept: CoverageStore, days: Sequence[date], size: tuple[int, int]) -> None:
    for day in days:
        stamp = datetime(2021, 1, 1 + (size == PROVINCE), tzinfo=UTC)
        await kept.mark([day], stamp)
        if not await kept.keep(OpenDay(day, stamp.isoformat()), _rows(day, size)):
            raise RuntimeError(f"{day} is open")


def _rows(day: date, size: tuple[int, int]) -> list[DayCoverage]:
    """Say what the documents of the day would be summed up to."""
    sites, targets = size
    seen = DayCoverage("", read=True, listed=True, newest_on=day.isoformat())
    probed = seen._replace(valid_probes=PROBES, opened=True)
    rows = [probed._replace(target=f"site-{n}") for n in range(sites)]
    return rows + [seen._replace(target=f"listed-{n}") for n in range(sites, targets)]


def _day(day: date, size: tuple[int, int]) -> tuple[list[Document], list[Document]]:
    sites, targets = size
    names = [f"site-{n}" if n < sites else f"listed-{n}" for n in range(targets)]
    probes = [_document(_probes(name, day), day) for name in names[:sites]]
    return probes, [_document([_listing(name, day)], day) for name in names]


def _document(seen: Sequence[Probe | Listing], day: date) -> Document:
    minutes = {f"m{one.at.astimezone(OFFICE_ZONE):%H%M}": changed_fields(one) for one in seen}
    key = day_key(seen[0].target, day)
    return {"_id": key, "target": seen[0].target, "day": day.isoformat(), "minutes": minutes}


def _probes(name: str, day: date) -> list[Probe]:
    start = datetime(day.year, day.month, day.day, tzinfo=OFFICE_ZONE)
    return [
        Probe(
            target=name,
            at=start + timedelta(minutes=40 * n),
            outcome=ProbeOutcome.OPEN,
            seconds=1.0,
        )
        for n in range(PROBES)
    ]


def _listing(name: str, day: date) -> Listing:
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    return Listing(target=name, at=at, outcome=ListingOutcome.READ, items=10, newest_on=day)
