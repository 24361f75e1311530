"""What search engines are shown is seen, and when a new article was not there yet."""

import signal
import time
from dataclasses import replace
from pathlib import Path

from nats.aio.client import Client

from shared import topology
from shared.contracts.article import ArticleCrawled, Content, planted_in
from shared.failpoints import Failpoint
from shared.sealing import MasterKey
from shared.store.database import Database
from shared.store.keys import KeyReader
from shared.streams import CRAWLER_RUNS
from shared.vault import Reader
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
    start_crawler,
)
from tests.integration.rig import stored
from tests.servers import Nats, stop_process

FAST = "2021-01-04T00:00:00+08:00@40000"
"""A day in 2.2 s."""
GAMBLING = "注册送彩金，百家乐、老虎机、体育投注应有尽有，客服在线，提款秒到账。" * 3


async def test_both_faces_of_pages_are_seen(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    front = "<title>示例县人民政府</title><ul><li><a href='/col/'>通知</a></li></ul>"
    site = Site({"/": front, **column(1, 2)})
    site.cloaked["/"] = f"<title>澳门娱乐</title><p>{GAMBLING}</p>"
    site.cloaked["/a/1.html"] = article(1, GAMBLING)
    seen = Seen(streams, database)
    async with serving(site):
        env = settings(tmp_path, nats_server.url, mongo_url, database._database.name, site) | {
            "XUNCHA_CLOCK": FAST,
            "XUNCHA_CRAWLER_FACES_DAYS": "1",
        }
        home = make_target(id="site-a", url=f"{site.url}/")
        await register(database, streams, home, column_on(site, "col-a"))
        with crawlers(tmp_path / "log", env, 1):
            await eventually(lambda: seen.has("/", faced=True), within=40)
            await eventually(lambda: seen.has("/a/1.html", faced=True), within=40)
            await eventually(lambda: seen.has("/a/2.html", faced=False), within=40)
            site.cloaked.clear()
            await eventually(lambda: seen.has("/", faced=False), within=40)
            await eventually(lambda: seen.has("/a/1.html", faced=False), within=40)
            before = len(await seen.articles())
            site.pages |= column(3, 1)
            await eventually(lambda: seen.has("/a/3.html", faced=False), within=40)

    found = await seen.articles()
    assert not any(content.elsewhere for event, content in found if event.article.url[-6] == "2")
    first = next(content for event, content in found if event.article.url.endswith("/a/1.html"))
    assert first.elsewhere is not None
    assert first.elsewhere.text.startswith(GAMBLING[:20])
    assert all(event.article.missing_at is None for event, _ in found[:before])
    (new,) = [event.article for event, _ in found if event.article.url.endswith("/a/3.html")]
    assert new.missing_at is not None
    assert new.missing_at < new.fetched_at


async def test_links_that_a_page_of_a_column_hides_are_seen_until_they_are_gone(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    clean = "<title>示例县人民政府</title><ul><li><a href='/a/1.html'>通知</a></li></ul>"
    planted = "<div style='display:none'><a href='http://bet.example.com/'>澳门娱乐</a></div>"
    site = Site({**column(1, 1), "/col/": clean + planted, "/": clean})
    seen = Seen(streams, database)
    async with serving(site):
        env = settings(tmp_path, nats_server.url, mongo_url, database._database.name, site) | {
            "XUNCHA_CLOCK": FAST,
        }
        await register(database, streams, column_on(site, "col-a"))
        with crawlers(tmp_path / "log", env, 1):
            await eventually(lambda: seen.hides("/col/", ["example.com"]), within=40)
            site.pages["/col/"] = clean
            await eventually(lambda: seen.hides("/col/", []), within=40)

    of_it = [
        content for event, content in await seen.articles() if event.article.url[-5:] == "/col/"
    ]
    assert [content.text for content in of_it] == ["", ""]
    assert {content.title for content in of_it} == {"示例县人民政府"}


async def test_a_killed_crawler_neither_loses_nor_doubles_a_hijacked_page_and_its_mending(
    nats_server: Nats,
    streams: Client,
    mongo_url: str,
    database: Database,
    tmp_path: Path,
) -> None:
    impatient = replace(CRAWLER_RUNS, ack_wait_seconds=6.0)
    await streams.jetstream().add_consumer(impatient.stream, topology.consumer_config(impatient))
    front = "<title>示例县人民政府</title><ul><li><a href='/a/1.html'>通知</a></li></ul>"
    planted = "<div style='display:none'><a href='http://bet.example.com/'>澳门娱乐</a></div>"
    site = Site({"/": f"{front}{planted}", "/a/1.html": article(1)})
    seen = Seen(streams, database)
    fired = tmp_path / "fired"
    async with serving(site):
        env = settings(tmp_path, nats_server.url, mongo_url, database._database.name, site) | {
            "XUNCHA_CLOCK": f"{FAST}@{time.time()}",
            "XUNCHA_FAILPOINT_LOG": str(fired),
        }
        await register(database, streams, make_target(id="site-a", url=f"{site.url}/"))
        with crawlers(tmp_path / "log", env | _dying(Failpoint.CRAWLER_AFTER_STORE), 1) as running:
            await eventually(fired.exists, within=40)
            assert running[0].wait(10) == -signal.SIGKILL
            running[0] = start_crawler(tmp_path / "log", env)
            await eventually(lambda: seen.hides("/", ["example.com"]), within=60)
            fired.unlink()
            stop_process(running[0])
            dying = env | _dying(Failpoint.CRAWLER_AFTER_PUBLISH)
            running[0] = start_crawler(tmp_path / "log", dying)
            site.pages["/"] = front
            await eventually(fired.exists, within=60)
            assert running[0].wait(10) == -signal.SIGKILL
            running[0] = start_crawler(tmp_path / "log", env)
            await eventually(lambda: seen.hides("/", []), within=60)

    found = [event.article for event, _ in await seen.articles()]
    fronts = [one.id for one in found if _path(one.url) == "/"]
    assert len(fronts) == len({*fronts}) == 2
    assert len([one for one in found if _path(one.url) == "/a/1.html"]) <= 1


def _dying(point: Failpoint) -> dict[str, str]:
    return {"XUNCHA_FAILPOINTS": f"{point}=1"}


class Seen:
    """What the crawler has published, opened."""

    def __init__(self, client: Client, database: Database) -> None:
        self._client = client
        keys = KeyReader(database.collection("keys"), MasterKey(b"k" * 32))
        self._vault = Reader(keys)

    async def articles(self) -> list[tuple[ArticleCrawled, Content]]:
        events = [
            ArticleCrawled.model_validate_json(message.data or b"")
            for message in await stored(self._client, "ARTICLES")
        ]
        return [
            (one, await self._vault.content(one.article.id, one.article.seal, one.sealed or b""))
            for one in events
        ]

    async def has(self, path: str, *, faced: bool) -> bool:
        """Tell whether the last article of an address shows a search engine something else."""
        last = await self._last(path)
        return last is not None and bool(last.elsewhere) is faced

    async def hides(self, path: str, domains: list[str]) -> bool:
        """Tell whether the last article of an address hides links to these domains."""
        last = await self._last(path)
        return last is not None and planted_in(last.links) == domains

    async def _last(self, path: str) -> Content | None:
        of_it = [
            content for event, content in await self.articles() if _path(event.article.url) == path
        ]
        return of_it[-1] if of_it else None


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]
