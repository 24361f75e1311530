"""Orders of a quarter's findings, as they stood on a day.

On time = the unit said so within the limit and the re-check found the defect gone. Overdue = not
fixed within the limit. Withdrawn orders leave the count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from services.reporter.domain.facts import Facts
from services.reporter.domain.period import Cut
from services.reporter.domain.rounding import Rate, rate
from shared.clock import office_date
from shared.contracts.finding import Step
from shared.contracts.order import SIDE_STEPS, Order, OrderKind, OrderState

_STATEMENT = frozenset({"rectified", "undecided"})
"""Steps after which an order waits for a re-check; `reopened` next means that it failed."""
_ROUND = frozenset({"rectified", "reopened"})
_APPEAL = frozenset({"appealed"})
_PASSED_OVER = SIDE_STEPS | {"escalated"}
"""Steps that change nothing of where an order stands."""


@dataclass(frozen=True, slots=True)
class OrderCount:
    """Ids for every figure, and the answers of re-checks."""

    issued: tuple[str, ...]
    on_time: tuple[str, ...]
    overdue: tuple[str, ...]
    escalated: tuple[str, ...]
    passed: int
    failed: int

    @property
    def rate(self) -> Rate | None:
        """On time / issued (按期整改率)."""
        return rate(len(self.on_time), len(self.issued))

    @property
    def recheck_rate(self) -> Rate | None:
        """Passed re-checks / answered re-checks (复查合格率)."""
        return rate(self.passed, self.passed + self.failed)


def count(facts: Facts, cut: Cut) -> OrderCount:
    """Count the orders whose first finding belongs to the quarter."""
    found_on = {finding.id: finding.found_on for finding in facts.findings}
    lives = [
        Life.by(order, cut.as_of)
        for order in sorted(facts.orders, key=lambda order: order.id)
        if _belongs(order, found_on, cut)
    ]
    standing = [life for life in lives if not life.withdrawn]
    return OrderCount(
        issued=_ids(standing),
        on_time=_ids(life for life in standing if life.on_time),
        overdue=_ids(life for life in standing if life.overdue),
        escalated=_ids(life for life in standing if life.escalated),
        passed=sum(life.passed for life in standing),
        failed=sum(life.failed for life in standing),
    )


@dataclass(frozen=True, slots=True)
class Life:
    """One order with the steps it had taken by a day."""

    order: Order
    steps: Sequence[Step]
    as_of: date

    @classmethod
    def by(cls, order: Order, day: date) -> "Life":
        """Return the life that an order had had by the end of a day."""
        return cls(order, _until(order, day), day)

    @property
    def last(self) -> str:
        """What happened last; a state without history speaks for itself."""
        told = [step.action for step in self.steps if step.action not in _PASSED_OVER]
        return told[-1] if told else self.order.state.value

    @property
    def withdrawn(self) -> bool:
        """Taken back."""
        return self.last == OrderState.WITHDRAWN

    @property
    def stated_on(self) -> date | None:
        """The day of the unit's last statement that no re-check has disproved since."""
        told = [step for step in self.steps if step.action in _ROUND]
        said = told and told[-1].action == OrderState.RECTIFIED
        return office_date(told[-1].at) if said else None

    @property
    def waits_since(self) -> date | None:
        """The day since which it waits for a proof or for the answer to an appeal."""
        if self.last in _STATEMENT:
            return self.stated_on
        asked = [step for step in self.steps if step.action in _APPEAL]
        return office_date(asked[-1].at) if asked and self.last in _APPEAL else None

    @property
    def fixed_on(self) -> date | None:
        """The day of the statement that a re-check proved; None while nothing is proven."""
        if self.last != OrderState.CLOSED:
            return None
        closed = [step for step in self.steps if step.action == OrderState.CLOSED]
        return self.stated_on or (office_date(closed[-1].at) if closed else None)

    @property
    def on_time(self) -> bool:
        """Proven, and said within the limit."""
        return self.fixed_on is not None and self.fixed_on <= self.order.due_on

    @property
    def overdue(self) -> bool:
        """Past the limit, and neither fixed in it nor waiting for an answer nor excepted."""
        if self.last == OrderState.EXCEPTED:
            return False
        return (self.fixed_on or self.waits_since or self.as_of) > self.order.due_on

    @property
    def open(self) -> bool:
        """Neither fixed nor waiting for an answer nor excepted nor withdrawn: its limit runs."""
        ended = self.withdrawn or self.last == OrderState.EXCEPTED
        return not ended and self.fixed_on is None and self.waits_since is None

    @property
    def escalated(self) -> bool:
        """Brought before the next higher level at least once."""
        return any(step.action == "escalated" for step in self.steps)

    @property
    def passed(self) -> int:
        """Re-checks that found the defect gone."""
        return sum(step.action == OrderState.CLOSED for step in self.steps)

    @property
    def failed(self) -> int:
        """Re-checks that found it still there."""
        told = [step for step in self.steps if step.action not in _PASSED_OVER]
        pairs = pairwise(told)
        return sum(a.action in _STATEMENT and b.action == OrderState.REOPENED for a, b in pairs)


def _belongs(order: Order, found_on: dict[str, date], cut: Cut) -> bool:
    issued = office_date(order.issued_at)
    if issued > cut.as_of or order.kind is not OrderKind.RECTIFY:
        return False
    days = [found_on[finding] for finding in order.findings if finding in found_on]
    return days[0] in cut if days else issued in cut


def _until(order: Order, day: date) -> list[Step]:
    return [step for step in order.history if office_date(step.at) <= day]


def _ids(lives: Iterable[Life]) -> tuple[str, ...]:
    return tuple(life.order.id for life in lives)
