"""Replicas that come and go lose nothing and double nothing."""

import json
import random
import signal
from dataclasses import replace
from pathlib import Path

from nats.aio.client import Client

from shared import topology
from shared.contracts.article import ArticleCrawled
from shared.store.database import Database
from shared.streams import CRAWLER_RUNS
from tests.eventually import eventually
from tests.integration.crawling import (
    Site,
    column,
    column_on,
    crawlers,
    register,
    serving,
    settings,
    start_crawler,
)
from tests.integration.rig import count, stored
from tests.servers import Nats, stop_process

SITES = 4
ARTICLES = 1_904
"""With their 96 listing pages: 2,000 pages."""
KILLS = 4


async def test_replicas_killed_at_random_publish_each_article_exactly_once(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    impatient = replace(CRAWLER_RUNS, ack_wait_seconds=6.0)
    await streams.jetstream().add_consumer(impatient.stream, topology.consumer_config(impatient))
    each = ARTICLES // SITES
    sites = [Site(column(number * each, each)) for number in range(SITES)]
    chance = random.Random(4)  # noqa: S311 - which replica dies when is no secret

    async with serving(*sites):
        name = database._database.name
        env = settings(tmp_path, nats_server.url, mongo_url, name, *sites)
        env["XUNCHA_CRAWLER_PAGES_PER_RUN"] = "100"
        targets = [column_on(site, f"column-{n}") for n, site in enumerate(sites)]
        await register(database, streams, *targets)
        with crawlers(tmp_path / "log", env, 2) as running:
            for kill in range(1, KILLS + 1):
                dies_at = chance.uniform(kill - 0.5, kill + 0.5) * ARTICLES / (KILLS + 1)

                async def far_enough(articles: float = dies_at) -> bool:
                    return await count(streams, "ARTICLES") >= articles

                await eventually(far_enough, within=60)
                victim = chance.randrange(2)
                stop_process(running[victim], signal.SIGKILL)
                running[victim] = start_crawler(tmp_path / "log", env)

            async def done() -> bool:
                plans = await database.collection("plans").find({}, limit=99)
                ended = sum(bool(plan.get("full_at")) for plan in plans) == SITES
                return ended and await database.collection("cursors").count({}) == 0

            await eventually(done, within=60)

        events = [
            ArticleCrawled.model_validate_json(message.data or b"")
            for message in await stored(streams, "ARTICLES")
        ]
    assert len(events) == ARTICLES
    assert len({event.article.id for event in events}) == ARTICLES
    assert await database.collection("articles").count({}) == ARTICLES
    assert await stored(streams, "DEAD") == []
    recorded = [
        json.loads(line)
        for line in (tmp_path / "log").read_text().splitlines()
        if "run.recorded" in line
    ]
    assert len(recorded) >= 2 * SITES
    assert max(run["pages"] for run in recorded) <= 100
