"""A message that nobody can handle stops no other, and ends where a person finds it."""

import signal
from pathlib import Path

import pytest
from faststream.nats import NatsRouter
from faststream.nats.message import NatsBatchMessage
from nats.aio.client import Client

from shared import topology
from shared.broker import Broker, pull
from shared.contracts.article import ArticleCrawled
from shared.contracts.target import TargetRegistered
from shared.contracts.task import RecheckTask
from shared.errors import OutageError, PermanentError, TransientError
from shared.settlement import MAX_TRIES
from shared.streams import ANALYZER_ARTICLES, Consumer
from tests.eventually import eventually
from tests.factories import make_article, make_article_event, make_recheck
from tests.integration.rig import RECHECKS, count, serving, stored, worker
from tests.servers import Nats

POISON = {
    "empty": b"",
    "not utf-8": b"\xff\xfe\x00",
    "not json": b"{",
    "null": b"null",
    "number": b"17",
    "text": b'"text"',
    "list": b"[]",
    "empty record": b"{}",
    "wrong fields": b'{"a": 1}',
    "wrong kinds": make_recheck().body().replace(b'"addresses":[', b'"addresses":[[],'),
    "no zone": make_recheck().body().replace(b"Z", b""),
    "lone surrogate": make_recheck().body().replace(b"recheck-1", b"\\ud800"),
    "deep": b"[" * 100_000,
    "nul": b"\x00" * 1000,
    "large": b'{"request": "' + b"x" * 300_000 + b'"}',
    "control characters": b'{"request\r\nX: 1": 1}',
}
HEADERS = {
    "plain": None,
    "json": {"content-type": "application/json"},
    "text": {"content-type": "text/plain"},
    "other": {"content-type": "\u5176\u4ed6"},
}


@pytest.mark.parametrize("kind", HEADERS)
async def test_unreadable_bodies_are_parked_at_once_and_others_flow(
    nats_server: Nats, streams: Client, kind: str
) -> None:
    handled: list[str] = []

    def routes(_: Broker) -> NatsRouter:
        router = NatsRouter()

        @router.subscriber(**pull(RECHECKS))
        async def on_task(task: RecheckTask) -> None:
            handled.append(task.request)

        return router

    async with serving(nats_server.url, streams, RECHECKS, routes) as rig:
        for number, body in enumerate(POISON.values()):
            await rig.send(f"task.now.p{number}", body, HEADERS[kind])
            await rig.publish(make_recheck(request=f"good{number}"))

        await eventually(lambda: len(handled) == len(POISON))
        await eventually(lambda: rig.counted("dead") == len(POISON))

        dead = await rig.dead()
        assert [message.data or b"" for message in dead] == list(POISON.values())
        for message in dead:
            assert message.headers is not None
            assert message.headers["Xuncha-Reason"].startswith("unreadable: ")
            assert message.headers["Xuncha-Deliveries"] == "1"
        assert handled == [f"good{number}" for number in range(len(POISON))]
        assert await eventually(rig.settled)


@pytest.mark.parametrize("kind", HEADERS)
async def test_one_bad_message_takes_no_neighbour_of_its_batch_along(
    nats_server: Nats, streams: Client, kind: str
) -> None:
    handled: list[str] = []

    def routes(broker: Broker) -> NatsRouter:
        router = NatsRouter()

        async def handle(events: list[ArticleCrawled]) -> dict[int, Exception]:
            handled.extend(event.article.id for event in events)
            return {}

        @router.subscriber(**pull(ANALYZER_ARTICLES, batch=100))
        async def on_articles(message: NatsBatchMessage) -> None:
            await broker.settlement.settle_batch(message.raw_message, ArticleCrawled, handle)

        return router

    events = [make_article_event(article=make_article(id=f"a{n}")) for n in range(len(POISON))]
    for event, body in zip(events, POISON.values(), strict=True):
        await streams.jetstream().publish("article.crawled", body, headers=HEADERS[kind])
        await streams.jetstream().publish("article.crawled", event.body())
    async with serving(nats_server.url, streams, ANALYZER_ARTICLES, routes) as rig:
        await eventually(lambda: rig.counted("dead") == len(POISON))
        await eventually(lambda: rig.counted("acked") == len(POISON))

        assert handled == [event.article.id for event in events]
        assert await eventually(rig.settled)
        assert len(await rig.dead()) == len(POISON)


async def test_failures_of_a_batch_map_back_to_their_messages(
    nats_server: Nats, streams: Client
) -> None:
    seen: list[str] = []
    to_come: dict[str, list[Exception]] = {
        "never": [PermanentError("never")],
        "later": [TransientError("later", retry_after_seconds=0.05)] * 2,
        "bug": [KeyError("bug")],
    }

    def routes(broker: Broker) -> NatsRouter:
        router = NatsRouter()

        async def handle(events: list[ArticleCrawled]) -> dict[int, Exception]:
            seen.extend(event.article.id for event in events)
            left = {index: to_come.get(event.article.id) for index, event in enumerate(events)}
            return {index: failures.pop() for index, failures in left.items() if failures}

        @router.subscriber(**pull(ANALYZER_ARTICLES, batch=100))
        async def on_articles(message: NatsBatchMessage) -> None:
            await broker.settlement.settle_batch(message.raw_message, ArticleCrawled, handle)

        return router

    names = ["a", "never", "b", "later", "c", "bug", "d"]
    for name in names:
        body = make_article_event(article=make_article(id=name)).body()
        await streams.jetstream().publish("article.crawled", body)
    await streams.jetstream().publish("article.crawled", b"rubbish")
    async with serving(nats_server.url, streams, ANALYZER_ARTICLES, routes) as rig:
        await eventually(lambda: rig.counted("acked") == 6)

        assert rig.counted("dead") == 2
        assert {name: seen.count(name) for name in names} == {
            "a": 1,
            "never": 1,
            "b": 1,
            "later": 3,
            "c": 1,
            "bug": 2,
            "d": 1,
        }
        assert {message.seq for message in await stored(streams, "DEAD")} == {1, 2}
        assert await eventually(rig.settled)


async def test_a_batch_is_held_through_an_outage_and_fails_together_otherwise(
    nats_server: Nats, streams: Client
) -> None:
    failures: list[Exception] = [OutageError("store")] * 5 + [KeyError("bug")]
    sizes: list[int] = []

    def routes(broker: Broker) -> NatsRouter:
        router = NatsRouter()

        async def handle(events: list[ArticleCrawled]) -> dict[int, Exception]:
            sizes.append(len(events))
            if failures:
                raise failures.pop(0)
            return {}

        @router.subscriber(**pull(ANALYZER_ARTICLES, batch=100))
        async def on_articles(message: NatsBatchMessage) -> None:
            await broker.settlement.settle_batch(message.raw_message, ArticleCrawled, handle)

        return router

    for number in range(3):
        body = make_article_event(article=make_article(id=f"a{number}")).body()
        await streams.jetstream().publish("article.crawled", body)
    async with serving(nats_server.url, streams, ANALYZER_ARTICLES, routes) as rig:
        await eventually(lambda: rig.counted("acked") == 3)

        assert sizes[:6] == [3] * 6
        assert rig.counted("retried") == 3
        assert rig.counted("dead") == 0


async def test_a_batch_of_nothing_but_rubbish_is_parked(nats_server: Nats, streams: Client) -> None:
    called: list[int] = []

    def routes(broker: Broker) -> NatsRouter:
        router = NatsRouter()

        async def handle(events: list[ArticleCrawled]) -> dict[int, Exception]:
            called.append(len(events))
            return {}

        @router.subscriber(**pull(ANALYZER_ARTICLES, batch=100))
        async def on_articles(message: NatsBatchMessage) -> None:
            await broker.settlement.settle_batch(message.raw_message, ArticleCrawled, handle)

        return router

    for _ in range(5):
        await streams.jetstream().publish("article.crawled", b"rubbish")
    async with serving(nats_server.url, streams, ANALYZER_ARTICLES, routes) as rig:
        await eventually(lambda: rig.counted("dead") == 5)

        assert called == []


async def test_unknown_fields_of_a_newer_producer_are_no_poison(
    nats_server: Nats, streams: Client
) -> None:
    seen: list[str] = []
    consumer = Consumer("tester", "REGISTRY", "registry.target.*")

    def routes(_: Broker) -> NatsRouter:
        router = NatsRouter()

        @router.subscriber(**pull(consumer))
        async def on_target(event: TargetRegistered) -> None:
            seen.append(event.target.id)

        return router

    body = b"""{"occurred_at": "2021-01-30T01:00:00Z", "colour": "red", "target":
        {"id": "site-z", "kind": "website", "name": "z", "unit": "u", "shade": [1]}}"""
    async with serving(nats_server.url, streams, consumer, routes) as rig:
        await rig.send("registry.target.site-z", body)

        await eventually(lambda: seen == ["site-z"])
        assert await rig.dead() == []


async def test_a_message_that_kills_its_workers_is_parked_and_others_flow(
    nats_server: Nats, streams: Client, tmp_path: Path
) -> None:
    js = streams.jetstream()
    impatient = Consumer("crawler", "RECHECKS", "task.now.*", ack_wait_seconds=0.5)
    await js.add_consumer(impatient.stream, topology.consumer_config(impatient))
    await js.publish("task.now.poison", make_recheck(request="poison").body())
    await js.publish("task.now.good", make_recheck(request="good").body())

    deaths = 0
    while await count(streams, "RECHECKS"):
        with worker("deadly", tmp_path / "worker.log", nats_server.url) as process:

            async def over(process=process) -> bool:
                return process.poll() is not None or not await count(streams, "RECHECKS")

            await eventually(over, within=30)
            deaths += process.poll() == -signal.SIGKILL

    assert 1 <= deaths <= MAX_TRIES
    (dead,) = await stored(streams, "DEAD")
    assert dead.subject == "dead.task.now.poison"


async def test_a_kill_between_the_copy_and_the_end_parks_it_once(
    nats_server: Nats, streams: Client, tmp_path: Path
) -> None:
    js = streams.jetstream()
    impatient = Consumer("crawler", "RECHECKS", "task.now.*", ack_wait_seconds=0.5)
    await js.add_consumer(impatient.stream, topology.consumer_config(impatient))
    await js.publish("task.now.poison", b"rubbish")
    armed = {
        "failpoints": "shared.after_dead=1",
        "failpoint_log": str(tmp_path / "failpoints"),
    }

    with worker("deadly", tmp_path / "1.log", nats_server.url, **armed) as first:
        await eventually(lambda: first.poll() == -signal.SIGKILL, within=20)
    assert await count(streams, "RECHECKS") == 1

    with worker("deadly", tmp_path / "2.log", nats_server.url, **armed):

        async def gone() -> bool:
            return await count(streams, "RECHECKS") == 0

        await eventually(gone, within=20)
    assert await count(streams, "DEAD") == 1
