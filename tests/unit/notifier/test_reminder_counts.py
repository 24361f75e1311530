"""催更 counts what was said, not on how many channels."""

from datetime import timedelta

from shared.contracts.alert import AlertKind
from shared.store.alerts import AlertReader, AlertStore
from tests.factories import NOW, make_alert
from tests.fakes import MemoryCollection


async def test_a_reminder_on_three_channels_is_one() -> None:
    stored = MemoryCollection()
    rows = [("a", "1"), ("a", "1"), ("a", "1"), ("a", "2"), ("b", "1"), ("c", ""), ("c", "")]
    alerts = [
        make_alert(
            id=f"{number:032x}",
            kind=AlertKind.OVERDUE,
            order=order,
            occasion=occasion,
            sent_at=NOW,
        )
        for number, (order, occasion) in enumerate(rows)
    ]
    await AlertStore(stored).add(alerts, ready_at=NOW)

    day = timedelta(days=1)
    assert await AlertReader(stored).sent(AlertKind.OVERDUE, NOW - day, NOW + day) == 5
    assert await AlertReader(stored).sent(AlertKind.BEFORE_DUE, NOW - day, NOW + day) == 0
