"""Posts are pushed over a real socket by whoever holds a token, within what it is for."""

import hashlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from nats.aio.client import Client

from services.crawler.push import PUSHES_A_MINUTE
from shared.commands import ask
from shared.contracts.article import ArticleCrawled
from shared.contracts.command import ListQuery, Result
from shared.contracts.observation import ListingObserved
from shared.contracts.push import IssuePush, PushPosts, RevokePush
from shared.contracts.target import TargetKind
from shared.store.database import Database
from tests.eventually import eventually
from tests.factories import make_target
from tests.integration.crawling import Site, register, settings
from tests.integration.rig import stored
from tests.servers import Nats, free_port, start_process, stop_process

TOKEN = "xp_" + "a" * 43
OF_ONE = "xp_" + "b" * 43
POST = {
    "target": "jf",
    "url": "https://mp.weixin.qq.com/s/a",
    "title": "标题",
    "text": "正文",
    "published_at": "2021-01-29 09:30",
}


class Pusher:
    """Somebody who pushes, and somebody who lets them."""

    def __init__(self, http: httpx.AsyncClient, client: Client) -> None:
        self.http = http
        self.client = client

    async def push(self, given: object, token: str = TOKEN) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await self.http.post("/push", json=given, headers=headers)

    async def issue(self, token: str, **fields: str) -> Result:
        command = IssuePush(request="r", actor="zhang", hash=hash_of(token), **fields)
        return await ask(self.client, "push.issue", command)


@pytest.fixture
async def pusher(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> AsyncIterator[Pusher]:
    port, site = free_port(), Site({})
    site.port = free_port()
    env = settings(tmp_path, nats_server.url, mongo_url, database._database.name, site)
    env |= {"XUNCHA_HEALTH_PORT": str(port), "XUNCHA_CLOCK": "2021-01-30T09:00:00+08:00@0"}
    accounts = [("jf", "county-a"), ("wb", "county-a"), ("other", "county-b")]
    await register(
        database,
        streams,
        *(
            make_target(id=key, unit=unit, kind=TargetKind.ACCOUNT, url="", site_code="")
            for key, unit in accounts
        ),
    )
    process = start_process((sys.executable, "-m", "services.crawler"), tmp_path / "log", env)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:

            async def ready() -> bool:
                try:
                    return (await http.get("/readyz")).is_success
                except httpx.TransportError:
                    return False

            await eventually(ready, within=30)
            pusher = Pusher(http, streams)
            assert (await pusher.issue(TOKEN, unit="county-a", label="某公司")).ok
            assert (await pusher.issue(OF_ONE, target="jf")).ok
            yield pusher
    finally:
        stop_process(process)


async def test_a_post_that_is_pushed_is_an_article_like_any_other(
    pusher: Pusher, database: Database
) -> None:
    answer = await pusher.push(POST)
    assert (answer.status_code, answer.json()["new"]) == (200, 1)
    again = await pusher.push([POST, {**POST, "url": "https://mp.weixin.qq.com/s/b", "text": "二"}])
    assert (again.json()["new"], again.json()["unchanged"]) == (1, 1)
    by_broker = await ask(
        pusher.client,
        "article.push",
        PushPosts(
            request="r",
            actor="vendor",
            token=OF_ONE,
            posts='{"网址": "https://mp.weixin.qq.com/s/c", "标题": "三"}',
        ),
    )
    assert by_broker.data == {"new": 1, "unchanged": 0}

    events = [
        ArticleCrawled.model_validate_json(message.data or b"")
        for message in await stored(pusher.client, "ARTICLES")
    ]
    assert {(event.article.target, event.article.url) for event in events} == {
        ("jf", f"https://mp.weixin.qq.com/s/{name}") for name in "abc"
    }
    assert len(events) == 3
    listings = [
        ListingObserved.model_validate_json(message.data or b"").listing
        for message in await stored(pusher.client, "OBSERVATIONS")
        if message.subject == "observation.listed"
    ]
    assert {(one.target, one.source, str(one.newest_on)) for one in listings} == {
        ("jf", "push", "2021-01-29")
    }
    (resting,) = await database.collection("push_tokens").get_many([hash_of(TOKEN)])
    assert TOKEN not in str(resting)


async def test_what_a_token_is_not_for_is_refused_whole(pusher: Pusher) -> None:
    other = {**POST, "url": "https://mp.weixin.qq.com/s/o", "target": "other"}
    foreign = await pusher.push([POST, other])
    assert foreign.status_code == 422
    assert [(one["post"], one["field"]) for one in foreign.json()["errors"]] == [(2, "target")]
    narrow = await pusher.push({**POST, "target": "wb"}, OF_ONE)
    assert narrow.status_code == 422
    assert (await pusher.push(POST)).json()["new"] == 1
    taken = await pusher.push({**POST, "target": "wb"})
    assert taken.json()["errors"][0]["field"] == "url"
    assert len(await stored(pusher.client, "ARTICLES")) == 1


async def test_who_may_not_push_is_told_so_in_chinese(pusher: Pusher) -> None:
    unknown = await pusher.push(POST, "xp_" + "c" * 43)
    assert (unknown.status_code, "凭据无效" in unknown.json()["message"]) == (401, True)
    assert (await pusher.http.post("/push", json=POST)).status_code == 401
    assert (await pusher.http.get("/push")).status_code == 405
    assert (await pusher.http.post("/elsewhere")).status_code == 404
    large = await pusher.push({**POST, "text": "长" * 1_000_000})
    assert large.status_code == 413

    listed = await ask(pusher.client, "push.list", ListQuery(request="r", actor="zhang"))
    assert {row["target"] for row in listed.data} == {"", "jf"}
    revoke = RevokePush(request="r2", actor="zhang", id=hash_of(TOKEN)[:12])
    assert (await ask(pusher.client, "push.revoke", revoke)).ok
    assert (await pusher.push(POST)).status_code == 401
    assert (await ask(pusher.client, "push.revoke", revoke)).code == "not_found"
    assert (await pusher.issue("xp_x", unit="nobody")).code == "not_found"

    async def audited() -> bool:
        subjects = [message.subject for message in await stored(pusher.client, "AUDIT")]
        return len(subjects) == 3

    await eventually(audited, within=20)


async def test_who_pushes_too_often_is_asked_to_wait(pusher: Pusher) -> None:
    answers = [await pusher.push([]) for _ in range(PUSHES_A_MINUTE)]
    assert {answer.status_code for answer in answers} == {422}
    last = await pusher.push([])
    assert (last.status_code, last.headers["retry-after"]) == (429, "60")
    assert (await pusher.push([], OF_ONE)).status_code == 422


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
