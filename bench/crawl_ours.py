"""The crawler on the generated site: `python -m bench.crawl_ours PORT NATS_URL`; one line of JSON.

The service's own passes over columns, every guard on; only the store is memory, and what schedules
runs is left out. Articles are sealed and published to a real stream.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any, NamedTuple

import nats
import uvloop
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

import bench.deployed  # noqa: F401 - before what it keeps out
from bench.corpus import LISTS, lists, menu
from services.crawler.archive import Archive, Stores
from services.crawler.connect import Watched
from services.crawler.crawl import Crawl
from services.crawler.domain.cursor import Job
from services.crawler.domain.plan import Thoroughness
from services.crawler.faces import Faces
from services.crawler.fetch import Fetcher
from services.crawler.hosts import Hosts
from services.crawler.links import Links, LinkShelf
from services.crawler.metrics import CrawlerMetrics
from services.crawler.observe import Observer
from services.crawler.passes import Passes
from services.crawler.probe import Way
from services.crawler.read import WORK, Reader
from services.crawler.robots import Robots
from services.crawler.seats import Seats
from shared import topology
from shared.confined import Confined
from shared.contracts.target import Target, TargetKind
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


class Unkept:
    """Listings and links, of which nothing is kept."""

    async def record(self, _listings: Any) -> None:
        """See `DayStore.record`."""

    async def known(self, _keys: Any) -> frozenset[str]:
        """See `OutlinkStore.known`; nothing is."""
        return frozenset()

    async def enter(self, _links: Any) -> None:
        """See `OutlinkStore.enter`."""


class Kept(NamedTuple):
    """Where a crawl puts what it finds."""

    archive: Archive
    publisher: Publisher
    listings: Any
    outlinks: Any


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
    publisher = Publisher(client.jetstream())
    archive = Archive(Stores(shelf, shelf, shelf), Vault(keys), publisher)
    figures = await measured(port, Kept(archive, publisher, Unkept(), Unkept()), client)
    info = await client.jetstream().stream_info("ARTICLES")
    await client.close()
    return {**figures, "stored": info.state.messages - before}


async def measured(
    port: int, kept: Kept, client: Client, lists_read: int = LISTS
) -> dict[str, float]:
    """Crawl the site; return what it took.

    Args:
        port: of the site.
        kept: where what is read goes.
        client: of the broker, where the seats of hosts are agreed on.
        lists_read: lists to begin with, from the first.
    """
    await kept.archive.prepare()
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
        passes = _passes(fetcher, Reader(fetcher, confined, metrics), kept, metrics)
        settle()
        begun, cpu, began_at = time.perf_counter(), time.process_time(), time.time()
        paths = lists()[:lists_read]
        found = await asyncio.gather(
            *(
                _host(passes, f"http://{host}:{port}", paths[at :: len(HOSTS)])
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


def _passes(fetcher: Fetcher, reader: Reader, kept: Kept, metrics: CrawlerMetrics) -> Passes:
    """Construct what makes passes; looks at columns ask neither for marks nor for sitemaps."""
    unasked: Any = None
    archive, publisher = kept.archive, kept.publisher
    faces = Faces(fetcher, reader, 0, metrics)
    crawl = Crawl(fetcher, reader, faces, archive, Clock(), metrics)
    observer = Observer(kept.listings, publisher, Clock())
    way, shelf = Way(fetcher, unasked, unasked), LinkShelf(kept.outlinks, unasked)
    links = Links(way, archive, reader, shelf, unasked, publisher, Clock(), metrics)
    return Passes(crawl, archive, observer, unasked, links, unasked, unasked, Clock())


async def _host(passes: Passes, host: str, paths: list[str]) -> int:
    """Look at the columns that one of the hosts has; return how many articles there are."""
    columns = [f"{host}{path}" for path in paths]
    starts, articles = {f"{host}{path}" for path in (*paths, *menu())}, 0
    for url in columns:
        target = Target(id=TARGET, kind=TargetKind.COLUMN, name=TARGET, unit="city", url=url)
        job = Job(target=TARGET, kind=Thoroughness.LOOK, begun_at=Clock().now(), left=1_000)
        work = await passes.open(job, Watched(target), starts)
        async with work.behind:
            while step := work.frontier.next():
                articles += bool((await passes.step(work, step)).article)
    return articles


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_crawl(int(sys.argv[1]), sys.argv[2]))))
