"""Gathers what a quarter report is computed from, out of everybody's collections."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.reporter.domain.facts import AlertCounts, Facts
from services.reporter.domain.period import Cut
from services.reporter.domain.verdicts import last, points
from services.reporter.seen import Sights, seen_between
from shared.clock import OFFICE_ZONE
from shared.contracts.alert import AlertKind
from shared.contracts.finding import Finding
from shared.contracts.life import in_force
from shared.contracts.order import Order
from shared.contracts.target import Target
from shared.intake.lookup import found_of
from shared.store.alerts import AlertReader
from shared.store.assessments import AssessmentReader
from shared.store.enquiries import EnquiryReader
from shared.store.findings import FindingReader
from shared.store.orders import OrderReader
from shared.store.scores import ScoreReader
from shared.store.targets import TargetReader
from shared.store.units import UnitReader
from shared.store.warnings import WarningStore

PAGE = 500


class Readers(NamedTuple):
    """The collections that a report looks at."""

    units: UnitReader
    targets: TargetReader
    findings: FindingReader
    sights: Sights
    enquiries: EnquiryReader
    scores: ScoreReader
    orders: OrderReader
    alerts: AlertReader
    warnings: WarningStore
    assessments: AssessmentReader


async def gather(readers: Readers, cut: Cut, known: datetime | None = None) -> Facts:
    """Read all records that the report of a period may need, as they stood on its day.

    Args:
        readers: the collections.
        cut: period and last day.
        known: registry as it was recorded by then, UTC; None for all that is recorded.
    """
    period = cut.quarter
    start = datetime.combine(period.first, datetime.min.time(), OFFICE_ZONE)
    end = datetime.combine(period.last + timedelta(days=1), datetime.min.time(), OFFICE_ZONE)
    found = readers.findings.found_between(period.first, period.last)
    findings = [finding async for finding in found]
    orders, others = await _orders(readers, findings, start, end)
    return replace(
        await gather_standing(readers, cut, known),
        findings=(*findings, *others),
        scores=tuple(await readers.scores.of_quarter(str(period))),
        orders=tuple(orders),
        alerts=AlertCounts(
            warnings=await readers.warnings.count(period.first, period.last),
            before_due=await readers.alerts.sent(AlertKind.BEFORE_DUE, start, end),
            overdue=await readers.alerts.sent(AlertKind.OVERDUE, start, end),
        ),
    )


async def gather_standing(readers: Readers, cut: Cut, known: datetime | None = None) -> Facts:
    """Read all but findings, orders, scores and alerts: those have rows that count them."""
    period = cut.quarter
    seen = await seen_between(readers.sights, period.first, period.last)
    asked = readers.enquiries.received_between(period.first, period.last)
    told = last([one async for one in readers.assessments.of_quarter(str(period))], cut.as_of)
    return Facts(
        targets=tuple(await targets_on(readers.targets, cut.stock_day, known)),
        units=tuple([unit async for unit in readers.units.every()]),
        coverage=tuple(seen[target].coverage(target) for target in sorted(seen)),
        enquiries=tuple([enquiry async for enquiry in asked]),
        own_points=points(told),
        assessments=tuple(told),
    )


async def targets_on(
    targets: TargetReader, day: date, known: datetime | None = None
) -> list[Target]:
    """Return the registry as it stood on a day, as far as it was recorded by `known`."""
    lives = [in_force(each, day, known) async for each in targets.every_life()]
    return [target for target in lives if target is not None]


async def _orders(
    readers: Readers, findings: Sequence[Finding], start: datetime, end: datetime
) -> tuple[list[Order], list[Finding]]:
    """Return the orders that a period may count, and findings of other days that they are about.

    An order belongs to the period of its finding, whenever it was issued; one that was issued in
    the period is looked at as well, because its finding may be of another day, or gone.
    """
    orders = await readers.orders.about(finding.id for finding in findings)
    while page := await readers.orders.issued_between(start, end, limit=PAGE):
        orders |= {order.id: order for order in page}
        if len(page) < PAGE:
            break
        start = page[-1].issued_at + timedelta(milliseconds=1)
    named = {finding for order in orders.values() for finding in order.findings}
    here = {finding.id for finding in findings}
    others = await found_of(readers.findings.get_many, named - here)
    return list(orders.values()), list(others.values())
