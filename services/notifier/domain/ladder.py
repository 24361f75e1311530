"""Which rung of the ladder an order stands on. Pure."""

from datetime import datetime, timedelta

from services.notifier.domain.orders import OPEN
from shared.contracts.alert import AlertKind
from shared.contracts.order import Order, OrderState

BEFORE_DUE = timedelta(days=1)
"""How long before the deadline the first reminder goes out, business time."""
_SILENT = frozenset({OrderState.RECTIFIED})
"""The unit has done its part: until the re-check answers there is nothing to remind it of."""


def rung(order: Order, now: datetime) -> AlertKind | None:
    """Say which reminder an order deserves now; the same until the next rung is reached.

    Args:
        order: as it stands.
        now: business time, UTC, aware.
    """
    if order.state not in OPEN or order.state in _SILENT:
        return None
    if now > order.due_at:
        return AlertKind.OVERDUE
    return AlertKind.BEFORE_DUE if now >= order.due_at - BEFORE_DUE else None
