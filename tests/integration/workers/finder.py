"""Task → finding stored → event published → ack: `finder <nats url> <mongo url> <database>`."""

import asyncio
import sys

from faststream.nats import NatsRouter
from prometheus_client import CollectorRegistry

from shared.broker import Broker, pull
from shared.contracts.task import RecheckTask
from shared.failpoints import Failpoint, reach
from shared.store.database import Database
from shared.store.findings import FindingStore
from shared.streams import CRAWLER_RECHECKS
from tests.factories import make_finding, make_finding_event


async def main(nats_url: str, mongo_url: str, name: str) -> None:
    broker = Broker(nats_url, "crawler", CollectorRegistry())
    findings = FindingStore(Database(mongo_url, name).collection("findings"))
    router = NatsRouter()

    @router.subscriber(**pull(CRAWLER_RECHECKS))
    async def on_task(task: RecheckTask) -> None:
        finding = make_finding(fingerprint=task.request)
        await findings.add([finding])
        reach(Failpoint.CRAWLER_AFTER_STORE)
        await broker.publisher.publish(make_finding_event(finding=finding))
        reach(Failpoint.CRAWLER_AFTER_PUBLISH)

    broker.include(router)
    await broker.connect()
    await broker.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
