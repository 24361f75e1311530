"""The topology is applied once, compared ever after, and never bent silently."""

from typing import Any

import pytest
from nats.aio.client import Client
from nats.js.api import DiscardPolicy, RetentionPolicy, StreamConfig
from nats.js.errors import NotFoundError

from shared import topology
from shared.errors import OutageError, PermanentError
from shared.publisher import AlreadyQueued, Publisher
from shared.streams import BUCKETS, CONSUMERS, STREAMS, Retention, stream_of
from shared.topology import Change
from tests.factories import NOW, make_target, make_target_event, make_task
from tests.integration.rig import count, stored
from tests.servers import Nats


async def changes(client: Client, **options: Any) -> list[Change]:
    return [change async for change in topology.apply(client.jetstream(), **options)]


def done(found: list[Change]) -> set[str]:
    return {change.action for change in found}


async def test_everything_is_made_on_an_empty_broker(client: Client) -> None:
    found = await changes(client)

    assert done(found) == {"created"}
    assert len(found) == len(STREAMS) + len(CONSUMERS) + len(BUCKETS)
    js = client.jetstream()
    for stream in STREAMS:
        config = (await js.stream_info(stream.name)).config
        assert config.subjects == list(stream.subjects)
        last = stream.retention is Retention.LAST
        assert config.discard == (DiscardPolicy.OLD if last else DiscardPolicy.NEW)
    for consumer in CONSUMERS:
        config = (await js.consumer_info(consumer.stream, consumer.durable)).config
        assert config.max_deliver == -1
    for service in {consumer.service for consumer in CONSUMERS}:
        assert None not in (await topology.standing_consumers(js, service)).values()


async def test_a_second_time_changes_nothing(streams: Client) -> None:
    found = await changes(streams)

    assert done(found) == {"unchanged"}
    assert not any(change.differs for change in found)


async def test_looking_only_writes_nothing(client: Client) -> None:
    found = await changes(client, dry_run=True)

    assert done(found) == {"created"}
    js = client.jetstream()
    for stream in STREAMS:
        with pytest.raises(NotFoundError):
            await js.stream_info(stream.name)
    crawler = [consumer for consumer in CONSUMERS if consumer.service == "crawler"]
    standing = await topology.standing_consumers(js, "crawler")
    assert list(standing.values()) == [None] * len(crawler)


async def test_drift_is_found_and_mended(streams: Client) -> None:
    js = streams.jetstream()
    findings = (await js.stream_info("FINDINGS")).config
    await js.update_stream(findings, max_age=3600, discard=DiscardPolicy.OLD)
    runs = (await js.consumer_info("TASKS", "crawler-task-crawl")).config
    runs.max_ack_pending = 1
    await js.add_consumer("TASKS", runs)
    await js.delete_consumer("AUDIT", "reporter-audit-recorded")
    bucket = (await js.stream_info("OBJ_IMPORTS")).config
    await js.update_stream(bucket, max_bytes=1_000_000)

    seen = {change.name: change for change in await changes(streams, dry_run=True)}
    mended = {change.name: change for change in await changes(streams)}
    again = await changes(streams)

    assert seen == mended
    assert set(mended["FINDINGS"].differs) == {"max_age", "discard"}
    assert mended["TASKS/crawler-task-crawl"].differs == ("max_ack_pending",)
    assert mended["AUDIT/reporter-audit-recorded"].action == "created"
    assert mended["IMPORTS"].action == "updated"
    assert done(again) == {"unchanged"}
    assert sum(change.action == "unchanged" for change in mended.values()) == len(mended) - 4


async def test_mending_keeps_what_is_stored(streams: Client) -> None:
    js = streams.jetstream()
    await Publisher(js).publish(make_task())
    await js.update_stream((await js.stream_info("TASKS")).config, max_bytes=1_000_000)

    await changes(streams)

    assert await count(streams, "TASKS") == 1


async def test_another_retention_is_refused_in_clear_words(client: Client) -> None:
    wrong = StreamConfig(name="TASKS", subjects=["task.crawl.*"], retention=RetentionPolicy.LIMITS)
    await client.jetstream().add_stream(wrong)

    with pytest.raises(PermanentError, match=r"the broker refused TASKS: .*mend: "):
        await changes(client)


async def test_a_subject_that_another_stream_holds_is_refused(client: Client) -> None:
    await client.jetstream().add_stream(StreamConfig(name="OLD", subjects=["task.>"]))

    with pytest.raises(PermanentError, match="the broker refused TASKS"):
        await changes(client)


async def test_a_broker_that_does_not_answer_is_an_outage(
    nats_server: Nats, client: Client
) -> None:
    nats_server.kill()
    await client.close()

    with pytest.raises(OutageError):
        await changes(client)
    await nats_server.restart()


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
async def test_each_subject_is_stored_by_its_stream(stream, streams: Client) -> None:
    for pattern in stream.subjects:
        subject = pattern.replace("*", "x1").replace(">", "finding.detected")

        ack = await streams.jetstream().publish(subject, b"{}")

        assert ack.stream == stream.name == stream_of(subject)


async def test_the_registry_keeps_the_last_record_of_each(streams: Client) -> None:
    publisher = Publisher(streams.jetstream())
    for version in (1, 2, 3):
        for name in ("site-a", "site-b"):
            target = make_target(id=name, version=version)
            await publisher.publish(make_target_event(target=target))

    found = await stored(streams, "REGISTRY")

    assert len(found) == 2
    assert all(b'"version":3' in (message.data or b"") for message in found)


async def test_a_host_is_queued_once_until_its_run_is_done(streams: Client) -> None:
    js = streams.jetstream()
    publisher = Publisher(js)
    await publisher.publish(make_task())
    later = make_task(slot=NOW.replace(hour=9))
    with pytest.raises(AlreadyQueued):
        await publisher.publish(later)

    pulled = await js.pull_subscribe_bind("crawler-task-crawl", "TASKS")
    (message,) = await pulled.fetch(1, timeout=5)
    with pytest.raises(AlreadyQueued):
        await publisher.publish(later)
    await message.ack_sync()

    await publisher.publish(later)
    assert await count(streams, "TASKS") == 1


async def test_the_last_message_of_a_stream_is_known_by_number_also_when_it_is_gone(
    streams: Client,
) -> None:
    js = streams.jetstream()
    assert await topology.newest(js, "ALERTS") == (0, None)

    for body in (b"first", b"last"):
        await js.publish("alert.sent", body)
    assert await topology.newest(js, "ALERTS") == (2, b"last")
    await js.delete_msg("ALERTS", 2)

    assert await topology.newest(js, "ALERTS") == (2, None)
