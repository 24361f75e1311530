"""The push endpoint from request to article, over stores in memory."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry

from services.crawler.archive import Archive, Stores
from services.crawler.desk import BODY_LIMIT_BYTES, Desk
from services.crawler.metrics import CrawlerMetrics
from services.crawler.observe import Observer
from services.crawler.posts import Posts
from services.crawler.push import Push
from shared import commands
from shared.contracts.base import Event
from shared.contracts.observation import Listing
from shared.contracts.push import IssuePush, PushPosts, RevokePush
from shared.contracts.target import TargetKind, TargetRegistered
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.sealing import MasterKey
from shared.store.articles import ArticleStore
from shared.store.days import DayStore
from shared.store.evidence import EvidenceStore
from shared.store.keys import KeyStore
from shared.store.pushes import PushStore
from shared.store.targets import TargetReader, TargetStore
from shared.store.visits import VisitStore
from shared.vault import Vault
from shared.web.limits import Knocks
from tests.factories import NOW, make_target
from tests.fakes import FrozenClock, MemoryCollection

TOKEN, OF_ONE = "xp_" + "a" * 43, "xp_" + "b" * 43
LIMIT = 5
POST = {
    "target": "jf",
    "url": "https://mp.weixin.qq.com/s/a",
    "title": "标题",
    "text": "正文",
    "published_at": "2021-01-29 09:30",
}


class Told:
    """A publisher that keeps what it is given."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def publish(self, event: Event) -> None:
        self.events.append(event)

    async def publish_all(self, events: Iterable[Event]) -> None:
        self.events += events

    publish_with_others = publish

    def about(self, subject: str) -> list[Any]:
        return [event for event in self.events if event.subject == subject]


class Counter:
    """The endpoint, and what rests behind it."""

    def __init__(self) -> None:
        self.told, self.clock = Told(), FrozenClock(NOW)
        told: Any = self.told
        registry = CollectorRegistry()
        targets, self.tokens = MemoryCollection(), MemoryCollection()
        self.registry = TargetStore(targets)
        self.archive = Archive(
            Stores(
                ArticleStore(MemoryCollection()),
                EvidenceStore(MemoryCollection()),
                VisitStore(MemoryCollection()),
            ),
            Vault(KeyStore(MemoryCollection(), MasterKey(b"k" * 32))),
            told,
        )
        observer = Observer(DayStore(MemoryCollection(), Listing), told, self.clock)
        self.metrics = CrawlerMetrics.register(registry)
        self.push = Push(
            PushStore(self.tokens),
            TargetReader(targets),
            Posts(self.archive, observer, self.clock, self.metrics),
            Outbox([self.tokens], told, OutboxMetrics.register(registry), 5.0),
            self.clock,
            Knocks(LIMIT),
        )
        transport = httpx.ASGITransport(Desk(self.push))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://crawler")

    async def open(self) -> None:
        for key, unit in (("jf", "county-a"), ("wb", "county-a"), ("other", "county-b")):
            target = make_target(
                id=key, unit=unit, kind=TargetKind.ACCOUNT, url="", site_code="", platform="wechat"
            )
            event = TargetRegistered(occurred_at=NOW, target=target)
            await self.registry.put(target, event, known=None)
        await self.issue(TOKEN, unit="county-a", label="某公司")
        await self.issue(OF_ONE, target="jf")

    async def issue(self, token: str, **fields: str) -> dict[str, str]:
        command = IssuePush(request="r", actor="zhang", hash=hash_of(token), days=30, **fields)
        return await self.push.issue(command)

    async def send(self, given: object, token: str = TOKEN) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await self.http.post("/push", json=given, headers=headers)


@pytest.fixture
async def counter() -> Counter:
    counter = Counter()
    await counter.open()
    await counter.archive.prepare()
    return counter


async def test_a_post_is_an_article_once_and_says_how_new_the_account_is(counter: Counter) -> None:
    first = await counter.send(POST)
    again = await counter.send([POST, {**POST, "url": "https://mp.weixin.qq.com/s/b", "text": "2"}])

    assert (first.status_code, first.json()["new"]) == (200, 1)
    assert (again.json()["new"], again.json()["unchanged"]) == (1, 1)
    crawled = counter.told.about("article.crawled")
    assert [event.article.target for event in crawled] == ["jf", "jf"]
    listing = counter.told.about("observation.listed")[0].listing
    assert (listing.target, listing.source, str(listing.newest_on)) == ("jf", "push", "2021-01-29")
    assert counter.metrics.posts.labels("push")._value.get() == 3


async def test_a_post_twice_in_one_push_is_one(counter: Counter) -> None:
    answer = await counter.send([POST, POST])

    assert (answer.json()["new"], answer.json()["unchanged"]) == (1, 1)
    assert len(counter.told.about("article.crawled")) == 1


async def test_old_posts_that_come_late_make_no_account_look_quiet(counter: Counter) -> None:
    for number, day in enumerate(("2020-12-30", "2020-11-02", "2020-12-29")):
        url = f"https://mp.weixin.qq.com/s/{number}"
        await counter.send({**POST, "url": url, "published_at": f"{day} 09:00"})

    newest = [event.listing.newest_on for event in counter.told.about("observation.listed")]
    assert newest == [date(2020, 12, 30)] * 3


async def test_posts_come_by_the_broker_too(counter: Counter) -> None:
    post = '{"网址": "https://mp.weixin.qq.com/s/c", "标题": "三"}'
    command = PushPosts(request="r", actor="vendor", token=OF_ONE, posts=post)
    assert await counter.push.command(command) == {"new": 1, "unchanged": 0}

    with pytest.raises(commands.Refused, match="第 1 条 target"):
        await counter.push.command(command.model_copy(update={"token": TOKEN}))
    with pytest.raises(commands.Refused, match="凭据无效"):
        await counter.push.command(command.model_copy(update={"token": "x" * 30}))


@pytest.mark.parametrize(
    ("token", "post", "field"),
    [
        (TOKEN, {**POST, "target": "other"}, "target"),
        (TOKEN, {**POST, "target": "unknown"}, "target"),
        (OF_ONE, {**POST, "target": "wb"}, "target"),
        (TOKEN, {**POST, "target": "wb"}, "url"),
        (TOKEN, {**POST, "text": 5}, "text"),
    ],
)
async def test_one_post_that_is_wrong_stops_all(
    counter: Counter, token: str, post: dict[str, Any], field: str
) -> None:
    await counter.send(POST)
    counter.told.events.clear()
    answer = await counter.send([{**POST, "url": "https://mp.weixin.qq.com/s/z"}, post], token)
    assert answer.status_code == 422
    assert [(one["post"], one["field"]) for one in answer.json()["errors"]] == [(2, field)]
    assert counter.told.events == []


async def test_who_has_no_token_that_stands_is_kept_out(counter: Counter) -> None:
    wrong = await counter.send(POST, "xp_" + "c" * 43)
    assert (wrong.status_code, wrong.headers["www-authenticate"][:6]) == (401, "Bearer")
    assert "凭据无效" in wrong.json()["message"]
    assert (await counter.http.post("/push", json=POST)).status_code == 401

    await counter.push.revoke(RevokePush(request="r", actor="zhang", id=hash_of(OF_ONE)[:12]))
    assert (await counter.send(POST, OF_ONE)).status_code == 401
    assert [row["label"] for row in await counter.push.listed()] == ["某公司"]
    counter.clock.move(timedelta(days=30))
    assert (await counter.send(POST)).status_code == 401
    assert counter.told.about("article.crawled") == []


async def test_a_token_rests_as_a_hash_and_each_change_is_audited(counter: Counter) -> None:
    document = await counter.tokens.get(hash_of(TOKEN))
    assert document is not None
    assert TOKEN not in str(document)
    assert [item["subject"] for item in document["pending"]] == ["audit.recorded"]
    with pytest.raises(commands.NotFound):
        await counter.issue("xp_x", unit="nobody")
    with pytest.raises(commands.NotFound):
        await counter.issue("xp_x", target="jf", unit="county-b")
    with pytest.raises(commands.Refused):
        await counter.issue("xp_x")
    with pytest.raises(commands.NotFound):
        await counter.push.revoke(RevokePush(request="r", actor="zhang", id="0" * 12))


async def test_large_hasty_and_lost_requests_are_told_so(counter: Counter) -> None:
    large = await counter.send({**POST, "text": "长" * BODY_LIMIT_BYTES})
    assert large.status_code == 413

    async def pieces() -> Any:
        for _ in range(3):
            yield b" " * (BODY_LIMIT_BYTES // 2)

    headers = {"Authorization": f"Bearer {TOKEN}"}
    streamed = await counter.http.post("/push", content=pieces(), headers=headers)
    assert streamed.status_code == 413
    for _ in range(LIMIT - 2):
        assert (await counter.send([])).status_code == 422
    hasty = await counter.send(POST)
    assert (hasty.status_code, hasty.headers["retry-after"]) == (429, "60")
    assert (await counter.send(POST, OF_ONE)).status_code == 200
    assert (await counter.http.get("/push")).headers["allow"] == "POST"
    assert (await counter.http.post("/elsewhere")).status_code == 404


async def test_a_crawler_that_starts_still_asks_for_another_try() -> None:
    counter = Counter()
    await counter.open()
    answer = await counter.send(POST)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert counter.told.events == []


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
