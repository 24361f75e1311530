"""The crawler on the generated site: `python -m bench.crawl_ours PORT NATS_URL`; one line of JSON.

Everything a look does in the service, every guard on; only the store is memory. Articles are sealed
and published to a real stream.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import nats
import uvloop
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

import bench.deployed  # noqa: F401 - before what it keeps out
from bench.corpus import LISTS, lists
from services.crawler.archive import Archive, Stores
from services.crawler.behind import Behind
from services.crawler.crawl import Crawl
from services.crawler.faces import Faces
from services.crawler.fetch import Fetcher
from services.crawler.hosts import Hosts
from services.crawler.metrics import CrawlerMetrics
from services.crawler.read import WORK, Reader
from services.crawler.robots import Robots
from services.crawler.seats import Seats
from shared import topology
from shared.confined import Confined
from shared.egress.client import Egress
from shared.egress.guard import Guard
from shared.egress.policy import InternalTarget, Policy
from shared.garbage import settle
from shared.leases import Leases
from shared.publisher import Publisher
from shared.sealing import DataKey
from shared.streams import LEASES
from shared.vault import Vault

HOSTS = tuple(f"127.0.0.{number}" for number in range(1, 33))
"""As many as the service crawls at a time; each page by page, as the service does."""
TARGET = "site"
AGENT = "xuncha-bench/1 (+mailto:ops@example.cn)"


class Keys:
    """Data keys in memory."""

    def __init__(self) -> None:
        self._keys: dict[str, DataKey] = {}

    async def ensure(self, name: str) -> DataKey:
        """Return the key of that name."""
        if name not in self._keys:
            self._keys[name] = DataKey.generate(name)
        return self._keys[name]


class Shelf:
    """The crawler's collections, of which only addresses are kept: no store is in its memory."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    async def get(self, address: str) -> None:
        """See `VisitReader.get`; each address is looked at once.

        Raises:
            RuntimeError: it is not.
        """
        if address in self._seen:
            raise RuntimeError(f"{address} is looked at twice")

    async def get_many(self, _addresses: list[str]) -> dict[str, Any]:
        """See `VisitReader.get_many`; nothing is known."""
        return {}

    async def record(self, visit: Any, **_: bool) -> None:
        """See `VisitStore.record`."""
        self._seen.add(visit.id)

    async def put(self, *_: Any) -> bool:
        """See `ArticleStore.put` and `EvidenceStore.put`."""
        return True


class Clock:
    """Real time."""

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)


async def _crawl(port: int, url: str) -> dict[str, float]:
    client = await nats.connect(url)
    async for _ in topology.apply(client.jetstream()):
        pass
    before = (await client.jetstream().stream_info("ARTICLES")).state.messages
    shelf: Any = Shelf()
    keys: Any = Keys()
    archive = Archive(Stores(shelf, shelf, shelf), Vault(keys), Publisher(client.jetstream()))
    figures = await measured(port, archive, client)
    info = await client.jetstream().stream_info("ARTICLES")
    await client.close()
    return {**figures, "stored": info.state.messages - before}


async def measured(
    port: int, archive: Archive, client: Client, lists_read: int = LISTS
) -> dict[str, float]:
    """Crawl the site into an archive; return what it took.

    Args:
        port: of the site.
        archive: keeps what is read.
        client: of the broker, where the seats of hosts are agreed on.
        lists_read: lists to begin with, from the first.
    """
    await archive.prepare()
    network = (ip_network("127.0.0.0/8"),)
    guard = Guard(
        Policy(internal=tuple(InternalTarget(one, network, frozenset({port})) for one in HOSTS))
    )
    leases = Leases(LEASES, _already(client))
    await leases.prepare()
    seats = Seats(leases)
    hosts, keeping = Hosts(seats=seats), asyncio.create_task(seats.run())
    async with Egress(guard) as egress:
        fetcher = Fetcher(egress, Robots(egress, AGENT, hosts=hosts), AGENT, hosts)
        confined = Confined(WORK)
        metrics = CrawlerMetrics.register(CollectorRegistry())
        reader = Reader(fetcher, confined)
        crawl = Crawl(fetcher, reader, Faces(fetcher, reader, 0), archive, Clock(), metrics)
        settle()
        begun, cpu, began_at = time.perf_counter(), time.process_time(), time.time()
        paths = lists()[:lists_read]
        found = await asyncio.gather(
            *(
                _host(
                    crawl,
                    archive,
                    [f"http://{host}:{port}{path}" for path in paths[at :: len(HOSTS)]],
                )
                for at, host in enumerate(HOSTS)
            )
        )
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
        await confined.aclose()
        keeping.cancel()
    pages = sum(found) + lists_read
    return {
        "pages_per_second": pages / seconds,
        "cpu_ms_per_page": 1000 * cpu / pages,
        "rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "articles": sum(found),
        "begun": began_at,
        "cpu": cpu,
    }


def _already(client: Client) -> Callable[[], Awaitable[Client]]:
    async def connect() -> Client:
        return client

    return connect


async def _host(crawl: Crawl, archive: Archive, waiting: list[str]) -> int:
    """Crawl the part of the site that one of the hosts answers for; return how many articles.

    Like a run of the service: what a list leads to is looked up at once, and up to eight pages are
    kept while the next ones are looked at.
    """
    seen, articles = set(waiting), 0
    async with Behind() as behind:
        while waiting:
            url = waiting.pop()
            look = await crawl.look(url, TARGET, conditional=True, behind=behind)
            articles += bool(look.article)
            if look.page is not None and look.page.content is None:
                found = {link.url: None for link in look.page.links if "/art/" in link.url}
                links = [url for url in found if url not in seen]
                known = await archive.visits(links)
                behind.unmet.update(url for url in links if archive.address(url) not in known)
                seen.update(links)
                waiting += links
    return articles


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_crawl(int(sys.argv[1]), sys.argv[2]))))
