"""Which rung of the ladder an order stands on. Pure."""

from datetime import datetime, timedelta

from services.notifier.domain.orders import OPEN
from shared.contracts.alert import AlertKind
from shared.contracts.order import Order, OrderState

BEFORE_DUE = timedelta(days=1)
"""How long before the deadline the first reminder goes out, business time."""


def rung(order: Order, now: datetime) -> AlertKind | None:
    """Say which reminder an order deserves now; the same until the next rung is reached.

    Args:
        order: as it stands.
        now: business time, UTC, aware.
    """
    if order.state not in OPEN or _awaits_proof(order):
        return None
    if now > order.due_at:
        return AlertKind.OVERDUE
    return AlertKind.BEFORE_DUE if now >= order.due_at - BEFORE_DUE else None


def _awaits_proof(order: Order) -> bool:
    """Tell whether the unit has done its part and the re-check has not answered yet.

    After an answer that left it open (the page could not be read) reminders go on: the unit or a
    person of the office must do something.
    """
    return order.state is OrderState.RECTIFIED and order.history[-1].action == "rectified"
