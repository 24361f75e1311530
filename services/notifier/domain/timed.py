"""What time itself does to orders: the timer moves them, nobody decides. Pure."""

from collections.abc import Sequence
from datetime import date

from services.notifier.domain.limits import dates, limits_in
from services.notifier.domain.moves import UNSETTLED, WORKING, Deed, move
from shared.clock import office_date
from shared.contracts.order import Limit, Order, OrderKind, OrderState


def escalate(order: Order, level: int, deed: Deed) -> Order | None:
    """Bring an overdue order before the next level; None when it is there, or not overdue."""
    if order.state not in WORKING or order.level >= level:
        return None
    return move(order, "escalated", deed, state=OrderState.ESCALATED, level=level)


def name_in_notice(order: Order, deed: Deed) -> Order | None:
    """Mark that a reminder says the notice will name the unit; None when it is marked."""
    return None if order.named else move(order, "named", deed, named=True)


def reschedule(order: Order, limits: Sequence[Limit], deed: Deed) -> Order | None:
    """Put new dates in after the calendar changed; None when no date or its certainty moved."""
    old = [(limit.due_on, limit.provisional) for limit in limits_in(order)]
    new = [(limit.due_on, limit.provisional) for limit in limits]
    if old == new or order.state not in UNSETTLED:
        return None
    return move(order, "rescheduled", deed, **dates(limits))


def expires_on(order: Order) -> date | None:
    """Return the last day of the exception that an order rests on."""
    if order.state is not OrderState.EXCEPTED or not order.grants:
        return None
    return order.grants[-1].until


def expire(order: Order, limits: Sequence[Limit], deed: Deed) -> Order | None:
    """Open an order again whose exception has ended; None while it lasts."""
    last = expires_on(order)
    if last is None or office_date(deed.now) <= last:
        return None
    return move(order, "reopened", deed, state=OrderState.REOPENED, level=0, **dates(limits))


def receive(order: Order, deed: Deed) -> Order | None:
    """Close a duty whose report is recorded as received; None when it is closed or is none."""
    if order.kind is not OrderKind.REPORT_BACK or order.state not in UNSETTLED:
        return None
    return move(order, "closed", deed, state=OrderState.CLOSED)
