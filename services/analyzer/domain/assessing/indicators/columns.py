"""What can be said of one column; the counts over the columns of a website build on it."""

from datetime import date
from typing import NamedTuple

from services.analyzer.domain.assessing.case import Case, class_of
from services.analyzer.domain.assessing.dates import first_late, limit_end, limit_start
from services.analyzer.domain.assessing.ledger import Ledger
from shared.contracts.profile import ColumnClass, Item
from shared.contracts.target import Target


class State(NamedTuple):
    """One column on one day."""

    target: str
    observed: bool
    blank: bool = False
    overdue: bool = False
    since: date | None = None
    """First day past its limit."""
    newest: date | None = None
    limit_on: date | None = None
    """Last day on which its newest item is in time."""
    kind: ColumnClass | None = None


def state(case: Case, target: Target, ledger: Ledger) -> State:
    """Judge a column by the class that the profile gives it.

    A boundary day is in time: an item dated exactly the limit before the observation counts. A
    column without dated items counts as not updated. A class that is finished by its nature
    (archives, closed topics) is never overdue.
    """
    if not case.is_fresh(ledger.seen_on) or ledger.seen_on is None:
        return State(target.id, observed=False)
    kind = class_of(case.profile, target)
    blank, newest = ledger.is_blank, ledger.newest_on
    if kind is None or kind.finished or not (kind.days or kind.months):
        return State(target.id, True, blank, newest=newest, kind=kind)
    limits = {"days": kind.days, "months": kind.months}
    overdue = newest is None or newest < limit_start(ledger.seen_on, **limits)
    last = limit_end(newest, **limits) if newest else None
    since = first_late(newest, **limits) if newest and overdue else None
    return State(target.id, True, blank, overdue and not blank, since, newest, last, kind)


def states(case: Case, item: Item) -> list[State]:
    """Return the observed columns of a website that an item looks at."""
    return [
        one
        for one in _all(case)
        if one.observed and (not item.classes or (one.kind and one.kind.name in item.classes))
    ]


def _all(case: Case) -> list[State]:
    """Judge all columns of a website once, however many items look at them."""
    if not case.judged:
        case.judged.extend(state(case, one.target, one.ledger) for one in case.columns)
    return case.judged
