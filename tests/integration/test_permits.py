"""A real broker with the users that we ship: each service does its own, and no other's."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import nats.errors
import pytest
from faststream.nats import NatsRouter
from faststream.nats.annotations import NatsMessage
from nats.aio.client import Client
from nats.js.errors import APIError
from prometheus_client import CollectorRegistry

from deploy.monitoring.exported import services
from deploy.permits import FILES, ROOT
from shared import topology
from shared.broker import Broker, pull
from shared.bucket import Files
from shared.contracts.base import MSG_ID
from shared.credentials import signed
from shared.events import EVENTS
from shared.leases import Leases
from shared.permits import LOOKS_BACK, OPERATOR, SAYS, inbox
from shared.settings import SERVICES
from shared.streams import (
    CONSUMERS,
    IMPORTS,
    LEASE_WANTED,
    LEASES,
    Consumer,
    consumers_of,
)
from tests.conftest import Missing
from tests.eventually import eventually
from tests.servers import BROKER, Nats, ProgramMissing, program

SUBJECTS = sorted({kind.subject.replace("*", "x1") for kind in EVENTS} - {"finding.x1"})
SOON = 0.5


def password(user: str) -> str:
    return f"{user}-0123456789abcdef"


class Guarded(Nats):
    """The shipped configuration, on a free port and a folder of the test."""

    def command(self) -> Sequence[str]:
        text = (ROOT / "deploy/nats/nats.conf").read_text("utf-8")
        text = text.replace("listen: 0.0.0.0:4222", f"listen: 127.0.0.1:{self.port}")
        text = text.replace("http: 0.0.0.0:8222\n", "").replace("/data", str(self.home / "store"))
        shutil.copy(FILES[0], self.home / "users.conf")
        names = (*SERVICES, OPERATOR)
        lines = (f'{name}_password: "{password(name)}"\n' for name in names)
        (self.home / "passwords.conf").write_text("".join(lines), "utf-8")
        conf = self.home / "nats.conf"
        conf.write_text(text, "utf-8")
        return (program(BROKER), "-c", str(conf))


@pytest.fixture
async def guarded(tmp_path: Path, missing: Missing) -> AsyncIterator[Guarded]:
    try:
        server = Guarded(tmp_path).start()
    except ProgramMissing as error:
        missing("nats", str(error))
        raise
    try:
        async with user(server, OPERATOR) as operator:
            async for _ in topology.apply(operator.jetstream()):
                pass
        yield server
    finally:
        server.stop()


@asynccontextmanager
async def user(server: Nats, name: str) -> AsyncIterator[Client]:
    """A connection as one user; `refused` gathers what the broker forbids."""
    refused: list[str] = []

    async def on_error(error: Exception) -> None:
        refused.append(str(error))

    client = await nats.connect(
        server.url,
        user=name,
        password=password(name),
        inbox_prefix=inbox(name),
        error_cb=on_error,
        allow_reconnect=False,
    )
    client.refused = refused  # type: ignore[attr-defined]
    try:
        yield client
    finally:
        await client.close()


async def forbidden(client: Client) -> bool:
    """Whether the broker says that this client went too far."""
    await client.flush()
    told: list[str] = client.refused  # type: ignore[attr-defined]
    return bool(
        await eventually(lambda: any("permissions violation" in one.lower() for one in told))
    )


async def published(client: Client, subject: str) -> bool:
    """Whether the broker stored it."""
    try:
        await client.jetstream().publish(
            subject, b"{}", timeout=SOON, headers={MSG_ID: f"{client._client_id}-{subject}"}
        )
    except (nats.errors.TimeoutError, TimeoutError):
        return False
    except APIError:
        return True  # a queue that holds one already: it was heard
    return True


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_says_its_own_events_and_no_others(guarded: Guarded, service: str) -> None:
    async with user(guarded, service) as client:
        stored = await asyncio.gather(*(published(client, one) for one in SUBJECTS))

    said = {subject for subject, taken in zip(SUBJECTS, stored, strict=True) if taken}
    roots = {one.partition(".")[0] for one in SAYS[service]} - {"command"}
    assert "audit.recorded" in said
    assert {one.partition(".")[0] for one in said} - {"audit"} == roots
    others = {one for name in SERVICES if name != service for one in SAYS[name]}
    exact = {one.replace("*", "x1") for one in others - set(SAYS[service])}
    assert said & exact == set()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_pulls_and_settles_its_own_messages_only(
    guarded: Guarded, service: str
) -> None:
    async def pulled(client: Client, consumer: Consumer) -> bool:
        js = client.jetstream(timeout=SOON)
        try:
            subscription = await js.pull_subscribe_bind(consumer.durable, consumer.stream)
            (message,) = await subscription.fetch(1, timeout=SOON)
            await message.ack_sync(timeout=SOON)
        except (nats.errors.Error, TimeoutError):
            return False
        return True

    async with user(guarded, OPERATOR) as operator:
        for consumer in CONSUMERS:
            await published(operator, consumer.subject.replace("*", "x1"))
    async with user(guarded, service) as client:
        got = await asyncio.gather(*(pulled(client, one) for one in CONSUMERS))

    taken = {one.durable for one, done in zip(CONSUMERS, got, strict=True) if done}
    assert taken == {one.durable for one in CONSUMERS if one.service == service}


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_starts_and_sees_how_far_behind_it_is(
    guarded: Guarded, service: str, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(password(service))
    broker = Broker(signed(guarded.url, service, file), service, CollectorRegistry())

    await broker.check_topology(service)
    assert len(await broker.streams()) > 10
    await broker.stop()


async def test_the_notifier_sees_at_its_start_what_it_said_last(
    guarded: Guarded, tmp_path: Path
) -> None:
    async with user(guarded, OPERATOR) as operator:
        for subject in ("alert.sent", "order.issued"):
            assert await published(operator, subject)
    file = tmp_path / "password"
    file.write_text(password("notifier"))
    broker = Broker(signed(guarded.url, "notifier", file), "notifier", CollectorRegistry())

    for stream in LOOKS_BACK["notifier"]:
        assert (await broker.newest(stream)).body == b"{}"
    await broker.stop()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_pulls_by_the_way_that_its_handlers_pull(
    guarded: Guarded, service: str, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(password(service))
    broker = Broker(signed(guarded.url, service, file), service, CollectorRegistry())
    router, heard = NatsRouter(), set()

    def listen(consumer: Consumer) -> None:
        @router.subscriber(**pull(consumer))
        async def on_message(message: NatsMessage) -> None:
            heard.add(consumer.durable)
            await message.ack()

    mine = consumers_of(service)
    for consumer in mine:
        listen(consumer)
    broker.include(router)
    await broker.connect()
    await broker.start()
    try:
        async with user(guarded, OPERATOR) as operator:
            for consumer in mine:
                await published(operator, consumer.subject.replace("*", "x1"))
        assert await eventually(lambda: heard == {one.durable for one in mine}, within=20)
    finally:
        await broker.stop()


async def test_the_reporter_asks_and_the_crawler_may_not(guarded: Guarded) -> None:
    async with (
        user(guarded, "analyzer") as analyzer,
        user(guarded, "reporter") as reporter,
        user(guarded, "crawler") as crawler,
    ):
        subscription = await analyzer.subscribe("command.finding.list", queue="analyzer")

        async def serve() -> None:
            async for message in subscription.messages:
                await message.respond(b"answer")

        serving = asyncio.create_task(serve())
        await analyzer.flush()

        answer = await reporter.request("command.finding.list", b"{}", timeout=5)
        assert answer.data == b"answer"
        with pytest.raises((nats.errors.TimeoutError, TimeoutError)):
            await crawler.request("command.finding.list", b"{}", timeout=SOON)
        serving.cancel()


@pytest.mark.parametrize(
    "subject", ["command.>", "command.report.freeze", "_INBOX.>", "order.*", ">"]
)
async def test_a_service_hears_no_commands_answers_or_events_of_others(
    guarded: Guarded, subject: str
) -> None:
    async with user(guarded, "crawler") as client:
        await client.subscribe(subject)

        assert await forbidden(client)


@pytest.mark.parametrize("service", ["crawler", "analyzer", "reporter"])
async def test_who_imports_reads_and_drops_the_operators_files(
    guarded: Guarded, service: str
) -> None:
    async with user(guarded, OPERATOR) as operator, user(guarded, service) as client:
        reference = await Files(IMPORTS, lambda: _same(operator)).put("a", b"x" * 300_000)
        files = Files(IMPORTS, lambda: _same(client))

        assert await files.get(reference, limit=400_000) == b"x" * 300_000
        await files.drop(reference)
        assert client.refused == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "subject",
    [
        "$JS.API.STREAM.DELETE.FINDINGS",
        "$JS.API.STREAM.PURGE.AUDIT",
        "$JS.API.STREAM.UPDATE.ORDERS",
        "$JS.API.STREAM.MSG.GET.AUDIT",
        "$JS.API.CONSUMER.CREATE.FINDINGS.mine",
        "$JS.API.CONSUMER.DELETE.FINDINGS.notifier-finding-confirmed",
    ],
)
@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_changes_no_stream(guarded: Guarded, service: str, subject: str) -> None:
    async with user(guarded, service) as client:
        await client.publish(subject, b"{}", reply=f"{inbox(service)}.x")

        assert await forbidden(client)


@pytest.mark.parametrize("name", ["", "crawler", "stranger"])
async def test_nobody_comes_in_without_the_password(guarded: Guarded, name: str) -> None:
    signs = {"user": name, "password": "wrong"} if name else {}
    with pytest.raises(nats.errors.Error, match=r"(?i)authorization"):
        await nats.connect(guarded.url, allow_reconnect=False, **signs)


async def test_replicas_of_the_crawler_agree_by_leases_and_nobody_else_meddles(
    guarded: Guarded,
) -> None:
    async with user(guarded, "crawler") as crawler, user(guarded, "analyzer") as analyzer:
        one, other = Leases(LEASES, lambda: _same(crawler)), Leases(LEASES, lambda: _same(crawler))
        await one.prepare()
        await other.prepare()
        heard: list[str] = []
        taken = await one.take("a")
        assert taken
        async with one.asked(heard.append):
            await other.ask_for("a")
            await eventually(lambda: heard == ["a"])
        await one.give_back(taken)
        assert await other.take("a")
        assert crawler.refused == []  # type: ignore[attr-defined]

        await analyzer.publish(LEASE_WANTED, b"a")
        assert await forbidden(analyzer)
        with pytest.raises((nats.errors.TimeoutError, TimeoutError)):
            await analyzer.jetstream().publish("$KV.LEASES.a", b"x", timeout=SOON)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_hears_whatever_its_code_subscribes_to(
    guarded: Guarded, service: str
) -> None:
    (heard,) = (one.broker.heard() for one in services() if one.name == service)
    async with user(guarded, service) as client, user(guarded, OPERATOR) as operator:
        subscriptions = [await client.subscribe(subject) for subject in heard]
        await client.flush()
        for subject in heard:
            await operator.publish(subject.replace("*", "x1"), b"{}")
        told = [await one.next_msg(timeout=10) for one in subscriptions]

        assert [one.subject for one in told] == [subject.replace("*", "x1") for subject in heard]
        assert client.refused == []  # type: ignore[attr-defined]


async def _same(client: Client) -> Client:
    return client
