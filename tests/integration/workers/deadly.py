"""A worker whose handler ends the process on one message: `deadly <nats url>`."""

import asyncio
import os
import signal
import sys

from faststream.nats import NatsRouter
from prometheus_client import CollectorRegistry

from shared.broker import Broker, pull
from shared.contracts.task import RecheckTask
from shared.streams import CRAWLER_RECHECKS


async def main(nats_url: str) -> None:
    broker = Broker(nats_url, "crawler", CollectorRegistry())
    router = NatsRouter()

    @router.subscriber(**pull(CRAWLER_RECHECKS))
    async def on_task(task: RecheckTask) -> None:
        if task.request == "poison":
            os.kill(os.getpid(), signal.SIGKILL)

    broker.include(router)
    await broker.connect()
    await broker.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
