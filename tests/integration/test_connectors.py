"""Posts of accounts by every connector, over real sockets: articles that say how they came."""

import sys
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from nats.aio.client import Client

from shared.bearer import hashed
from shared.clock import OFFICE_ZONE
from shared.commands import ask
from shared.contracts.article import Article, ArticleCrawled
from shared.contracts.command import ListQuery, Result
from shared.contracts.connector import Connector, DropConnection, SetConnection
from shared.contracts.observation import ListingObserved
from shared.contracts.push import IssuePush
from shared.contracts.target import TargetKind
from shared.contracts.task import RecheckTask
from shared.store.database import Database
from tests.eventually import eventually
from tests.factories import make_target
from tests.integration.crawling import Site, article, register, serving, settings
from tests.integration.rig import stored
from tests.servers import Nats, free_port, start_process, stop_process

TOKEN = "xp_" + "c" * 43
FAST = "2021-01-30T00:00:00+08:00@20000"
"""A quarter of an hour in 45 ms."""
WORDS = "县政府召开常务会议，研究部署近期重点工作。"


def feed(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'


def item(link: str, title: str, text: str, day: int) -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><description>&lt;p&gt;{text}&lt;/p&gt;"
        f"</description><pubDate>2021-01-{day:02} 09:00:00</pubDate></item>"
    )


class Office:
    """Somebody who connects accounts, and what the crawler publishes of them."""

    def __init__(self, client: Client, site: Site, other: Site, port: int) -> None:
        self.client = client
        self.site = site
        self.other = other
        self.port = port

    async def connect(self, target: str, url: str, by: Connector) -> Result:
        command = SetConnection(
            request=f"r-{target}", actor="zhang", target=target, connector=by, url=url
        )
        return await ask(self.client, "connector.set", command)

    async def articles(self, target: str) -> list[Article]:
        events = [
            ArticleCrawled.model_validate_json(message.data or b"").article
            for message in await stored(self.client, "ARTICLES")
        ]
        return [one for one in events if one.target == target]

    async def listings(self, target: str) -> list[tuple[str, str, str]]:
        found = [
            ListingObserved.model_validate_json(message.data or b"").listing
            for message in await stored(self.client, "OBSERVATIONS")
            if message.subject == "observation.listed"
        ]
        return [
            (one.source, one.outcome.value, str(one.newest_on))
            for one in found
            if one.target == target
        ]


@pytest.fixture
async def office(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> AsyncIterator[Office]:
    site, other, port = Site({}), Site({}), free_port()
    async with serving(site, other):
        env = settings(
            tmp_path, nats_server.url, mongo_url, database._database.name, site, other
        ) | {"XUNCHA_HEALTH_PORT": str(port), "XUNCHA_CLOCK": FAST}
        accounts = (("wb", "weibo"), ("wx", "wechat"), ("ly", "beijing"), ("mp", "miniprogram"))
        targets = [
            make_target(id=key, kind=TargetKind.ACCOUNT, url="", site_code="", platform=platform)
            for key, platform in accounts
        ]
        await register(database, streams, *targets, make_target(id="site-a", url=f"{other.url}/"))
        process = start_process((sys.executable, "-m", "services.crawler"), tmp_path / "log", env)
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:

                async def ready() -> bool:
                    try:
                        return (await http.get("/readyz")).is_success
                    except httpx.TransportError:
                        return False

                await eventually(ready, within=30)
            yield Office(streams, site, other, port)
        finally:
            stop_process(process)


async def test_a_feed_brings_its_words_and_the_pages_of_its_own_site(office: Office) -> None:
    site = office.site
    site.pages["/n/1.html"] = article(1)
    entries = [
        item("https://weibo.com/1/a", "微博一", WORDS, 28),
        item("/n/1.html", "第1篇", "摘要", 27),
    ]
    site.pages["/feed?key=secret"] = feed(*entries)
    answer = await office.connect("wb", f"{site.url}/feed?key=secret", Connector.FEED)
    assert answer.ok, answer.message

    async def both() -> bool:
        return len(await office.articles("wb")) == 2

    await eventually(both, within=30)
    site.pages["/feed?key=secret"] = feed(
        item("https://weibo.com/1/b", "微博二", WORDS, 29), *entries
    )

    async def third() -> bool:
        return len(await office.articles("wb")) == 3

    await eventually(third, within=30)
    found = {one.url: one for one in await office.articles("wb")}
    assert set(found) == {
        "https://weibo.com/1/a",
        "https://weibo.com/1/b",
        f"{site.url}/n/1.html",
    }
    host = site.url.removeprefix("http://")
    assert {(one.connector, one.giver) for one in found.values()} == {(Connector.FEED, host)}
    published = datetime(2021, 1, 28, 9, 0, tzinfo=OFFICE_ZONE)
    assert found["https://weibo.com/1/a"].published_at == published

    async def newer() -> bool:
        return ("feed", "read", "2021-01-29") in await office.listings("wb")

    await eventually(newer, within=30)
    assert (await office.listings("wb"))[0] == ("feed", "read", "2021-01-28")
    assert site.hits["/n/1.html"] < site.hits["/feed?key=secret"]

    site.pages["/feed?key=secret"] = "<html><p>维护中</p></html>"

    async def unreadable() -> bool:
        return ("feed", "unreadable", "None") in await office.listings("wb")

    await eventually(unreadable, within=30)
    assert len(await office.articles("wb")) == 3


async def test_a_listing_leads_to_posts_that_can_be_read_again(office: Office) -> None:
    site, other = office.site, office.other
    site.pages |= {"/p/1.html": article(1), "/p/2.html": article(2)}
    other.pages["/p/9.html"] = article(9)
    links = "".join(
        f'<li><a href="{link}">帖文</a> 2021-01-2{day}</li>'
        for day, link in enumerate(("/p/1.html", "/p/2.html", f"{other.url}/p/9.html"))
    )
    site.pages["/weixin/"] = f"<ul>{links}</ul>"
    answer = await office.connect("wx", f"{site.url}/weixin/", Connector.LISTING)
    assert answer.ok, answer.message

    async def both() -> bool:
        return len(await office.articles("wx")) == 2

    await eventually(both, within=30)
    found = await office.articles("wx")
    host = site.url.removeprefix("http://")
    assert {(one.connector, one.giver) for one in found} == {(Connector.LISTING, host)}
    assert {one.url for one in found} == {f"{site.url}/p/1.html", f"{site.url}/p/2.html"}

    async def listed() -> bool:
        return ("listing", "read", "2021-01-22") in await office.listings("wx")

    await eventually(listed, within=30)

    task = RecheckTask(
        request="again",
        target="wx",
        finding="f",
        addresses=(found[0].address,),
        occurred_at=found[0].fetched_at,
    )
    await office.client.jetstream().publish(task.subject, task.body())

    async def answered() -> bool:
        return any(
            b'"request":"again"' in (message.data or b"") and b'"same"' in (message.data or b"")
            for message in await stored(office.client, "OBSERVATIONS")
        )

    await eventually(answered, within=30)


async def test_what_is_pushed_says_by_whom(office: Office) -> None:
    command = IssuePush(request="r", actor="zhang", hash=hashed(TOKEN), target="ly")
    assert (await ask(office.client, "push.issue", command)).ok
    post = {"url": "https://bjd.com.cn/1", "title": "标题", "text": WORDS}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{office.port}") as http:
        answer = await http.post("/push", json=post, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.json()["new"] == 1
    (found,) = await office.articles("ly")
    assert (found.connector, found.giver) == (Connector.PUSH, hashed(TOKEN)[:12])


async def test_what_cannot_be_connected_is_refused(office: Office, database: Database) -> None:
    refused = [
        await office.connect("nobody", "https://a.example.cn/f", Connector.FEED),
        await office.connect("site-a", "https://a.example.cn/f", Connector.FEED),
        await office.connect("mp", "https://a.example.cn/f", Connector.FEED),
        await office.connect("wb", "https://a.example.cn/f", Connector.PUSH),
        await office.connect("wb", "ftp://a.example.cn/f", Connector.FEED),
        await office.connect("wb", "http://169.254.169.254/f", Connector.FEED),
        await office.connect("wb", "http://a.example.cn:8080/f", Connector.FEED),
    ]
    assert [one.code for one in refused] == ["not_found", *["refused"] * 6]
    assert "file" in refused[2].message

    office.site.pages["/f"] = feed(item("https://weibo.com/1/a", "一", WORDS, 28))
    assert (await office.connect("wb", f"{office.site.url}/f", Connector.FEED)).ok
    listed = await ask(office.client, "connector.list", ListQuery(request="r", actor="zhang"))
    host = office.site.url.removeprefix("http://")
    assert listed.data == [{"target": "wb", "connector": "feed", "host": host}]
    (resting,) = await database.collection("connections").get_many(["wb"])
    assert b"/f" not in resting["sealed_url"]

    async def read() -> bool:
        return bool(await office.articles("wb"))

    await eventually(read, within=30)
    drop = DropConnection(request="d", actor="zhang", target="wb")
    assert (await ask(office.client, "connector.drop", drop)).ok
    assert (await ask(office.client, "connector.drop", drop)).code == "not_found"
    listed = await ask(office.client, "connector.list", ListQuery(request="r", actor="zhang"))
    assert listed.data == []

    async def told() -> bool:
        audit = [message.data or b"" for message in await stored(office.client, "AUDIT")]
        return [b"connector.set" in one for one in audit if b"connector." in one] == [True, False]

    await eventually(told, within=30)
