"""What fairness is measured on: good sites, hostile ones, and one crawler that may visit both."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import nats
from nats.aio.client import Client

from shared import topology
from shared.contracts.target import Target
from shared.store.database import Database
from tests import servers
from tests.integration.crawling import Site, column_on, settings, start_crawler
from tests.site.hostile import SITES
from tests.unit.egress.servers import site as imitation

GOOD = 8
HOSTILE = (
    "endless body",
    "one byte at a time",
    "redirect loop",
    "robots that times out",
    "bomb in gzip",
    "header of 10 MB",
    "100,000 nested tags",
    "body cut short",
)
DELAY = {"XUNCHA_CRAWLER_HOST_DELAY_SECONDS": "0.1"}


class Running(NamedTuple):
    """What a round runs on."""

    database: Database
    client: Client
    crawler: int
    """Its process id."""
    hostile: list[Target]


@asynccontextmanager
async def running(*sites: Site, more: Mapping[str, str]) -> AsyncIterator[Running]:
    """Serve these sites and the hostile ones, and run a crawler that may visit them."""
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        broker = stack.enter_context(servers.nats_server(home))
        store = stack.enter_context(servers.mongo_server(home))
        client = await nats.connect(broker.url)
        stack.push_async_callback(client.close)
        async for _ in topology.apply(client.jetstream()):
            pass
        database = Database(store.url, "fairness")
        stack.callback(database.close)
        for one in sites:
            server = await asyncio.start_server(one.answer, "127.0.0.1", 0)
            stack.callback(server.close)
            one.port = server.sockets[0].getsockname()[1]
        bad = [Site({}) for _ in HOSTILE]
        for one, name in zip(bad, HOSTILE, strict=True):
            served = await stack.enter_async_context(imitation(SITES[name].respond))
            one.port = served.port
        env = settings(home, broker.url, store.url, "fairness", *sites, *bad) | DELAY | more
        crawler = start_crawler(home / "crawler.log", env)
        stack.callback(servers.stop_process, crawler)
        hostile = [column_on(one, f"bad-{n}", "/a") for n, one in enumerate(bad)]
        yield Running(database, client, crawler.pid, hostile)
