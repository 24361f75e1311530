"""What hostile sites cost the others, and how long a re-check takes while everything is crawled.

One crawler as it is deployed crawls good sites alone, then beside hostile ones (the imitations of
tests/site). First it is watched how often good sites are looked at, before hostile ones come and
beside them, in one run of the crawler, so that load from elsewhere falls on both. Meanwhile people
ask for re-checks: of a site that has fallen sick, and of good ones.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from typing import NamedTuple

from nats.aio.client import Client
from nats.aio.msg import Msg

from bench.fairness_schedule import watched
from bench.fairness_sites import GOOD, HOSTILE, running
from bench.measure import Result, cpu_of, row
from shared.contracts.article import ArticleCrawled
from shared.contracts.observation import PageVisited
from shared.contracts.target import Target
from shared.contracts.task import RecheckTask
from shared.store.database import Database
from tests.integration.crawling import Site, column, column_on, register

PAGES = 80
SICK_SECONDS, SICK_RECHECKS = 30.0, 40
RECHECKS, PAUSE_SECONDS = 100, 0.05
PATIENCE_SECONDS = 200.0
ONLY = os.environ.get("BENCH_PART", "")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))


def run() -> Result:
    """Measure."""
    result = Result()
    before, during = asyncio.run(watched())
    result.rows.append(row("good sites, from look to look, alone", before, "s"))
    result.rows.append(row("from look to look, beside hostile sites", during, "s"))
    result.ratios["schedule_delayed_percent"] = 100 * (
        statistics.fmean(during) / statistics.fmean(before) - 1
    )
    if ONLY == "schedule":
        return result
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
    good = [Site(column(0, PAGES)) for _ in range(GOOD)]
    sick = Site(column(0, SICK_RECHECKS))
    async with running(*good, sick, more={}) as parts:
        database, client, pid, bad = parts
        asked = Asked(client)
        await client.subscribe("article.crawled", cb=asked.article)
        await client.subscribe("observation.visited", cb=asked.answer)
        await register(database, client, column_on(sick, "sick"))
        await asked.until(SICK_RECHECKS)
        sick.seconds = SICK_SECONDS
        before = cpu_of(pid)
        begun, waits = await _measured(database, client, asked, good, bad if hostile else ())
        return Round(begun, waits, cpu_of(pid) - before)


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
