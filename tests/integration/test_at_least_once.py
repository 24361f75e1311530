"""A worker that dies anywhere loses nothing and does nothing twice."""

import signal
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared import topology
from shared.store.database import Database
from shared.streams import Consumer
from tests.eventually import eventually
from tests.factories import make_finding, make_recheck
from tests.integration.rig import count, stored, worker
from tests.servers import Mongo, Nats, database_name

IMPATIENT = Consumer("crawler", "RECHECKS", "task.now.*", ack_wait_seconds=1.0, max_ack_pending=64)
TASKS = 12
MANY = 200


async def queue(client: Client, number: int = TASKS) -> None:
    js = client.jetstream()
    await js.add_consumer(IMPATIENT.stream, topology.consumer_config(IMPATIENT))
    tasks = [make_recheck(request=f"r{n}") for n in range(number)]
    for task in tasks:
        await js.publish(task.subject, task.body())


async def expect_each_once(client: Client, database: Database, number: int = TASKS) -> None:
    expected = {make_finding(fingerprint=f"r{n}").id for n in range(number)}
    documents = await database.collection("findings").find({}, limit=1000)
    assert {document["_id"] for document in documents} == expected
    assert await count(client, "FINDINGS") == number
    assert await stored(client, "DEAD") == []


@pytest.mark.parametrize(
    "failpoint",
    [
        "crawler.after_store",
        "shared.before_publish",
        "crawler.after_publish",
        "shared.before_ack",
    ],
)
async def test_a_kill_at_each_step_is_made_good(
    nats_server: Nats,
    streams: Client,
    mongo_url: str,
    database: Database,
    tmp_path: Path,
    failpoint: str,
) -> None:
    await queue(streams)
    arguments = (nats_server.url, mongo_url, database._database.name)
    proof = tmp_path / "failpoints"
    armed = {"failpoints": f"{failpoint}=3", "failpoint_log": str(proof)}

    with worker("finder", tmp_path / "1.log", *arguments, **armed) as first:
        await eventually(lambda: first.poll() is not None, within=20)
    assert first.returncode == -signal.SIGKILL
    assert proof.read_text() == f"{failpoint}\n"
    assert await count(streams, "RECHECKS") == TASKS - 2

    with worker("finder", tmp_path / "2.log", *arguments, **armed) as second:

        async def done() -> bool:
            return await count(streams, "RECHECKS") == 0

        await eventually(done, within=20)
        assert second.poll() is None
    await expect_each_once(streams, database)


async def test_broker_and_store_killed_under_load_lose_nothing(
    nats_server: Nats, streams: Client, mongo_server: Mongo, tmp_path: Path
) -> None:
    name = database_name()
    database = Database(mongo_server.url, name)
    await queue(streams, MANY)

    async def left(number: int) -> bool:
        return await count(streams, "RECHECKS") <= number

    with worker("finder", tmp_path / "1.log", nats_server.url, mongo_server.url, name) as process:
        await eventually(lambda: left(MANY - 20), within=20)
        nats_server.kill()
        await nats_server.restart()
        await eventually(lambda: left(MANY - 60), within=20)
        mongo_server.kill()
        await mongo_server.restart()
        await eventually(lambda: left(0), within=40)
        assert process.poll() is None

    await expect_each_once(streams, database, MANY)
    database.close()
