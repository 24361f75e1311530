"""A service with one handler, on our runtime: `tiny <nats> <mongo> <database> <port> <home>`.

The handler tells that it began by a file, and goes on when it finds another.
"""

import asyncio
import sys
from pathlib import Path

from faststream.nats import NatsRouter
from prometheus_client import CollectorRegistry

from shared import runtime
from shared.broker import Broker, pull
from shared.contracts.task import RecheckTask
from shared.durability import Durability
from shared.runtime import Runtime, Service
from shared.store.database import Database
from shared.streams import CRAWLER_RECHECKS
from tests.eventually import eventually


def main(nats_url: str, mongo_url: str, name: str, port: str, home: str) -> None:
    runtime.WATCH_SECONDS = 0.1
    runtime.RETRY_SECONDS = 0.1
    registry = CollectorRegistry()
    broker = Broker(nats_url, "crawler", registry)
    database = Database(mongo_url, name)
    router = NatsRouter()

    @router.subscriber(**pull(CRAWLER_RECHECKS, workers=2))
    async def on_task(task: RecheckTask) -> None:
        begun, go = Path(home, f"{task.request}.began"), Path(home, f"{task.request}.go")
        await asyncio.to_thread(begun.touch)
        await eventually(go.exists, within=30)
        await database.collection("things").insert([{"_id": task.request}])

    broker.include(router)
    service = Service(
        name="crawler",
        broker=broker,
        database=database,
        registry=registry,
        durability=Durability("", registry),
    )
    Runtime(service).serve("127.0.0.1", int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
