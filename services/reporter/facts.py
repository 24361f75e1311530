"""Gathers what a quarter report is computed from, out of everybody's collections."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from services.reporter.domain.facts import AlertCounts, Coverage, Facts
from services.reporter.domain.period import Quarter
from services.reporter.domain.seeing import coverage
from shared.clock import OFFICE_ZONE
from shared.contracts.alert import AlertKind
from shared.contracts.observation import Listing, Probe
from shared.contracts.order import Order
from shared.store.alerts import AlertReader
from shared.store.days import DayReader, R
from shared.store.enquiries import EnquiryReader
from shared.store.findings import FindingReader
from shared.store.orders import OrderReader
from shared.store.scores import ScoreReader
from shared.store.targets import TargetReader
from shared.store.units import UnitReader

PAGE = 500


class Readers(NamedTuple):
    """The collections that a report looks at."""

    units: UnitReader
    targets: TargetReader
    findings: FindingReader
    probes: DayReader[Probe]
    listings: DayReader[Listing]
    enquiries: EnquiryReader
    scores: ScoreReader
    orders: OrderReader
    alerts: AlertReader


async def gather(readers: Readers, quarter: Quarter) -> Facts:
    """Read all records that the report of a quarter may need."""
    start = datetime.combine(quarter.first, datetime.min.time(), OFFICE_ZONE)
    end = datetime.combine(quarter.last + timedelta(days=1), datetime.min.time(), OFFICE_ZONE)
    return Facts(
        targets=tuple([target async for target in readers.targets.every()]),
        units=tuple([unit async for unit in readers.units.every()]),
        findings=tuple(
            [one async for one in readers.findings.found_between(quarter.first, quarter.last)]
        ),
        coverage=tuple(await _coverage(readers, quarter)),
        enquiries=tuple(
            [one async for one in readers.enquiries.received_between(quarter.first, quarter.last)]
        ),
        scores=tuple(await readers.scores.of_quarter(str(quarter))),
        orders=tuple(await _orders(readers.orders, start, end)),
        alerts=AlertCounts(
            before_due=await readers.alerts.sent(AlertKind.BEFORE_DUE, start, end),
            overdue=await readers.alerts.sent(AlertKind.OVERDUE, start, end),
        ),
    )


async def _coverage(readers: Readers, quarter: Quarter) -> list[Coverage]:
    probes = await _by_target(readers.probes, quarter)
    listings = await _by_target(readers.listings, quarter)
    return [
        coverage(target, probes.get(target, ()), listings.get(target, ()))
        for target in sorted({*probes, *listings})
    ]


async def _by_target(days: DayReader[R], quarter: Quarter) -> dict[str, list[R]]:
    found: dict[str, list[R]] = defaultdict(list)
    after = ""
    while page := await days.on_days(quarter.first, quarter.last, after=after):
        for document in page:
            found[document["target"]] += days.records(document)
        after = str(page[-1]["_id"])
    return found


async def _orders(orders: OrderReader, start: datetime, end: datetime) -> list[Order]:
    found: list[Order] = []
    while page := await orders.issued_between(start, end, limit=PAGE):
        found += page
        if len(page) < PAGE:
            break
        start = page[-1].issued_at + timedelta(milliseconds=1)
    return found
