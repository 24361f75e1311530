"""What the notifier's store holds, as metrics."""

from datetime import datetime

from services.notifier.domain.moves import UNSETTLED
from services.notifier.metrics import NotifierMetrics
from shared.contracts.alert import AlertKind
from shared.contracts.order import OrderState
from shared.stock import Stock, put
from shared.store.alerts import AlertReader
from shared.store.orders import OrderStore

ORDER, ALERT = KINDS = ("order", "alert")
"""Of data whose newest moment the notifier tells."""


def counted(
    stock: Stock, orders: OrderStore, alerts: AlertReader, metrics: NotifierMetrics
) -> Stock:
    """Let `stock` count orders and what waits for its hand-over."""
    unsettled = sorted(UNSETTLED)

    async def look(now: datetime) -> None:
        put(metrics.orders, await orders.tally(), OrderState)
        put(metrics.overdue, await orders.overdue(unsettled, now), unsettled)
        metrics.ringing.set(await orders.count_ringing(now))
        metrics.waiting.set(await alerts.count_open())
        oldest = await alerts.oldest_open(AlertKind.ISSUED)
        metrics.untold.set(max((now - oldest).total_seconds(), 0) if oldest else 0)
        stock.tell(ORDER, await orders.newest(now))
        stock.tell(ALERT, await alerts.newest(now))

    stock.looks = (look,)
    return stock
