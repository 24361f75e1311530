"""Whoever must not wait does not: re-checks during a crawl, and people who stop one."""

from pathlib import Path

from nats.aio.client import Client

from shared.commands import ask
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import CrawlNow, PauseCrawl
from shared.contracts.observation import PageVisited, VisitOutcome
from shared.store.database import Database
from tests.eventually import eventually
from tests.factories import make_recheck, make_target
from tests.integration.crawling import (
    Site,
    column,
    column_on,
    crawlers,
    register,
    serving,
    settings,
)
from tests.integration.rig import count, stored
from tests.servers import Nats

ARTICLES = 200


def command(*, paused: bool) -> PauseCrawl:
    return PauseCrawl(
        request=f"pause-{paused}", actor="zhang", paused=paused, targets=("column-a",)
    )


async def test_rechecks_go_before_a_crawl_and_a_pause_stops_it_in_the_middle(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    site = Site(column(0, ARTICLES))
    site.seconds = 0.05
    async with serving(site):
        env = settings(tmp_path, nats_server.url, mongo_url, database._database.name, site)
        await register(database, streams, column_on(site, "column-a"))
        with crawlers(tmp_path / "log", env, 1):

            async def published(number: int) -> bool:
                return await count(streams, "ARTICLES") >= number

            async def answered(number: int) -> bool:
                return len(await visits(streams)) >= number

            await eventually(lambda: published(5), within=30)
            known = await database.collection("visits").find({"target": "column-a"}, limit=9)
            address = next(str(visit["_id"]) for visit in known if visit["article"])
            task = make_recheck(request="r1", target="column-a", addresses=(address,))
            await streams.jetstream().publish(task.subject, task.body())
            await eventually(lambda: answered(1), within=20)
            during = await count(streams, "ARTICLES")
            assert during < ARTICLES

            result = await ask(streams, "crawl.pause", command(paused=True))
            assert result.data == {"targets": 1, "hastened": 0, "held": 1}
            await eventually(lambda: parked(database), within=20)
            stopped = site.hits.total()
            task = make_recheck(request="r2", target="column-a", addresses=(address,))
            await streams.jetstream().publish(task.subject, task.body())
            await eventually(lambda: answered(2), within=20)
            assert site.hits.total() == stopped
            assert await count(streams, "ARTICLES") < ARTICLES

            waits = CrawlNow(request="now", actor="zhang", targets=("column-a",))
            assert (await ask(streams, "crawl.now", waits)).data["held"] == 1
            result = await ask(streams, "crawl.pause", command(paused=False))
            assert result.data["held"] == 0
            await eventually(lambda: published(ARTICLES), within=120)
            await eventually(lambda: audited(streams), within=10)

    first, second = await visits(streams)
    assert first.visit.outcome is VisitOutcome.SAME
    assert second.visit.outcome is VisitOutcome.UNREACHABLE
    assert await count(streams, "ARTICLES") == ARTICLES
    assert site.most <= 2


async def test_a_paused_column_is_left_alone_by_its_website_too(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    front = '<html><body><ul><li><a href="/col/">通知</a></li><li><a href="/b">简介</a></li></ul>'
    site = Site({**column(0, 5), "/": front, "/b": "<p>简介</p>"})
    async with serving(site):
        env = settings(tmp_path, nats_server.url, mongo_url, database._database.name, site)
        with crawlers(tmp_path / "log", env, 1):
            everything = PauseCrawl(request="all", actor="zhang", paused=True, everything=True)

            async def paused(what: PauseCrawl) -> bool:
                return (await ask(streams, "crawl.pause", what)).ok

            await eventually(lambda: paused(everything), within=60)
            website = make_target(id="site-a", url=f"{site.url}/")
            await register(database, streams, website, column_on(site, "column-a"))
            assert await paused(command(paused=True))
            assert await paused(everything.model_copy(update={"request": "on", "paused": False}))

            async def read() -> bool:
                (plan,) = await database.collection("plans").get_many(["site-a"]) or [{}]
                return plan.get("full_at") is not None

            await eventually(read, within=60)
    assert site.hits["/b"]
    assert not any(path.startswith("/a/") for path in site.hits), "its address is a link, no more"


async def visits(client: Client) -> list[PageVisited]:
    return [
        PageVisited.model_validate_json(message.data or b"")
        for message in await stored(client, "OBSERVATIONS")
        if message.subject == "observation.visited"
    ]


async def parked(database: Database) -> bool:
    """Tell whether the run has ended and left its cursor behind."""
    (run,) = await database.collection("runs").find({"kind": "crawl"}, limit=1)
    return bool(run["recorded_at"]) and await database.collection("cursors").count({}) == 1


async def audited(client: Client) -> bool:
    """Tell whether the pause and its end are recorded; uses of internal targets are, too."""
    entries = [
        AuditRecorded.model_validate_json(message.data or b"")
        for message in await stored(client, "AUDIT")
    ]
    return sum(entry.action != "egress.internal" for entry in entries) == 2
