"""Rollups: the findings of one target in one month, counted, so that a long history costs nothing.

A row is computed from the records as they stand and replaced whole; nothing is ever added to it,
so recomputing it gives the same bytes. What depends on today (open orders past their limit) is
kept by its date and counted when it is read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from services.reporter.domain.counting import problems
from services.reporter.domain.counting.orders import Life
from services.reporter.domain.period import Cut, Period, Span
from shared.contracts.finding import Decision, Effect, Finding, Severity
from shared.contracts.order import Order, OrderKind

Row = dict[str, Any]


class Line(NamedTuple):
    """Findings of one target that are alike, and how many they are."""

    target: str
    rule: str
    effect: Effect
    severity: Severity
    decision: Decision
    gone: bool
    number: int


@dataclass
class OrderSum:
    """Orders summed up; those still open by the last day of their limit (ISO)."""

    issued: int = 0
    on_time: int = 0
    late: int = 0
    escalated: int = 0
    passed: int = 0
    failed: int = 0
    open: Counter[str] = field(default_factory=Counter)

    def add(self, other: "OrderSum") -> None:
        """Take another sum in."""
        self.issued += other.issued
        self.on_time += other.on_time
        self.late += other.late
        self.escalated += other.escalated
        self.passed += other.passed
        self.failed += other.failed
        self.open.update(other.open)

    def overdue(self, day: date) -> int:
        """Count those not fixed within their limit, as of a day."""
        return self.late + sum(n for due, n in self.open.items() if due < day.isoformat())

    def as_row(self) -> Row:
        """Write the sum as a row keeps it."""
        numbers = (self.issued, self.on_time, self.late, self.escalated, self.passed, self.failed)
        return {"numbers": list(numbers), "open": [list(due) for due in sorted(self.open.items())]}

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "OrderSum":
        """Read it back."""
        total = cls(*row["numbers"])
        total.open.update(dict(row["open"]))
        return total


def counted_once(findings: Iterable[Finding], month: Span) -> list[Finding]:
    """Return the findings of one month, those of several sources on one place merged."""
    here = [finding for finding in findings if finding.found_on in month]
    counts = problems.counted(here, Cut(month, month.last))
    others = [
        finding
        for finding in here
        if finding.decision is not Decision.CONFIRMED or finding.effect is Effect.DEDUCTION
    ]
    return [*counts, *others]


def lines(findings: Iterable[Finding]) -> list[Line]:
    """Count findings that are alike; call it with what `counted_once` leaves."""
    counts = Counter(
        (f.target, f.rule, f.effect, f.severity, f.decision, f.gone_at is not None)
        for f in findings
    )
    return [Line(*key, number) for key, number in sorted(counts.items())]


def order_sum(orders: Iterable[Order], day: date | None = None) -> OrderSum:
    """Sum up orders.

    Args:
        orders: of the findings that count.
        day: only what had happened by then; None for all that has.
    """
    total = OrderSum()
    for order in orders:
        life = Life.by(order, day or date.max)
        if life.withdrawn or order.kind is not OrderKind.RECTIFY:
            continue
        total.issued += 1
        total.on_time += life.on_time
        total.escalated += life.escalated
        total.passed += life.passed
        total.failed += life.failed
        if life.open:
            total.open[order.due_on.isoformat()] += 1
        else:
            total.late += life.overdue
    return total


def orders_by_target(
    findings: Iterable[Finding], orders: Iterable[Order], day: date | None = None
) -> dict[str, OrderSum]:
    """Sum up orders by the target of their first finding; those of other findings are left out."""
    owner = {finding.id: finding.target for finding in findings}
    sums: dict[str, OrderSum] = {}
    for order in orders:
        if order.findings and (target := owner.get(order.findings[0])):
            sums.setdefault(target, OrderSum()).add(order_sum([order], day))
    return sums


def month_row(findings: Iterable[Finding], orders: Iterable[Order], month: Span) -> Row:
    """Compute the row of one target and month."""
    known = list(findings)
    ids = {finding.id for finding in known if finding.found_on in month}
    return _row(counted_once(known, month), [o for o in orders if _first(o) in ids])


def day_rows(findings: Iterable[Finding], orders: Sequence[Order], month: Span) -> dict[str, Row]:
    """Compute the same by day (two digits), for ranges that cut a month."""
    chosen = counted_once(findings, month)
    found_on = {finding.id: finding.found_on for finding in findings}
    days = sorted({day for day in found_on.values() if day in month})
    return {
        f"{day:%d}": _row(
            [finding for finding in chosen if finding.found_on == day],
            [order for order in orders if found_on.get(_first(order)) == day],
        )
        for day in days
    }


def _first(order: Order) -> str:
    """An order of several findings counts where its first one does."""
    return order.findings[0] if order.findings else ""


def _row(findings: Iterable[Finding], orders: Iterable[Order]) -> Row:
    kept = [[*line[1:2], *map(str, line[2:5]), *line[5:]] for line in lines(findings)]
    return {"findings": kept, "orders": order_sum(orders).as_row()}


def read_lines(target: str, row: Row) -> list[Line]:
    """Read the findings of a row."""
    return [
        Line(target, rule, Effect(effect), Severity(severity), Decision(decision), gone, number)
        for rule, effect, severity, decision, gone, number in row["findings"]
    ]


def whole(month: Span, period: Period) -> bool:
    """Tell whether a period holds a month from its first day to its last."""
    return period.first <= month.first and month.last <= period.last
