"""A service is alive at once, ready when its parts are, and ends with nothing half done."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

import httpx
import nats
from nats.aio.client import Client

from shared import topology
from shared.store.database import Database
from shared.streams import CRAWLER_RECHECKS
from tests.eventually import eventually
from tests.factories import make_recheck
from tests.integration.rig import count, worker
from tests.servers import Mongo, Nats, database_name, free_port

CLEAN = {0, -signal.SIGTERM, 128 + signal.SIGTERM}


@dataclass
class Tiny:
    """The service as its neighbours see it."""

    process: "Popen[bytes]"
    port: int
    home: Path
    http: httpx.AsyncClient = field(
        default_factory=lambda: httpx.AsyncClient(trust_env=False, timeout=5)
    )

    async def get(self, path: str) -> httpx.Response | None:
        try:
            return await self.http.get(f"http://127.0.0.1:{self.port}{path}")
        except httpx.TransportError:
            return None

    async def alive(self) -> bool:
        answer = await self.get("/livez")
        return answer is not None and answer.status_code == 200

    async def missing(self, part: str = "") -> list[str]:
        """Return what is missing; empty unless one of it begins with `part`."""
        answer = await self.get("/readyz")
        if answer is None or answer.status_code != 503:
            return []
        missing: list[str] = answer.json()["missing"]
        return missing if any(text.startswith(part) for text in missing) else []

    async def ready(self) -> bool:
        answer = await self.get("/readyz")
        return answer is not None and answer.status_code == 200

    def began(self, request: str) -> bool:
        return (self.home / f"{request}.began").exists()

    def go(self, request: str) -> None:
        (self.home / f"{request}.go").touch()


@asynccontextmanager
async def tiny(nats_url: str, mongo_url: str, database: str, home: Path) -> AsyncIterator[Tiny]:
    port = free_port()
    arguments = (nats_url, mongo_url, database, str(port), str(home))
    with worker("tiny", home / "tiny.log", *arguments) as process:
        service = Tiny(process, port, home)
        yield service
        await service.http.aclose()


async def applied(client: Client) -> None:
    async for _ in topology.apply(client.jetstream()):
        pass


async def test_it_is_alive_at_once_and_names_what_is_missing_until_it_is_ready(
    tmp_path: Path,
) -> None:
    broker, store = Nats(tmp_path / "nats"), Mongo(tmp_path / "mongo")
    try:
        async with tiny(broker.url, store.url, database_name(), tmp_path) as service:
            await eventually(service.alive, within=20)
            assert await eventually(lambda: service.missing("broker"), within=20)

            await broker.restart()
            assert await eventually(lambda: service.missing("store: "), within=20)
            await store.restart()
            (text,) = await eventually(lambda: service.missing("topology: "), within=20)
            assert "crawler-task-now" in text
            assert "xuncha topology apply" in text

            client = await nats.connect(broker.url)
            await applied(client)
            await client.close()
            assert await eventually(service.ready, within=20)

            answer = await service.get("/readyz")
            assert answer is not None
            assert answer.json() == {"service": "crawler", "ready": True, "missing": []}
            metrics = await service.get("/metrics")
            assert metrics is not None
            assert "xuncha_ready 1.0" in metrics.text
            nowhere = await service.get("/nowhere")
            assert nowhere is not None
            assert nowhere.status_code == 404
    finally:
        broker.stop()
        store.stop()


async def test_a_consumer_deleted_at_run_time_is_missed_until_it_is_back(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    js = streams.jetstream()
    async with tiny(nats_server.url, mongo_url, database._database.name, tmp_path) as service:
        await eventually(service.ready, within=20)

        await js.delete_consumer(CRAWLER_RECHECKS.stream, CRAWLER_RECHECKS.durable)
        (text,) = await eventually(lambda: service.missing("topology"), within=20)
        assert CRAWLER_RECHECKS.durable in text
        assert await service.alive()

        await applied(streams)
        await eventually(service.ready, within=20)
        service.go("r1")
        await js.publish("task.now.r1", make_recheck(request="r1").body())
        await eventually(lambda: _queued(streams, 0), within=20)


async def test_it_outlives_broker_and_store(
    nats_server: Nats, streams: Client, mongo_server: Mongo, tmp_path: Path
) -> None:
    js = streams.jetstream()
    async with tiny(nats_server.url, mongo_server.url, database_name(), tmp_path) as service:
        await eventually(service.ready, within=20)
        for number, server in enumerate((nats_server, mongo_server, nats_server)):
            server.kill()
            await eventually(service.missing, within=20)
            assert await service.alive()
            await server.restart()
            await eventually(service.ready, within=20)

            service.go(f"r{number}")
            await js.publish(f"task.now.r{number}", make_recheck(request=f"r{number}").body())
            await eventually(lambda: _queued(streams, 0), within=20)
        assert service.process.poll() is None


async def test_sigterm_finishes_what_is_in_hand(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    js = streams.jetstream()
    async with tiny(nats_server.url, mongo_url, database._database.name, tmp_path) as service:
        await eventually(service.ready, within=20)
        await js.publish("task.now.r1", make_recheck(request="r1").body())
        await eventually(lambda: service.began("r1"))

        service.process.send_signal(signal.SIGTERM)
        await eventually(lambda: _gone(service))
        assert service.process.poll() is None
        service.go("r1")

        assert await eventually(lambda: service.process.poll() in CLEAN, within=20)
    assert await database.collection("things").get("r1") is not None
    assert await _queued(streams, 0)


async def test_sigterm_ends_it_while_nothing_answers(tmp_path: Path) -> None:
    broker, store = Nats(tmp_path / "nats"), Mongo(tmp_path / "mongo")
    async with tiny(broker.url, store.url, database_name(), tmp_path) as service:
        await eventually(service.alive, within=20)

        service.process.send_signal(signal.SIGTERM)

        await eventually(lambda: service.process.poll() in CLEAN, within=20)


async def test_sigterm_ends_it_while_the_broker_is_gone(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    async with tiny(nats_server.url, mongo_url, database._database.name, tmp_path) as service:
        await eventually(service.ready, within=20)
        nats_server.kill()
        await streams.close()
        await eventually(service.missing, within=20)

        service.process.send_signal(signal.SIGTERM)

        await eventually(lambda: service.process.poll() in CLEAN, within=25)


async def _gone(service: Tiny) -> bool:
    return not await service.alive()


async def _queued(client: Client, number: int) -> bool:
    return await count(client, "RECHECKS") == number
