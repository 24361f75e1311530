"""A host in trouble is left alone, and what failed is read when it is well again."""

import json
from pathlib import Path

from nats.aio.client import Client

from services.crawler.domain.resting import TRIES
from services.crawler.domain.traps import SAME_CALENDAR
from services.crawler.pace import TROUBLE_LIMIT
from shared.store.database import Database
from tests.eventually import eventually
from tests.factories import make_target
from tests.integration.crawling import (
    Site,
    article,
    column,
    column_on,
    crawlers,
    register,
    serving,
    settings,
)
from tests.integration.rig import count
from tests.servers import Nats

MINUTE_A_SECOND = "2021-01-04T00:00:00+08:00@60"
ARTICLES = 12


async def test_what_failed_is_read_once_the_host_is_well_again(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    ill, sound = Site(column(0, ARTICLES)), Site(column(100, ARTICLES))
    ill.statuses = {path: 503 for path in ill.pages if path.startswith("/a/")}
    sound.statuses = {"/a/105.html": 500}
    async with serving(ill, sound):
        env = settings(
            tmp_path, nats_server.url, mongo_url, database._database.name, ill, sound
        ) | {"XUNCHA_CLOCK": MINUTE_A_SECOND}
        await register(
            database, streams, column_on(ill, "column-ill"), column_on(sound, "column-sound")
        )
        with crawlers(tmp_path / "log", env, 1):
            await eventually(lambda: sound.hits["/a/105.html"] >= 2, within=30)
            sound.statuses.clear()
            await eventually(lambda: failures(ill) > TROUBLE_LIMIT, within=30)
            assert await count(streams, "ARTICLES") <= ARTICLES
            ill.statuses.clear()

            async def all_read() -> bool:
                return await count(streams, "ARTICLES") == 2 * ARTICLES

            await eventually(all_read, within=30)

            async def done() -> bool:
                return await database.collection("cursors").count({}) == 0

            await eventually(done, within=30)

    runs = [
        json.loads(line)
        for line in (tmp_path / "log").read_text().splitlines()
        if "run.recorded" in line
    ]
    of_ill = [run for run in runs if run["host"].endswith(str(ill.port))]
    assert of_ill[0]["strikes"] == 1
    assert of_ill[0]["pages"] == 1 + TROUBLE_LIMIT
    assert of_ill[-1]["strikes"] == 0
    assert max(ill.hits.values()) <= TRIES
    assert all(run["strikes"] == 0 for run in runs if run["host"].endswith(str(sound.port)))


def failures(site: Site) -> int:
    return sum(hits for path, hits in site.hits.items() if path.startswith("/a/"))


class Calendar(dict[str, str]):
    """Pages of a calendar without end, each of which leads to the next.

    They are the pages of one listing, which all lie at the same depth: only the rule ends it.
    """

    def __contains__(self, path: object) -> bool:
        return super().__contains__(path) or str(path).startswith("/calendar/")

    def get(self, path: str, default: str = "") -> str:  # type: ignore[override]
        if not path.startswith("/calendar/"):
            return super().get(path, default)
        day = int(path.removeprefix("/calendar/").removesuffix(".html"))
        return f"<p>本日无日程</p><a href='/calendar/{day + 1}.html'>下一页</a>"


async def test_a_calendar_without_end_is_left(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    site = Site({})
    start = (
        "<ul><li><a href='/calendar/1.html'>日历</a></li><li><a href='/a/1.html'>文</a></li></ul>"
    )
    site.pages = Calendar({"/": start, "/a/1.html": article(1)})
    async with serving(site):
        env = settings(tmp_path, nats_server.url, mongo_url, database._database.name, site) | {
            "XUNCHA_CRAWLER_FACES_DAYS": "0"
        }
        await register(database, streams, make_target(id="site-a", url=f"{site.url}/"))
        with crawlers(tmp_path / "log", env, 1):
            plans = database.collection("plans")

            async def whole() -> bool:
                (plan,) = await plans.get_many(["site-a"]) or [{}]
                return plan.get("full_at") is not None

            await eventually(whole, within=40)

    assert await count(streams, "ARTICLES") == 1
    visited = [path for path in site.hits if path.startswith("/calendar/")]
    assert len(visited) == SAME_CALENDAR
