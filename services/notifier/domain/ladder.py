"""The rungs of an order's ladder: when it must be spoken of again, and how. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from services.notifier.domain.limits import limits_in
from services.notifier.domain.moves import UNSETTLED, WORKING
from services.notifier.domain.quiet import Quiet
from services.notifier.domain.timed import expires_on
from shared.calendar import WorkCalendar, due_moment
from shared.clock import OFFICE_ZONE
from shared.contracts.alert import AlertKind
from shared.contracts.deadline import DeadlineClass, Ladder
from shared.contracts.order import Limit, LimitStep, Order, OrderState

MORNING = time(9)
"""Office time at which reminders of whole days go out."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_ONE_DAY = timedelta(days=1)
_INSTANT = timedelta(milliseconds=1)
_NEW_DATES = frozenset(
    {"issued", "reopened", "extended", "rescheduled", "handed_over", "dismissed"}
)
_WAITS = frozenset({"rectified", "checked"})


@dataclass(frozen=True, slots=True)
class Rung:
    """One moment at which an order is spoken of.

    Attributes:
        at: business time, UTC; never before it.
        kind: of the alert.
        name: tells it from every other rung of this order's present deadline.
        step: the limit that it is about.
        number: of a reminder past the end: the how manieth.
        level: of an escalation: 1 the superior, 2 the office.
        named: the message says that the notice will name the unit.
    """

    at: datetime
    kind: AlertKind
    name: str
    step: LimitStep
    number: int = 0
    level: int = 0
    named: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What the ladder is built by.

    Attributes:
        calendar: counts working days.
        quiet: hours of rest, for classes that are not urgent.
    """

    calendar: WorkCalendar
    quiet: Quiet


def rungs(order: Order, kind: DeadlineClass, rules: Rules) -> list[Rung]:
    """Return every rung that still counts for an order as it stands, in the order of time.

    Args:
        order: as it stands; one that is at rest, or not the unit's turn, has none.
        kind: its deadline class.
        rules: calendar and quiet hours.
    """
    if order.state not in UNSETTLED or not _units_turn(order):
        return []
    since = _since(order)
    found = [
        rung
        for limit in limits_in(order)
        if limit.done_at is None
        for rung in _of_limit(limit, _ladder(kind, limit), rules)
    ]
    if not kind.urgent:
        found = [_rested(rung, rules.quiet) for rung in found]
    return sorted((rung for rung in found if rung.at > since), key=lambda rung: rung.at)


def passed(ladder: list[Rung], now: datetime) -> list[Rung]:
    """Return what must be said now: of each step the last rung that has passed, each escalation.

    What a later rung has overtaken is not said any more: after a long pause an order is spoken of
    once, as it stands.
    """
    gone = [rung for rung in ladder if rung.at <= now]
    last: dict[LimitStep, Rung] = {}
    for rung in gone:
        if not rung.level:
            last[rung.step] = rung
    return [*last.values(), *(rung for rung in gone if rung.level)]


def rings_at(order: Order, ladder: list[Rung], now: datetime) -> datetime:
    """Return when an order must be looked at again, business time; `NEVER` when it need not."""
    until = expires_on(order)
    if until is not None:
        return due_moment(until) + _INSTANT
    return next((rung.at for rung in ladder if rung.at > now), NEVER)


def _units_turn(order: Order) -> bool:
    """Tell whether somebody must be reminded.

    While a re-check is under way nobody is; after an answer that left it open (the page could not
    be read) reminders go on.
    """
    if order.state is OrderState.RECTIFIED:
        return order.history[-1].action not in _WAITS
    return order.state in WORKING


def _since(order: Order) -> datetime:
    """Return when the present deadline was set: what lay before it is not made up for."""
    moments = [step.at for step in order.history if step.action in _NEW_DATES]
    return moments[-1] if moments else order.issued_at


def _ladder(kind: DeadlineClass, limit: Limit) -> Ladder:
    return kind.hide_ladder if limit.step is LimitStep.HIDE else kind.ladder


def _of_limit(limit: Limit, ladder: Ladder, rules: Rules) -> Iterator[Rung]:
    step = limit.step
    for days in ladder.before_working_days:
        day = _working_days_before(limit.due_on, days, rules.calendar)
        yield Rung(_morning(day), AlertKind.BEFORE_DUE, f"{step} -{days}d", step)
    for hours in ladder.before_hours:
        at = limit.due_at - timedelta(hours=hours)
        yield Rung(at, AlertKind.BEFORE_DUE, f"{step} -{hours}h", step)
    if ladder.at_due:
        yield Rung(limit.due_at, AlertKind.DUE, f"{step} due", step)
    for number in range(1, ladder.overdue_most + 1 if ladder.overdue_every_days else 1):
        at = limit.due_at + number * ladder.overdue_every_days * _ONE_DAY
        named = number >= ladder.named_after and step is LimitStep.RECTIFY
        yield Rung(at, AlertKind.OVERDUE, f"{step} +{number}", step, number, named=named)
    for level, after in ((1, ladder.superior_after), (2, ladder.office_after)):
        if after is not None and step is LimitStep.RECTIFY:
            at = _past(limit, after, rules.calendar)
            yield Rung(at, AlertKind.ESCALATED, f"{step} level {level}", step, level=level)


def _past(limit: Limit, days: int, calendar: WorkCalendar) -> datetime:
    """Return the moment that lies so many working days past the end of a limit."""
    if not days:
        return limit.due_at + _INSTANT
    return _morning(calendar.add_working_days(limit.due_on, days).on)


def _rested(rung: Rung, quiet: Quiet) -> Rung:
    early = rung.kind is AlertKind.BEFORE_DUE
    at = quiet.before(rung.at) if early else quiet.after(rung.at)
    if at == rung.at:
        return rung
    return Rung(at, rung.kind, rung.name, rung.step, rung.number, rung.level, rung.named)


def _working_days_before(day: date, days: int, calendar: WorkCalendar) -> date:
    while days:
        day -= _ONE_DAY
        days -= calendar.is_workday(day)
    return day


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, OFFICE_ZONE).astimezone(UTC)
