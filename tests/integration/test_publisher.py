"""What was published is stored once, whatever the broker does meanwhile."""

import asyncio

import pytest
from nats.aio.client import Client

from shared.contracts.finding import FindingEvent
from shared.errors import OutageError, PermanentError
from shared.publisher import AlreadyQueued, Publisher
from shared.streams import DUPLICATE_WINDOW_SECONDS
from tests.eventually import eventually
from tests.factories import (
    NOW,
    make_finding,
    make_finding_event,
    make_order_event,
    make_recheck,
    make_task,
)
from tests.integration.rig import count, stored
from tests.servers import Nats


@pytest.fixture
def publisher(streams: Client) -> Publisher:
    return Publisher(streams.jetstream())


def events(number: int, start: int = 0) -> list[FindingEvent]:
    return [
        make_finding_event(finding=make_finding(fingerprint=f"p{n}"))
        for n in range(start, start + number)
    ]


async def test_an_event_is_stored_when_publish_returns(
    streams: Client, publisher: Publisher
) -> None:
    event = make_finding_event()

    await publisher.publish(event)

    (message,) = await stored(streams, "FINDINGS")
    assert message.data == event.body()
    assert message.headers is not None
    assert message.headers["Nats-Msg-Id"] == event.msg_id


async def test_a_repeat_is_success_and_stored_once(streams: Client, publisher: Publisher) -> None:
    event = make_finding_event()

    await asyncio.gather(*(publisher.publish(event) for _ in range(20)))

    assert await count(streams, "FINDINGS") == 1


async def test_a_repeat_after_a_broker_restart_is_stored_once(
    nats_server: Nats, streams: Client, publisher: Publisher
) -> None:
    await publisher.publish(make_finding_event())
    nats_server.kill()
    await nats_server.restart()

    await publisher.publish(make_finding_event())

    assert await count(streams, "FINDINGS") == 1


async def test_a_batch_is_stored_once_and_in_order(streams: Client, publisher: Publisher) -> None:
    given = events(600)

    await publisher.publish_all(given)

    found = await stored(streams, "FINDINGS")
    assert [message.data for message in found] == [event.body() for event in given]
    assert any("Nats-Batch-Id" in (message.headers or {}) for message in found)


async def test_a_batch_with_known_ids_is_completed(streams: Client, publisher: Publisher) -> None:
    given = events(30)
    await publisher.publish(given[0])
    await publisher.publish_all(given[10:12])

    await publisher.publish_all(given)
    await publisher.publish_all(given)

    found = await stored(streams, "FINDINGS")
    assert sorted(message.data or b"" for message in found) == sorted(
        event.body() for event in given
    )


async def test_an_event_twice_in_one_batch_is_stored_once(
    streams: Client, publisher: Publisher
) -> None:
    await publisher.publish_all([*events(3), *events(3)])

    assert await count(streams, "FINDINGS") == 3


async def test_two_batches_with_the_same_events_at_once_store_them_once(
    streams: Client, publisher: Publisher
) -> None:
    await asyncio.gather(*(publisher.publish_all(events(50)) for _ in range(4)))

    assert await count(streams, "FINDINGS") == 50


async def test_nothing_and_one_are_batches_too(streams: Client, publisher: Publisher) -> None:
    await publisher.publish_all([])
    await publisher.publish_all(events(1))

    assert await count(streams, "FINDINGS") == 1


async def test_a_publisher_without_a_connection_says_so() -> None:
    with pytest.raises(OutageError, match="not connected"):
        await Publisher().publish(make_finding_event())
    with pytest.raises(OutageError, match="not connected"):
        await Publisher().publish_all(events(3))


async def test_without_streams_nothing_is_taken_for_stored(client: Client) -> None:
    publisher = Publisher(client.jetstream())

    with pytest.raises(OutageError):
        await publisher.publish(make_finding_event())
    with pytest.raises(OutageError):
        await publisher.publish_all(events(2))


async def test_a_closed_connection_is_an_outage(streams: Client, publisher: Publisher) -> None:
    await streams.close()

    with pytest.raises(OutageError):
        await publisher.publish(make_finding_event())
    with pytest.raises(OutageError):
        await publisher.publish_all(events(2))


async def test_a_queue_that_has_the_subject_says_so(streams: Client, publisher: Publisher) -> None:
    await publisher.publish(make_task())

    with pytest.raises(AlreadyQueued):
        await publisher.publish(make_task(slot=NOW.replace(hour=5)))
    await publisher.publish(make_task("other.example.cn"))

    assert await count(streams, "TASKS") == 2


async def test_the_same_task_again_is_success(streams: Client, publisher: Publisher) -> None:
    await publisher.publish(make_task())
    await publisher.publish(make_task())

    assert await count(streams, "TASKS") == 1


async def test_what_is_too_large_is_refused_for_good(publisher: Publisher) -> None:
    with pytest.raises(PermanentError):
        await publisher.send("finding.detected", b"x" * (600 * 1024), "m1")
    with pytest.raises(PermanentError):
        await publisher.send("finding.detected", b"x" * (2 << 20), "m2")
    long = make_recheck(addresses=("x" * (600 * 1024),))
    with pytest.raises(PermanentError):
        await publisher.publish_all([make_recheck(request="r2"), long])


async def test_a_subject_that_no_stream_stores_is_a_bug(publisher: Publisher) -> None:
    with pytest.raises(ValueError, match="no stream stores"):
        await publisher.send("nowhere.to", b"{}", "m1")


async def test_a_full_stream_pushes_back_and_deletes_nothing(
    streams: Client, publisher: Publisher
) -> None:
    js = streams.jetstream()
    given = events(20)
    await publisher.publish_all(given)
    await js.update_stream((await js.stream_info("FINDINGS")).config, max_bytes=1)

    with pytest.raises(OutageError, match="room"):
        await publisher.publish(make_finding_event(verb="confirmed"))
    with pytest.raises(OutageError, match="room"):
        await publisher.publish_all(events(5, start=100))

    found = await stored(streams, "FINDINGS")
    assert [message.data for message in found] == [event.body() for event in given]


async def test_a_broker_killed_mid_way_has_everything_once_in_the_end(
    nats_server: Nats, streams: Client, publisher: Publisher
) -> None:
    given = events(400)
    done = 0

    async def insist(chunk: list[FindingEvent]) -> None:
        nonlocal done
        while True:
            try:
                await publisher.publish_all(chunk)
            except OutageError:
                continue
            done += 1
            return

    async def crash() -> None:
        for _ in range(2):
            seen = done
            await eventually(lambda: done > seen or done == 40, within=30)  # noqa: B023
            await asyncio.to_thread(nats_server.kill)
            await nats_server.restart()

    async def publish() -> None:
        for start in range(0, 400, 10):
            await insist(given[start : start + 10])

    await asyncio.gather(publish(), crash())

    found = await stored(streams, "FINDINGS")
    assert sorted(message.data or b"" for message in found) == sorted(
        event.body() for event in given
    )


async def test_a_dead_broker_is_an_outage_and_then_is_none(
    nats_server: Nats, streams: Client, publisher: Publisher
) -> None:
    nats_server.kill()
    await eventually(lambda: not streams.is_connected)
    waiting = asyncio.create_task(publisher.publish(make_order_event()))

    await nats_server.restart()

    await waiting
    assert await count(streams, "ORDERS") == 1


async def test_repeats_are_known_for_longer_than_any_retry(streams: Client) -> None:
    info = await streams.jetstream().stream_info("FINDINGS")

    assert info.config.duplicate_window == DUPLICATE_WINDOW_SECONDS
