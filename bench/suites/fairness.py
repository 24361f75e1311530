"""What hostile sites cost the others, and how long a re-check takes while everything is crawled.

One crawler as it is deployed crawls good sites alone, then beside hostile ones (the imitations of
tests/site). Meanwhile people ask for re-checks: of a site that has fallen sick, and of good ones.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg

from bench.measure import Result, cpu_of, row
from shared import topology
from shared.contracts.article import ArticleCrawled
from shared.contracts.observation import PageVisited
from shared.contracts.target import Target
from shared.contracts.task import RecheckTask
from shared.store.database import Database
from tests import servers
from tests.integration.crawling import Site, column, column_on, register, settings, start_crawler
from tests.site.hostile import SITES
from tests.unit.egress.servers import site as imitation

GOOD, PAGES = 8, 80
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
SICK_SECONDS, SICK_RECHECKS = 30.0, 40
RECHECKS, PAUSE_SECONDS = 100, 0.05
PATIENCE_SECONDS = 200.0
DELAY = {"XUNCHA_CRAWLER_HOST_DELAY_SECONDS": "0.1"}
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))


def run() -> Result:
    """Measure."""
    result = Result()
    alone: list[float] = []
    beside: list[float] = []
    waits: list[float] = []
    spent: list[float] = []
    for _ in range(ROUNDS):
        calm = asyncio.run(_round(hostile=False))
        rough = asyncio.run(_round(hostile=True))
        alone.append(calm.seconds)
        beside.append(rough.seconds)
        waits += rough.waits
        spent += [calm.cpu, rough.cpu]
    result.rows.append(row("good sites crawled, alone", alone, "s"))
    result.rows.append(row("the same beside hostile sites", beside, "s"))
    result.rows.append(row("re-check of a good site, asked to answered", waits, "s"))
    pairs = zip(beside, alone, strict=True)
    result.ratios["others_delayed_percent"] = 100 * (
        statistics.median(one / other for one, other in pairs) - 1
    )
    result.ratios["recheck_seconds_p99"] = sorted(waits)[int(len(waits) * 0.99) - 1]
    result.ratios["recheck_seconds_max"] = max(waits)
    result.notes.append(
        f"{GOOD} good sites of {PAGES} articles, {len(HOSTILE)} hostile ones, one replica; load "
        f"{os.getloadavg()[0]:.1f}. The crawler's own CPU, alone and beside, by rounds: "
        f"{', '.join(f'{one:.1f}' for one in spent)} s. Targets: others delayed by 10 % at most, "
        "re-checks in 5 s."
    )
    return result


class Round(NamedTuple):
    """What one round has shown; seconds."""

    seconds: float
    waits: list[float]
    cpu: float


async def _round(*, hostile: bool) -> Round:
    async with AsyncExitStack() as running:
        home = Path(running.enter_context(tempfile.TemporaryDirectory()))
        broker = running.enter_context(servers.nats_server(home))
        store = running.enter_context(servers.mongo_server(home))
        client = await nats.connect(broker.url)
        running.push_async_callback(client.close)
        async for _ in topology.apply(client.jetstream()):
            pass
        database = Database(store.url, "fairness")
        running.callback(database.close)
        good = [Site(column(0, PAGES)) for _ in range(GOOD)]
        sick = Site(column(0, SICK_RECHECKS))
        for one in (*good, sick):
            server = await asyncio.start_server(one.answer, "127.0.0.1", 0)
            running.callback(server.close)
            one.port = server.sockets[0].getsockname()[1]
        bad = [Site({}) for _ in HOSTILE]
        for one, name in zip(bad, HOSTILE, strict=True):
            served = await running.enter_async_context(imitation(SITES[name].respond))
            one.port = served.port
        env = settings(home, broker.url, store.url, "fairness", *good, sick, *bad) | DELAY
        crawler = start_crawler(home / "crawler.log", env)
        running.callback(servers.stop_process, crawler)
        asked = Asked(client)
        await client.subscribe("article.crawled", cb=asked.article)
        await client.subscribe("observation.visited", cb=asked.answer)
        await register(database, client, column_on(sick, "sick"))
        await asked.until(SICK_RECHECKS)
        sick.seconds = SICK_SECONDS
        hostiles = [column_on(one, f"bad-{n}", "/a") for n, one in enumerate(bad)]
        before = cpu_of(crawler.pid)
        begun, waits = await _measured(database, client, asked, good, hostiles if hostile else ())
        return Round(begun, waits, cpu_of(crawler.pid) - before)


async def _measured(
    database: Database,
    client: Client,
    asked: "Asked",
    good: Sequence[Site],
    hostile: Sequence[Target],
) -> tuple[float, list[float]]:
    targets = [column_on(one, f"good-{n}") for n, one in enumerate(good)]
    begun = time.monotonic()
    await register(database, client, *hostile, *targets)
    if hostile:
        await asked.until(SICK_RECHECKS + GOOD * PAGES // 4)
        await asked.ask("sick", SICK_RECHECKS)
        for number in range(RECHECKS):
            await asked.ask(f"good-{number % GOOD}", 1)
            await asyncio.sleep(PAUSE_SECONDS)
    await asked.until(SICK_RECHECKS + GOOD * PAGES)
    seconds = time.monotonic() - begun
    until = time.monotonic() + PATIENCE_SECONDS
    while hostile and len(asked.waits("good")) < RECHECKS:
        if time.monotonic() > until:
            raise TimeoutError("re-checks were not answered")
        await asyncio.sleep(0.1)
    return seconds, asked.waits("good")


class Asked:
    """Counts articles, asks for re-checks and notes when they are answered."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._articles: dict[str, list[ArticleCrawled]] = {}
        self._asked: dict[str, float] = {}
        self._answered: dict[str, float] = {}

    async def article(self, message: Msg) -> None:
        """Note an article."""
        event = ArticleCrawled.model_validate_json(message.data)
        self._articles.setdefault(event.article.target, []).append(event)

    async def answer(self, message: Msg) -> None:
        """Note an answer."""
        request = PageVisited.model_validate_json(message.data).visit.request
        self._answered.setdefault(request, time.monotonic())

    async def until(self, articles: int) -> None:
        """Wait for so many articles."""
        until = time.monotonic() + PATIENCE_SECONDS
        while sum(map(len, self._articles.values())) < articles:
            if time.monotonic() > until:
                raise TimeoutError(f"{ {key: len(x) for key, x in self._articles.items()} }")
            await asyncio.sleep(0.05)

    async def ask(self, target: str, times: int) -> None:
        """Ask for re-checks of articles of a target."""
        for _ in range(times):
            number = len(self._asked)
            known = self._articles[target]
            event = known[number % len(known)]
            task = RecheckTask(
                request=f"{target}-{number}",
                finding="f",
                target=target,
                addresses=(event.article.address,),
                occurred_at=event.occurred_at,
            )
            self._asked[task.request] = time.monotonic()
            await self._client.jetstream().publish(task.subject, task.body())

    def waits(self, kind: str) -> list[float]:
        """Return for how long those waited who are answered."""
        return [
            at - self._asked[request]
            for request, at in self._answered.items()
            if request.startswith(kind)
        ]
