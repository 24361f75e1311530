"""Keeps the rollup rows: events mark, a loop recomputes from the store and replaces."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import date

from services.reporter.domain.period import Period, Span, month_of, months_in
from services.reporter.domain.rollup import (
    Line,
    OrderSum,
    Row,
    day_rows,
    month_row,
    read_lines,
    whole,
)
from services.reporter.metrics import ReporterMetrics
from shared.contracts.base import Contract
from shared.contracts.finding import Finding
from shared.contracts.order import Order
from shared.store.findings import FindingReader
from shared.store.orders import OrderReader
from shared.store.rollups import Mark, RollupStore

BUCKET = 200


class AboutFinding(Contract):
    """What every event about a finding carries."""

    finding: Finding


class Rollups:
    """The rows and what keeps them true.

    Args:
        rows: where they rest.
        findings: what they count.
        orders: of those findings.
        metrics: counts rows that were recomputed.
        every_seconds: longest wait between a mark and its row, real time.
    """

    def __init__(
        self,
        rows: RollupStore,
        findings: FindingReader,
        orders: OrderReader,
        metrics: ReporterMetrics,
        every_seconds: float,
    ) -> None:
        self._rows = rows
        self._findings = findings
        self._orders = orders
        self._metrics = metrics
        self._every_seconds = every_seconds

    async def finding_changed(self, finding: Finding) -> None:
        """Mark the row of a finding."""
        await self._rows.mark(str(month_of(finding.found_on)), finding.target)

    async def order_changed(self, order: Order) -> None:
        """Mark the rows of the findings that an order is about."""
        found = await self._findings.get_many(order.findings)
        await self._mark(found.values())

    async def run(self) -> None:
        """Recompute for ever what is marked; once, mark everything that was there before."""
        if not await self._rows.is_built():
            await self.mark_all()
            await self._rows.built()
        while True:
            await self.settle()
            await asyncio.sleep(self._every_seconds)

    async def mark_all(self) -> int:
        """Mark every row there should be, so that all of them are recomputed."""
        keys: set[tuple[str, str]] = set()
        async for finding in self._findings.every():
            keys.add((str(month_of(finding.found_on)), finding.target))
        for month, target in sorted(keys):
            await self._rows.mark(month, target)
        return len(keys)

    async def settle(self) -> int:
        """Recompute what is marked; return how many rows were replaced."""
        replaced = 0
        while marks := await self._rows.marked(limit=BUCKET):
            for mark in marks:
                replaced += await self._recompute(mark)
        return replaced

    async def of(self, period: Period) -> tuple[list[Line], dict[str, OrderSum]]:
        """Read the rows of a period: findings that are alike, and orders by target."""
        found: list[Line] = []
        sums: dict[str, OrderSum] = {}
        for month in months_in(period):
            async for target, row in self._rows_of(month, period):
                found += read_lines(target, row)
                sums.setdefault(target, OrderSum()).add(OrderSum.of_row(row["orders"]))
        return found, sums

    async def _rows_of(self, month: Span, period: Period) -> AsyncIterator[tuple[str, Row]]:
        if whole(month, period):
            async for target, row in self._rows.of_month(str(month)):
                yield target, row
            return
        async for target, days in self._rows.days_of(str(month)):
            for day, row in days.items():
                if month.first.replace(day=int(day)) in period:
                    yield target, row

    async def _mark(self, findings: Iterable[Finding]) -> None:
        for month, target in {(str(month_of(one.found_on)), one.target) for one in findings}:
            await self._rows.mark(month, target)

    async def _recompute(self, mark: Mark) -> bool:
        month = month_of(date.fromisoformat(f"{mark.month}-01"))
        findings = await self._findings.of_target_between(mark.target, month.first, month.last)
        orders = await self._orders.about(one.id for one in findings)
        chosen = [orders[key] for key in sorted(orders)]
        row, days = month_row(findings, chosen, month), day_rows(findings, chosen, month)
        done = await self._rows.replace(mark, row, days)
        self._metrics.rolled_up.inc(done)
        return done
