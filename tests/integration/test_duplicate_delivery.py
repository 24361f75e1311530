"""The same message any number of times has the effect of one."""

import asyncio

from faststream.nats import NatsRouter
from nats.aio.client import Client

from shared.broker import Broker, pull
from shared.contracts.task import RecheckTask
from shared.store.database import Database
from shared.store.findings import FindingStore
from shared.streams import Consumer
from tests.eventually import eventually
from tests.factories import make_finding, make_finding_event, make_recheck
from tests.integration.rig import RECHECKS, count, serving, stored
from tests.servers import Nats


class Finder:
    """Stores a finding per task and publishes it."""

    def __init__(self, database: Database, consumer: Consumer = RECHECKS) -> None:
        self._findings = FindingStore(database.collection("findings"))
        self._consumer = consumer
        self.calls = 0
        self.pause: asyncio.Event | None = None

    def routes(self, broker: Broker) -> NatsRouter:
        router = NatsRouter()

        @router.subscriber(**pull(self._consumer, workers=4))
        async def on_task(task: RecheckTask) -> None:
            self.calls += 1
            finding = make_finding(fingerprint=task.finding)
            await self._findings.add([finding])
            if self.pause:
                await self.pause.wait()
            await broker.publisher.publish(make_finding_event(finding=finding))

        return router


async def test_the_same_event_under_many_ids_has_one_effect(
    nats_server: Nats, streams: Client, database: Database
) -> None:
    finder = Finder(database)
    async with serving(nats_server.url, streams, RECHECKS, finder.routes) as rig:
        for number in range(50):
            await rig.publish(make_recheck(request=f"r{number}", finding=f"f{number % 5}"))

        await eventually(lambda: rig.counted("acked") == 50, within=20)

    assert await database.collection("findings").count({}) == 5
    assert await count(streams, "FINDINGS") == 5


async def test_a_worker_that_forgets_to_beat_is_overtaken_and_nothing_doubles(
    nats_server: Nats, streams: Client, database: Database
) -> None:
    consumer = Consumer("crawler", "RECHECKS", "task.now.*", ack_wait_seconds=0.5)
    slow, quick = Finder(database, consumer), Finder(database, consumer)
    slow.pause = asyncio.Event()
    async with serving(
        nats_server.url, streams, consumer, slow.routes, heartbeat_seconds=600
    ) as first:
        await first.publish(make_recheck())
        await eventually(lambda: slow.calls > 0)
        async with serving(nats_server.url, streams, consumer, quick.routes) as second:
            await eventually(lambda: second.counted("acked") == 1 or slow.calls > 1)
            slow.pause.set()
            await eventually(lambda: first.counted("acked") >= 1)
            await eventually(second.settled)

    assert slow.calls + quick.calls > 1
    assert await database.collection("findings").count({}) == 1
    assert await count(streams, "FINDINGS") == 1


async def test_a_whole_stream_replayed_changes_nothing(
    nats_server: Nats, streams: Client, database: Database
) -> None:
    findings = FindingStore(database.collection("findings"))
    given = [
        make_finding_event(finding=make_finding(fingerprint=f"f{number}")) for number in range(20)
    ]
    for event in given:
        await streams.jetstream().publish(event.subject, event.body())
    seen = 0

    def routes(consumer: Consumer) -> NatsRouter:
        router = NatsRouter()

        @router.subscriber(**pull(consumer))
        async def on_finding(event: type(given[0])) -> None:
            nonlocal seen
            seen += 1
            await findings.add([event.finding])

        return router

    for name in ("first", "again"):
        consumer = Consumer(name, "FINDINGS", "finding.detected")
        async with serving(
            nats_server.url, streams, consumer, lambda _, consumer=consumer: routes(consumer)
        ) as rig:
            await eventually(lambda rig=rig: rig.counted("acked") == 20)

    assert seen == 40
    assert await database.collection("findings").count({}) == 20


async def test_two_replicas_share_the_work(
    nats_server: Nats, streams: Client, database: Database
) -> None:
    one, two = Finder(database), Finder(database)
    async with (
        serving(nats_server.url, streams, RECHECKS, one.routes) as first,
        serving(nats_server.url, streams, RECHECKS, two.routes) as second,
    ):
        for number in range(60):
            await first.publish(make_recheck(request=f"r{number}", finding=f"f{number}"))

        await eventually(lambda: first.counted("acked") + second.counted("acked") == 60, within=20)

    assert one.calls + two.calls == 60
    assert min(one.calls, two.calls) > 0
    assert len(await stored(streams, "FINDINGS")) == 60
