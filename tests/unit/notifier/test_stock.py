"""What waits is measured while it waits, not when it has left."""

from datetime import timedelta

from prometheus_client import CollectorRegistry

from services.notifier.metrics import NotifierMetrics
from services.notifier.stock import KINDS, counted
from shared.contracts.alert import AlertKind
from shared.stock import Stock
from tests.factories import NOW, make_alert
from tests.unit.notifier.room import REAL, Room


async def test_how_long_a_new_order_has_not_been_told() -> None:
    room, registry = Room(), CollectorRegistry()
    metrics = NotifierMetrics.register(registry)
    stock = Stock(KINDS, registry, room.clock, every_seconds=30)
    counted(stock, room.orders, room.sent, metrics)

    def untold() -> float | None:
        return registry.get_sample_value("xuncha_notifier_untold_seconds")

    await stock.count()
    assert untold() == 0

    reminder = make_alert(id="r", kind=AlertKind.OVERDUE, due_at=NOW - timedelta(days=2))
    orders = [
        make_alert(id=f"o{minutes}", kind=AlertKind.ISSUED, due_at=NOW - timedelta(minutes=minutes))
        for minutes in (1, 11, 5)
    ]
    await room.sent.add([reminder, *orders], ready_at=REAL)
    await stock.count()
    assert untold() == 11 * 60
