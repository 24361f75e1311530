"""The broker of one service: settings → a connection that never gives up, and its subscriptions."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

import nats.errors
from faststream import AckPolicy, StreamMessage
from faststream.nats import JStream, NatsBroker, NatsRouter, PullSub
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

from shared.errors import OutageError, PermanentError
from shared.metrics import ConsumerMetrics, MessageMetrics, PublishMetrics
from shared.permits import inbox
from shared.publisher import Publisher
from shared.pulse import Pulse
from shared.redaction import redacted
from shared.settlement import Settlement, SettlementMiddleware
from shared.streams import Consumer, Newest, StreamState
from shared.topology import newest, standing_consumers, standing_streams

CONNECT_SECONDS = 5
GRACE_SECONDS = 15.0
PULL_SECONDS = 5.0
BATCH_WAIT_SECONDS = 0.1
"""How long a batch that has a message waits for more: latency at low load."""


class Broker:
    """One connection of one service, its publisher, its settlement and its subscriptions.

    Args:
        url: `nats://host:port`, several separated by commas.
        service: name shown on the broker's side.
        registry: of the service's metrics.
    """

    def __init__(self, url: str, service: str, registry: CollectorRegistry) -> None:
        self._url = url
        self.publisher = Publisher(metrics=PublishMetrics.register(registry))
        self._consumers = ConsumerMetrics.register(registry, service)
        self.settlement = Settlement(self.publisher, MessageMetrics.register(registry, service))
        self.pulse = Pulse(self.settlement)
        self._client: Client | None = None
        self._nats = NatsBroker(
            url.split(","),
            name=service,
            inbox_prefix=inbox(service),
            max_reconnect_attempts=-1,  # the default closes for good after two minutes
            reconnect_time_wait=1,
            connect_timeout=CONNECT_SECONDS,
            graceful_timeout=GRACE_SECONDS,
            middlewares=(partial(SettlementMiddleware, self.settlement),),
            decoder=_decoded,
            logger=logging.getLogger("faststream"),
        )

    def include(self, *routers: NatsRouter) -> None:
        """Take the handlers of these routers; call it before `start`."""
        self._nats.include_routers(*routers)
        self.pulse.watch(self._nats.subscribers)

    def answered(self) -> list[str]:
        """Return the subjects of the commands that are answered here."""
        return [subject for subject in self.heard() if subject.startswith("command.")]

    def heard(self) -> list[str]:
        """Return the subjects that are subscribed to without a consumer: commands, and calls."""
        subscribers: list[Any] = list(self._nats.subscribers)
        plain = (one for one in subscribers if not hasattr(one, "pull_sub"))
        return sorted(str(one.subject.broker_address) for one in plain)

    async def connect(self) -> Client:
        """Connect, once; reconnecting is the connection's own business afterwards.

        Raises:
            OutageError: nobody answers at the address.
        """
        try:
            client = await asyncio.wait_for(self._nats.connect(), CONNECT_SECONDS)
        except (OSError, nats.errors.Error, TimeoutError) as error:
            raise OutageError(
                f"no NATS server answers at {redacted(self._url)}: start it, or set NATS_URL"
            ) from error
        self._client = client
        self.pulse.listen(self._nats.config.connection_state.stream)
        self.publisher.bind(client.jetstream())
        return client

    async def check_topology(self, service: str) -> None:
        """Check that every consumer of the service exists, and note how far behind each is.

        Raises:
            OutageError: one is missing, or the broker does not answer.
        """
        client = await self.connect()
        try:
            standing = await standing_consumers(client.jetstream(), service)
        except (nats.errors.Error, TimeoutError) as error:
            raise OutageError(f"JetStream does not answer at {redacted(self._url)}") from error
        missing = []
        for consumer, info in standing.items():
            self._consumers.missing.labels(consumer.durable).set(info is None)
            if info is None:
                missing.append(f"{consumer.stream}/{consumer.durable}")
                continue
            self._consumers.pending.labels(consumer.durable).set(info.num_pending or 0)
            self._consumers.unacked.labels(consumer.durable).set(info.num_ack_pending or 0)
            self._consumers.redelivered.labels(consumer.durable).set(info.num_redelivered or 0)
        if missing:
            raise OutageError(f"missing {', '.join(missing)}: run `xuncha topology apply`")

    async def streams(self) -> list[StreamState]:
        """Ask the broker what its streams hold.

        Raises:
            OutageError: the broker does not answer.
        """
        client = await self.connect()
        try:
            return await standing_streams(client.jetstream())
        except (nats.errors.Error, TimeoutError) as error:
            raise OutageError(f"JetStream does not answer at {redacted(self._url)}") from error

    async def newest(self, stream: str) -> Newest:
        """Ask the broker for the last message that a stream has taken.

        Raises:
            OutageError: the broker does not answer.
        """
        client = await self.connect()
        try:
            return await newest(client.jetstream(), stream)
        except (nats.errors.Error, TimeoutError) as error:
            raise OutageError(f"JetStream does not answer at {redacted(self._url)}") from error

    async def start(self) -> None:
        """Begin to pull.

        Raises:
            OutageError: the broker does not answer, or a consumer is missing.
        """
        try:
            await self._nats.start()
        except (nats.errors.Error, TimeoutError) as error:
            raise OutageError(f"cannot subscribe at {redacted(self._url)}: {error!r}") from error

    async def rebuild(self) -> None:
        """Subscribe anew where nothing was pulled."""
        for subscriber in self.pulse.stalled_subscribers():
            with suppress(nats.errors.Error, TimeoutError):  # the next look tries again
                await subscriber.stop()
                await subscriber.start()

    async def stop(self) -> None:
        """Stop pulling, wait for what is in hand, drain and close."""
        try:
            await self._nats.stop()
        except (nats.errors.Error, TimeoutError):  # not connected: there is nothing to drain
            if self._client is not None:
                await self._client.close()


def pull(
    consumer: Consumer,
    *,
    workers: int = 1,
    batch: int = 0,
    wait_seconds: float = BATCH_WAIT_SECONDS,
) -> dict[str, Any]:
    """Return the subscriber arguments that bind a durable consumer.

    Args:
        consumer: from `shared.streams`.
        workers: messages handled at the same time, one call each.
        batch: when above 0, one call takes up to so many raw messages and settles them itself.
        wait_seconds: how long a batch that has a message waits for more.
    """
    pulled = (
        PullSub(batch_size=batch, batch=True, timeout=wait_seconds)
        if batch
        else PullSub(batch_size=1, timeout=PULL_SECONDS)  # more would be fetched and not started
    )
    one = {"max_workers": workers} if workers > 1 else {}
    return {
        "subject": consumer.subject,
        "stream": JStream(consumer.stream, declare=False),
        "durable": consumer.durable,
        "pull_sub": pulled,
        "ack_policy": AckPolicy.MANUAL,
        "inbox_prefix": f"{inbox(consumer.service)}.".encode(),
        **({"decoder": _whole} if batch else one),
    }


async def _decoded(
    message: StreamMessage[Any], original: Callable[[StreamMessage[Any]], Awaitable[Any]]
) -> Any:
    """Decode one body; what its own header promises and does not hold is unreadable for good."""
    try:
        return await original(message)
    except ValueError as error:
        raise PermanentError(f"unreadable: {error}") from error


async def _whole(message: StreamMessage[Any]) -> StreamMessage[Any]:
    """Hand a batch over as it was pulled: each of its messages is read and settled by itself."""
    return message
