"""A store that is older than the broker starts with every alert held back."""

from datetime import timedelta
from typing import Any

import pytest

from services.notifier.restored import Restored
from shared.contracts.alert import Alert, AlertEvent
from shared.contracts.command import Command, HoldAlerts
from shared.contracts.order import Order, OrderEvent
from shared.store.switches import ALERTS, SwitchStore
from shared.streams import Newest
from tests.factories import NOW
from tests.unit.notifier.room import Nudged, Room


class Seen:
    """A broker: the last alert and order that it has seen."""

    def __init__(self, alert: Alert | None = None, order: Order | None = None) -> None:
        self.numbers = {"ALERTS": 0, "ORDERS": 0}
        self.bodies: dict[str, bytes | None] = {"ALERTS": None, "ORDERS": None}
        if alert:
            self.take("ALERTS", AlertEvent(alert=alert, occurred_at=NOW).body())
        if order:
            self.take("ORDERS", OrderEvent(order=order, verb="x", occurred_at=NOW).body())

    def take(self, stream: str, body: bytes | None) -> None:
        """See one message more."""
        self.numbers[stream] += 1
        self.bodies[stream] = body

    async def newest(self, stream: str) -> Newest:
        """Return the last message."""
        return Newest(self.numbers[stream], self.bodies[stream])


async def used() -> tuple[Room, Alert, Order]:
    """A notifier that has sent one alert of one order."""
    room = await Room().furnish()
    order = await room.order(await room.confirm())
    await room.send()
    (alert,) = await room.told()
    return room, alert, order


def starting(room: Room, broker: Any, *, asked: bool = False) -> Restored:
    nudged: Any = Nudged()
    switches = SwitchStore(room.collection("switches"))
    rests = room.sent, room.orders
    return Restored(rests, switches, broker, nudged, room.clock, asked=asked)


async def held(room: Room) -> bool:
    return (await room.line.switch(Command(request="s", actor="li"))).held


async def test_a_restart_holds_nothing() -> None:
    room, alert, order = await used()
    await room.do(order, "acknowledge")

    for broker in (Seen(alert, order), Seen(alert)):
        assert not await starting(room, broker).look()
    assert not await starting(Room(), Seen()).look()

    assert not await held(room)


@pytest.mark.parametrize("lost", ["alert", "order", "record", "broker"])
async def test_a_store_that_was_put_back_is_recognised(lost: str) -> None:
    room, alert, order = await used()
    sent = alert.model_copy(update={"version": alert.version + 1})
    moved = order.model_copy(update={"version": order.version + 1})
    stranger = alert.model_copy(update={"id": "0" * 32})
    broker = {
        "alert": Seen(sent, order),
        "order": Seen(alert, moved),
        "record": Seen(stranger, order),
        "broker": Seen(),
    }[lost]

    assert await starting(room, broker).look()
    await room.confirm("c2", fingerprint="2")

    assert await room.send() == []
    switch = await room.line.switch(Command(request="s", actor="li"))
    assert "as after a restore" in switch.reason
    assert await room.events("switches") == ["audit.recorded"]


async def test_the_same_sign_holds_once_and_another_one_again() -> None:
    room, alert, order = await used()
    broker = Seen(alert.model_copy(update={"version": 9}), order)
    await starting(room, broker).look()
    assert not await starting(room, broker).look()
    await room.line.hold(HoldAlerts(request="h", actor="li", hold=False))

    assert not await starting(room, broker).look()
    broker.take("ALERTS", AlertEvent(alert=alert, occurred_at=NOW).body())
    assert not await starting(room, broker).look()
    assert not await held(room)
    broker.take(
        "ORDERS",
        OrderEvent(order=order.model_copy(update={"version": 7}), verb="x", occurred_at=NOW).body(),
    )
    assert await starting(room, broker).look()


async def test_a_setting_holds_what_was_restored_together_with_its_broker() -> None:
    room, alert, order = await used()

    assert await starting(room, Seen(alert, order), asked=True).look()

    assert await held(room)
    document = await room.collection("switches").get(ALERTS)
    assert document
    assert "XUNCHA_NOTIFIER_HOLD" in document["reason"]


async def test_a_last_message_that_is_no_longer_there_says_nothing() -> None:
    room, alert, order = await used()
    broker = Seen(alert, order)
    broker.take("ALERTS", None)
    broker.take("ORDERS", None)
    room.clock.move(timedelta(days=1))

    assert not await starting(room, broker).look()
