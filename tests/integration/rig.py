"""A small service of one test: our broker and settlement around a handler on a real stream."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from subprocess import Popen
from typing import Any

from faststream.nats import NatsRouter
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import RawStreamMsg
from prometheus_client import CollectorRegistry

from shared import topology
from shared.broker import Broker
from shared.contracts.base import MSG_ID, Event
from shared.contracts.profile import DatedDigest
from shared.store.database import Database
from shared.store.profiles import Applied, ProfileStore
from shared.streams import CRAWLER_RECHECKS, Consumer
from tests.servers import start_process, stop_process

RECHECKS = Consumer("crawler", "RECHECKS", "task.now.*", ack_wait_seconds=2.0, max_ack_pending=64)
"""The crawler's own consumer of a work queue, impatient."""
assert RECHECKS.durable == CRAWLER_RECHECKS.durable
ROOT = Path(__file__).parents[2]


@dataclass
class Rig:
    """A running broker and the eyes of the test."""

    broker: Broker
    client: Client
    consumer: Consumer

    async def publish(self, *events: Event) -> None:
        for event in events:
            await self.send(event.subject, event.body(), {MSG_ID: event.msg_id})

    async def send(self, subject: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        await self.client.jetstream().publish(subject, body, headers=headers)

    async def settled(self) -> bool:
        """Tell whether the consumer has nothing left, neither waiting nor in hand."""
        js = self.client.jetstream()
        info = await js.consumer_info(self.consumer.stream, self.consumer.durable)
        return not info.num_pending and not info.num_ack_pending

    async def dead(self) -> list[RawStreamMsg]:
        return await stored(self.client, "DEAD")

    async def queued(self) -> int:
        return await count(self.client, self.consumer.stream)

    def counted(self, end: str) -> float:
        metric = self.broker.settlement._metrics.settled
        return metric.labels(self.consumer.durable, end)._value.get()


@asynccontextmanager
async def serving(
    url: str,
    client: Client,
    consumer: Consumer,
    routes: Callable[[Broker], NatsRouter],
    **patience: float,
) -> AsyncIterator[Rig]:
    """Run handlers; `patience` overrides the settlement's waits.

    The consumer is brought to what the test wants of it first.
    """
    await client.jetstream().add_consumer(consumer.stream, topology.consumer_config(consumer))
    broker = Broker(url, "tester", CollectorRegistry())
    waits = {"first_delay_seconds": 0.01, "hold_seconds": 0.05, **patience}
    for name, value in waits.items():
        assert hasattr(broker.settlement, name)
        setattr(broker.settlement, name, value)
    broker.include(routes(broker))
    await broker.connect()
    await broker.start()
    try:
        yield Rig(broker, client, consumer)
    finally:
        await broker.stop()


async def count(client: Client, stream: str) -> int:
    """Count what a stream holds."""
    return int((await client.jetstream().stream_info(stream)).state.messages)


async def stored(client: Client, stream: str) -> list[RawStreamMsg]:
    """Read everything a stream holds."""
    js = client.jetstream()
    found: list[RawStreamMsg] = []
    for _ in range(await count(client, stream)):
        after = int(found[-1].seq or 0) if found else 0
        found.append(await js.get_msg(stream, after + 1, subject=">", next=True))
    return found


def deliveries(message: Any) -> int:
    """Return how often the broker has delivered a message."""
    raw: Msg = message.raw_message
    return int(raw.metadata.num_delivered)


@contextmanager
def worker(
    module: str,
    log: Path,
    *arguments: str,
    failpoints: str = "",
    failpoint_log: str = "",
    given: Mapping[str, str] | None = None,
) -> Iterator["Popen[bytes]"]:
    """Run `tests.integration.workers.<module>` as a process; ended at the end of the block."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("XUNCHA_")}
    if failpoints:
        env |= {"XUNCHA_FAILPOINTS": failpoints, "XUNCHA_FAILPOINT_LOG": failpoint_log}
    env |= {"PYTHONPATH": str(ROOT), **(given or {})}
    command = (sys.executable, "-m", f"tests.integration.workers.{module}", *arguments)
    process = start_process(command, log, env)
    try:
        yield process
    finally:
        stop_process(process)


async def judging(database: Database, digest: str) -> None:
    """Write down what the analyzer does at its start: which content the packaged profile has."""
    digests = (DatedDigest(valid_from=date(2019, 4, 1), digest=digest),)
    packaged = Applied(name="national-2019", digests=digests)
    await ProfileStore(database.collection("profiles")).keep_digests(packaged)
