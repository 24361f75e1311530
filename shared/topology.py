"""Applies `shared.streams` to a broker: compares first, writes only what differs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import nats.errors
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    ConsumerInfo,
    DeliverPolicy,
    DiscardPolicy,
    KeyValueConfig,
    ObjectStoreConfig,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import APIError, NotFoundError

from shared.errors import OutageError, PermanentError
from shared.streams import (
    BUCKETS,
    CONSUMERS,
    DUPLICATE_WINDOW_SECONDS,
    STREAMS,
    Bucket,
    Consumer,
    Keys,
    Newest,
    Retention,
    Stream,
    StreamState,
    consumers_of,
)


@dataclass(frozen=True)
class Change:
    """What was done, or would be done, to one part of the topology."""

    part: str
    name: str
    action: str
    """created, updated or unchanged."""
    differs: tuple[str, ...] = ()
    """Names of the settings that differ."""


def stream_config(stream: Stream, replicas: int = 1) -> StreamConfig:
    """Write a stream as the broker wants it."""
    last = stream.retention is Retention.LAST
    queue = stream.retention is Retention.WORK_QUEUE
    return StreamConfig(
        name=stream.name,
        subjects=list(stream.subjects),
        retention=RetentionPolicy.WORK_QUEUE if queue else RetentionPolicy.LIMITS,
        max_bytes=stream.max_bytes,
        max_age=stream.max_age_seconds,
        max_msg_size=stream.max_message_bytes,
        max_msgs_per_subject=1 if last or stream.one_per_subject else -1,
        # "last" must replace its older message, so it alone discards the old one of its subject
        discard=DiscardPolicy.OLD if last else DiscardPolicy.NEW,
        discard_new_per_subject=stream.one_per_subject,
        duplicate_window=DUPLICATE_WINDOW_SECONDS,
        storage=StorageType.FILE,
        num_replicas=replicas,
        allow_atomic=True,
    )


def consumer_config(consumer: Consumer) -> ConsumerConfig:
    """Write a consumer as the broker wants it."""
    deliver = DeliverPolicy.LAST_PER_SUBJECT if consumer.last_per_subject else DeliverPolicy.ALL
    return ConsumerConfig(
        durable_name=consumer.durable,
        filter_subject=consumer.subject,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=consumer.ack_wait_seconds,
        max_deliver=-1,
        max_ack_pending=consumer.max_ack_pending,
        deliver_policy=deliver,
    )


async def apply(
    js: JetStreamContext, *, replicas: int = 1, dry_run: bool = False
) -> AsyncIterator[Change]:
    """Bring the broker's streams, consumers and buckets to what the table says.

    Args:
        js: connection with the operator's rights.
        replicas: copies of each stream, 1 or 3.
        dry_run: compare only.

    Raises:
        PermanentError: the broker refuses a change, such as another retention of a stream in use.
        OutageError: the broker does not answer.
    """
    try:
        for stream in STREAMS:
            yield await _apply_stream(js, stream_config(stream, replicas), dry_run=dry_run)
        for consumer in CONSUMERS:
            yield await _apply_consumer(js, consumer, dry_run=dry_run)
        for bucket in BUCKETS:
            yield await _apply_bucket(js, bucket, replicas, dry_run=dry_run)
    except (nats.errors.Error, TimeoutError) as error:
        raise OutageError(
            "JetStream does not answer; is the broker up, and JetStream on?"
        ) from error


async def standing_consumers(
    js: JetStreamContext, service: str
) -> dict[Consumer, ConsumerInfo | None]:
    """Return how the consumers of `service` stand, None for one that the broker does not have."""
    standing: dict[Consumer, ConsumerInfo | None] = {}
    for consumer in consumers_of(service):
        try:
            standing[consumer] = await js.consumer_info(consumer.stream, consumer.durable)
        except NotFoundError:
            standing[consumer] = None
    return standing


async def standing_streams(js: JetStreamContext) -> list[StreamState]:
    """Return what the streams of the table hold; one that the broker does not have is left out."""
    named = {stream.name: stream for stream in STREAMS}
    return [
        StreamState(named[str(info.config.name)], info.state.messages, info.state.bytes)
        for info in await js.streams_info()
        if info.config.name in named
    ]


async def _apply_stream(js: JetStreamContext, wanted: StreamConfig, *, dry_run: bool) -> Change:
    name = str(wanted.name)
    try:
        current = (await js.stream_info(name)).config
    except NotFoundError:
        if not dry_run:
            await _refusable(js.add_stream(wanted), name)
        return Change("stream", name, "created")
    differs = _differs(wanted, current)
    if differs and not dry_run:
        await _refusable(js.update_stream(wanted), name)
    return Change("stream", name, "updated" if differs else "unchanged", differs)


async def _apply_consumer(js: JetStreamContext, consumer: Consumer, *, dry_run: bool) -> Change:
    wanted = consumer_config(consumer)
    name = f"{consumer.stream}/{consumer.durable}"
    try:
        current = (await js.consumer_info(consumer.stream, consumer.durable)).config
    except NotFoundError:
        if not dry_run:
            await _refusable(js.add_consumer(consumer.stream, wanted), name)
        return Change("consumer", name, "created")
    differs = _differs(wanted, current)
    if differs and not dry_run:
        await _refusable(js.add_consumer(consumer.stream, wanted), name)
    return Change("consumer", name, "updated" if differs else "unchanged", differs)


async def _apply_bucket(
    js: JetStreamContext, bucket: Bucket | Keys, replicas: int, *, dry_run: bool
) -> Change:
    limits = {
        "max_age": bucket.max_age_seconds,
        "max_bytes": bucket.max_bytes,
        "num_replicas": replicas,
    }
    try:
        current = (await js.stream_info(bucket.stream)).config
    except NotFoundError:
        if not dry_run:
            await _refusable(_made(js, bucket, replicas), bucket.name)
        return Change("bucket", bucket.name, "created")
    differs = tuple(field for field, value in limits.items() if getattr(current, field) != value)
    if differs and not dry_run:
        await _refusable(js.update_stream(current, **limits), bucket.name)
    return Change("bucket", bucket.name, "updated" if differs else "unchanged", differs)


async def _made(js: JetStreamContext, bucket: Bucket | Keys, replicas: int) -> None:
    ttl, most = bucket.max_age_seconds, bucket.max_bytes
    if isinstance(bucket, Keys):
        keys = KeyValueConfig(bucket.name, ttl=ttl, max_bytes=most, replicas=replicas, direct=True)
        await js.create_key_value(keys)
    else:
        objects = ObjectStoreConfig(ttl=ttl, max_bytes=most, replicas=replicas)
        await js.create_object_store(bucket.name, objects)


def _differs(wanted: Any, current: Any) -> tuple[str, ...]:
    """Name the fields that are set in `wanted` and read otherwise in `current`."""
    return tuple(
        field
        for field, value in vars(wanted).items()
        if value is not None and getattr(current, field) != value
    )


async def newest(js: JetStreamContext, stream: str) -> Newest:
    """Return the last message that a stream has taken."""
    number = (await js.stream_info(stream)).state.last_seq
    if not number:
        return Newest(0, None)
    try:
        return Newest(number, (await js.get_msg(stream, number)).data or b"")
    except NotFoundError:
        return Newest(number, None)


async def _refusable(call: Any, name: str) -> None:
    try:
        await call
    except APIError as error:
        raise PermanentError(
            f"the broker refused {name}: {error.description} (code {error.err_code}); "
            "mend: remove the part by hand if nothing in it is needed, then apply again"
        ) from error
