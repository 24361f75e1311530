"""An outbox relay: `relay <nats url> <mongo url> <database>`."""

import asyncio
import sys

from prometheus_client import CollectorRegistry

from shared.broker import Broker
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.store.database import Database


async def main(nats_url: str, mongo_url: str, name: str) -> None:
    broker = Broker(nats_url, "notifier", CollectorRegistry())
    orders = Database(mongo_url, name).collection("orders")
    metrics = OutboxMetrics.register(CollectorRegistry())
    await broker.connect()
    await Outbox([orders], broker.publisher, metrics, 0.05).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
