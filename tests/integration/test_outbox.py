"""A change and its event are one write; the event leaves once, sooner or later."""

import asyncio
import signal
from pathlib import Path

import pytest
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

from shared import outbox
from shared.errors import OutageError
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.publisher import Publisher
from shared.store.collection import Collection
from shared.store.database import Database
from shared.store.orders import OrderStore
from tests.eventually import eventually
from tests.factories import make_order, make_order_event
from tests.integration.rig import count, stored, worker
from tests.servers import Nats, fresh_database


@pytest.fixture
def orders(database: Database) -> Collection:
    return database.collection("orders")


def relay_of(client: Client, *collections: Collection, every_seconds: float = 0.05) -> Outbox:
    metrics = OutboxMetrics.register(CollectorRegistry())
    return Outbox(collections, Publisher(client.jetstream()), metrics, every_seconds)


async def issue(orders: Collection, number: int) -> None:
    for n in range(number):
        order = make_order(id=f"order-{n:03}")
        await OrderStore(orders).add(order, make_order_event(order=order))


async def waiting(orders: Collection) -> int:
    return await orders.count({"waiting": True})


async def test_what_is_put_in_leaves_and_is_cleared(streams: Client, orders: Collection) -> None:
    order = make_order()
    await OrderStore(orders).add(order, make_order_event(order=order))
    later = order.model_copy(update={"version": 2})
    event = make_order_event(order=later, verb="acknowledged")
    assert await OrderStore(orders).change(later, event)

    assert await relay_of(streams, orders).relay() == 2

    found = await stored(streams, "ORDERS")
    assert [message.subject for message in found] == ["order.issued", "order.acknowledged"]
    assert [message.data for message in found] == [make_order_event().body(), event.body()]
    assert await waiting(orders) == 0
    assert await relay_of(streams, orders).relay() == 0
    assert await count(streams, "ORDERS") == 2


async def test_a_refused_change_leaves_no_event(streams: Client, orders: Collection) -> None:
    order = make_order()
    await OrderStore(orders).add(order)

    stale = order.model_copy(update={"version": 7})
    assert not await OrderStore(orders).change(stale, make_order_event(order=stale))

    assert await relay_of(streams, orders).relay() == 0
    assert await count(streams, "ORDERS") == 0


async def test_more_than_one_bucket_leaves_at_once(
    streams: Client, orders: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BUCKET", 7)
    await issue(orders, 30)

    assert await relay_of(streams, orders).relay() == 30

    assert await waiting(orders) == 0


async def test_a_nudge_is_faster_than_the_timer(streams: Client, orders: Collection) -> None:
    relay = relay_of(streams, orders, every_seconds=3600)
    running = asyncio.create_task(relay.run())
    await issue(orders, 3)

    relay.nudge()

    async def gone() -> bool:
        return await waiting(orders) == 0 and await count(streams, "ORDERS") == 3

    await eventually(gone)
    running.cancel()


@pytest.mark.parametrize("failpoint", ["shared.after_relay=1", "shared.before_publish=3"])
async def test_a_kill_between_publish_and_clear_repeats_under_the_same_id(
    nats_server: Nats, streams: Client, mongo_url: str, tmp_path: Path, failpoint: str
) -> None:
    armed = {"failpoints": failpoint, "failpoint_log": str(tmp_path / "failpoints")}
    async with fresh_database(mongo_url) as database:
        orders = database.collection("orders")
        await issue(orders, 5)
        arguments = (nats_server.url, mongo_url, database._database.name)

        with worker("relay", tmp_path / "1.log", *arguments, **armed) as first:
            await eventually(lambda: first.poll() is not None, within=20)
        assert first.returncode == -signal.SIGKILL
        assert await waiting(orders) == 5

        with worker("relay", tmp_path / "2.log", *arguments, **armed):
            await eventually(lambda: _left(orders, 0), within=20)
    assert await count(streams, "ORDERS") == 5


async def test_two_relays_side_by_side_double_nothing(streams: Client, orders: Collection) -> None:
    await issue(orders, 40)

    await asyncio.gather(*(relay_of(streams, orders).relay() for _ in range(4)))

    assert await count(streams, "ORDERS") == 40
    assert await waiting(orders) == 0


async def test_an_event_that_joins_meanwhile_is_not_dropped(
    streams: Client, orders: Collection
) -> None:
    order = make_order()
    await OrderStore(orders).add(order, make_order_event(order=order))
    relay = relay_of(streams, orders)

    async def change(version: int) -> None:
        later = order.model_copy(update={"version": version})
        event = make_order_event(order=later, verb="extended")
        assert await OrderStore(orders).change(later, event)

    for version in range(2, 12):
        await asyncio.gather(relay.relay(), change(version), relay.relay())
    await relay.relay()

    assert await count(streams, "ORDERS") == 11
    assert await waiting(orders) == 0


async def test_a_broker_that_is_down_only_delays(
    nats_server: Nats, streams: Client, orders: Collection
) -> None:
    running = asyncio.create_task(relay_of(streams, orders).run())
    await issue(orders, 3)
    await eventually(lambda: _left(orders, 0))
    nats_server.kill()
    await eventually(lambda: not streams.is_connected)
    for n in range(3, 6):
        order = make_order(id=f"order-{n:03}")
        await OrderStore(orders).add(order, make_order_event(order=order))
    assert await waiting(orders) == 3

    await nats_server.restart()

    await eventually(lambda: _left(orders, 0), within=20)
    assert await count(streams, "ORDERS") == 6
    assert not running.done()
    running.cancel()


async def _left(orders: Collection, number: int) -> bool:
    return await waiting(orders) == number


async def test_an_outage_is_told_to_whoever_relays_by_hand(
    streams: Client, orders: Collection
) -> None:
    await issue(orders, 1)
    await streams.close()

    with pytest.raises(OutageError):
        await relay_of(streams, orders).relay()
    assert await waiting(orders) == 1


async def test_one_refused_event_holds_up_no_other(streams: Client, orders: Collection) -> None:
    await issue(orders, 1)
    large = make_order(id="a-first", title="x" * 600_000)
    await OrderStore(orders).add(large, make_order_event(order=large))

    assert await relay_of(streams, orders).relay() == 1

    assert await count(streams, "ORDERS") == 1
    assert [document["_id"] for document in await orders.find({"waiting": True}, limit=9)] == [
        "a-first"
    ]


async def test_a_mark_that_a_crash_left_behind_is_taken_back(
    streams: Client, orders: Collection
) -> None:
    await orders.insert([{"_id": "a", "waiting": True, "pending": []}])

    assert await relay_of(streams, orders).relay() == 0
    assert await waiting(orders) == 0
