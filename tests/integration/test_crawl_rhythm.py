"""Over days: everything once, what is recent again so that an edit is seen, what is old no more."""

from datetime import datetime, timedelta
from pathlib import Path

from nats.aio.client import Client

from services.crawler.domain.plan import RECENT
from shared.contracts.article import ArticleCrawled
from shared.store.database import Database
from tests.eventually import eventually
from tests.factories import make_target
from tests.integration.crawling import (
    Site,
    article,
    column_on,
    crawlers,
    register,
    serving,
    settings,
)
from tests.integration.rig import stored
from tests.servers import Nats

FAST = "2021-01-04T00:00:00+08:00@20000"
"""A day in 4.3 s."""
DAY = timedelta(days=1)


async def test_an_edit_is_seen_while_an_article_is_recent_and_history_is_read_once(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    site = Site({"/": "<html><body><p>首页</p></body></html>"})
    async with serving(site):
        named = "".join(f"<loc>{site.url}/a/{number}.html</loc>" for number in (1, 2))
        site.pages |= {"/sitemap.xml": f"<urlset>{named}</urlset>"}
        site.pages |= {f"/a/{number}.html": article(number) for number in (1, 2)}
        menu = "".join(f"<li><a href='/menu/{n}/'>栏目</a></li>" for n in range(9))
        listing = "<meta name='ColumnName' content='通知'>"
        site.pages |= {"/col/": f"{listing}<ul>{menu}<li>2020-01-02</li></ul>"}
        site.pages |= {f"/menu/{number}/": f"{listing}<p>列表</p>" for number in range(9)}
        env = settings(tmp_path, nats_server.url, mongo_url, database._database.name, site)
        env |= {"XUNCHA_CLOCK": FAST, "XUNCHA_CRAWLER_FACES_DAYS": "0"}
        website = make_target(id="site-a", url=f"{site.url}/")
        await register(database, streams, website, column_on(site, "column-a"))
        with crawlers(tmp_path / "log", env, 1):
            plans = database.collection("plans")

            async def passed(
                field: str, since: datetime, target: str = "site-a"
            ) -> datetime | None:
                (plan,) = await plans.get_many([target]) or [{}]
                done: datetime | None = plan.get(field)
                return done if done and done >= since else None

            long_ago = datetime.fromisoformat("2021-01-01T00:00:00+00:00")
            read = await eventually(lambda: passed("full_at", long_ago), within=40)
            assert site.hits["/a/1.html"] == site.hits["/a/2.html"] == 1

            site.pages["/a/1.html"] = article(1, "更正后的正文，讲述办事指南与政策解读。" * 9)

            async def edited() -> bool:
                return len(await stored(streams, "ARTICLES")) == 3

            await eventually(edited, within=60)
            await eventually(lambda: passed("daily_at", read + RECENT + 3 * DAY), within=120)
            hits = site.hits["/a/2.html"]
            begun = await passed("daily_at", read)
            assert begun is not None
            await eventually(lambda: passed("daily_at", begun + 3 * DAY), within=60)
            assert site.hits["/a/2.html"] == hits > 1
            assert await passed("full_at", read) == read
            await eventually(lambda: passed("daily_at", begun, "column-a"), within=60)
            (column,) = await plans.get_many(["column-a"])

    events = [
        ArticleCrawled.model_validate_json(message.data or b"")
        for message in await stored(streams, "ARTICLES")
    ]
    before, *_, after = sorted(events, key=lambda event: (event.previous != "", event.article.url))
    assert before.article.url.endswith("/a/1.html")
    assert after.previous == before.article.id
    assert await database.collection("articles").count({}) == 3
    visits = await database.collection("visits").find({"target": "column-a"}, limit=99)
    menu_seen = [visit["visited_at"] for visit in visits if "/menu/" in visit["url"]]
    assert len(menu_seen) == 9
    assert max(menu_seen) <= column["full_at"] < column["daily_at"]
