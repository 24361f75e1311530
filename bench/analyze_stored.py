"""The analyzer from stream to store on one core, beside Celery and Redis doing the same work.

Both open the same sealed articles, run the same rules, and write the same findings, occurrences and
analyses into the same store; both run as one process pinned to one core. The analyzer publishes
its events besides, which the peer is spared.
"""

import asyncio
import base64
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nats
import pymongo

from bench.measure import PEER_PYTHON, Result, interleaved, ratio, row
from shared import topology
from shared.contracts.article import Article, ArticleCrawled, Content, article_id
from shared.contracts.base import identity
from shared.contracts.target import Target, TargetKind
from shared.publisher import Publisher
from shared.sealing import MasterKey
from shared.store.database import Database
from shared.store.keys import FINGERPRINT, KeyStore
from shared.store.mapping import to_document
from shared.streams import ANALYZER_ARTICLES
from shared.vault import Vault
from tests import servers

OURS = 3_000
"""Articles of one round of ours; the peer gets fewer, because it takes longer."""
THEIRS = 600
LENGTH = 1_500
WRONG_EVERY = 20
"""One article in so many has a wrong wording."""
CORE = "0"
PREFETCH = 64
LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 300.0
PEER = Path("bench/peers/celery_analyze.py")
NOW = datetime(2021, 1, 29, 1, tzinfo=UTC)
SEAL = "2021Q1"
SENTENCES = (
    "全市各级各部门要统一思想，压实责任，扎实推进各项重点工作落地见效。",
    "会议听取了上半年经济运行情况汇报，研究了下一步工作安排。",
    "本次培训共有一百二十名乡镇干部参加，内容涵盖政策解读与实务操作。",
    "市水务局组织技术人员深入各水库开展汛前安全检查，及时消除隐患。",
    "办理结果通过门户网站向社会公开，接受群众监督。",
    "春耕备耕期间，农技人员走进田间地头，为农户提供技术指导服务。",
)


def run() -> Result:
    """Measure both, in turns; without Redis ours alone."""
    with tempfile.TemporaryDirectory() as folder, servers.mongo_server(Path(folder)) as store:
        stage = Stage(Path(folder), os.environ.get("MONGO_URL") or store.url)
        contestants: dict[str, Callable[[], float]] = {"ours": stage.ours}
        redis = shutil.which("redis-server")
        if redis and PEER_PYTHON.exists():
            contestants["celery"] = stage.celery
        figures = interleaved(contestants)
    result = Result(rows=[row("analyzed_and_stored", figures["ours"], "articles/s")])
    result.notes.append(
        f"stream to store: one process on core {CORE}, {LENGTH} characters an article, one in "
        f"{WRONG_EVERY} with a wrong wording; the store has the other cores: {stage.kind}"
    )
    if "celery" in figures:
        result.rows.append(row("celery_and_redis", figures["celery"], "articles/s"))
        result.ratios["vs_celery"] = ratio(figures["ours"], figures["celery"])
        result.notes.append("Celery: pool solo, late acknowledgement, prefetch 64, no results kept")
    else:
        result.notes.append("vs_celery: left out, redis-server or .venv-bench is missing")
    return result


class Stage:
    """The servers and the articles of all rounds.

    Args:
        folder: for files.
        store: URL of the store that both write to.
    """

    def __init__(self, folder: Path, store: str) -> None:
        self._folder = folder
        self._store = store
        self._client: pymongo.MongoClient[Any] = pymongo.MongoClient(store)
        self._key = folder / "sealing.key"
        self._key.touch(mode=0o600)
        self._key.write_text(base64.b64encode(bytes(range(32))).decode(), "utf-8")
        self._keys: list[Any] = []
        self._events = asyncio.run(self._sealed())
        self._round = 0
        self.kind = str(servers.store_kind(store))

    def ours(self) -> float:
        """Return articles a second of the analyzer as it is deployed."""
        name = self._fresh_database()
        port = servers.free_port()
        with servers.nats_server(self._home()) as broker:
            asyncio.run(_published(broker.url, self._events[:OURS]))
            env = {
                "NATS_URL": broker.url,
                "XUNCHA_HEALTH_PORT": str(port),
                "XUNCHA_ANALYZER_BATCH": "250",
                **self._env(name),
            }
            command = (sys.executable, "-m", "services.analyzer")
            with pinned(command, self._folder / "analyzer.log", env):
                rate = asyncio.run(_drained(broker.url))
        return self._checked(name, OURS, rate)

    def celery(self) -> float:
        """Return articles a second of the peer."""
        name = self._fresh_database()
        port = servers.free_port()
        env = {
            "PEER_BROKER": f"redis://127.0.0.1:{port}/0",
            "PEER_BODIES": str(self._bodies()),
            "PEER_PREFETCH": str(PREFETCH),
            **self._env(name),
        }
        quiet = ("--save", "", "--appendonly", "no", "--bind", "127.0.0.1")
        redis = ("redis-server", "--port", str(port), *quiet)
        with program(redis, self._folder / "redis.log", env):
            subprocess.run([str(PEER_PYTHON), str(PEER), "enqueue"], check=True, env=_full(env))
            worker = (str(PEER_PYTHON), str(PEER), "work")
            with pinned(worker, self._folder / "celery.log", env):
                answer = subprocess.run(
                    [str(PEER_PYTHON), str(PEER), "watch"],
                    check=True,
                    env=_full(env),
                    capture_output=True,
                    text=True,
                    timeout=PATIENCE_SECONDS,
                )
                return self._checked(name, THEIRS, float(answer.stdout.split()[-1]))

    def _checked(self, name: str, articles: int, rate: float) -> float:
        """Return the rate after the store has proven that the work was done."""
        database = self._client[name]
        deadline = time.monotonic() + PATIENCE_SECONDS
        while database.analyses.count_documents({}) < articles:
            if time.monotonic() > deadline:
                raise RuntimeError(f"only {database.analyses.count_documents({})} were stored")
            time.sleep(LOOK_SECONDS)
        found = database.occurrences.count_documents({})
        if found != -(-articles // WRONG_EVERY):
            raise RuntimeError(f"{found} occurrences in {articles} articles: not the same work")
        self._client.drop_database(name)
        return rate

    def _home(self) -> Path:
        self._round += 1
        return self._folder / f"round{self._round}"

    def _bodies(self) -> Path:
        path = self._folder / "bodies"
        path.write_bytes(b"\n".join(event.body() for event in self._events[:THEIRS]))
        return path

    def _env(self, name: str) -> dict[str, str]:
        return {
            "MONGO_URL": self._store,
            "XUNCHA_DATABASE": name,
            "XUNCHA_SEALING_KEY_FILE": str(self._key),
        }

    def _fresh_database(self) -> str:
        name = servers.database_name()
        database = self._client[name]
        database["keys"].insert_many(self._keys)
        target = Target(
            id="site",
            kind=TargetKind.WEBSITE,
            name="甲县人民政府",
            unit="county",
            url="http://www.county.example.cn/",
        )
        database["targets"].insert_one(to_document(target, target.id))
        return name

    async def _sealed(self) -> list[ArticleCrawled]:
        """Seal the articles of every round once; each database gets the same keys."""
        database = Database(self._store, servers.database_name())
        vault = Vault(KeyStore(database.collection("keys"), MasterKey.read(self._key)))
        await vault.prepare()
        random.seed(20_210_129)
        events = [await _event(vault, number) for number in range(OURS)]
        self._keys = await database.collection("keys").get_many([FINGERPRINT, SEAL])
        await database.drop()
        database.close()
        return events


async def _event(vault: Vault, number: int) -> ArticleCrawled:
    text = "".join(random.choices(SENTENCES, k=LENGTH // 25))[:LENGTH]  # noqa: S311 - filler
    if number % WRONG_EVERY == 0:
        text = f"第{number}次会议布署了工作。{text}"
    content = Content(title=f"工作动态第{number}期", text=text, source="甲县人民政府")
    article = Article(
        id=article_id("site", content),
        target="site",
        address=identity("address", str(number)),
        url=f"http://www.county.example.cn/{number}.html",
        fetched_at=NOW,
        seal=SEAL,
    )
    plain = content.model_dump_json().encode()
    sealed = await vault.seal(plain, SEAL, f"article:{article.id}")
    return ArticleCrawled(article=article, sealed=sealed, occurred_at=NOW)


async def _published(url: str, events: list[ArticleCrawled]) -> None:
    client = await nats.connect(url)
    async for _ in topology.apply(client.jetstream()):
        pass
    await Publisher(client.jetstream()).publish_all(events)
    await client.close()


async def _drained(url: str) -> float:
    """Return the rate from the first acknowledged batch to the last."""
    client = await nats.connect(url)
    js = client.jetstream()
    first, begun = 0, 0.0
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        info = await js.consumer_info(ANALYZER_ARTICLES.stream, ANALYZER_ARTICLES.durable)
        done = info.ack_floor.stream_seq if info.ack_floor else 0
        if done and not first:
            first, begun = done, time.perf_counter()
        if done >= OURS:
            await client.close()
            return (OURS - first) / (time.perf_counter() - begun)
        await asyncio.sleep(LOOK_SECONDS)
    raise RuntimeError("the analyzer did not finish")


@contextmanager
def pinned(command: tuple[str, ...], log: Path, env: dict[str, str]) -> Iterator[None]:
    """Run a program on the one core under test."""
    with program(("taskset", "-c", CORE, *command), log, env):
        yield


@contextmanager
def program(command: tuple[str, ...], log: Path, env: dict[str, str]) -> Iterator[None]:
    """Run a program until the block ends."""
    process = servers.start_process(command, log, _full(env))
    try:
        yield
    finally:
        servers.stop_process(process)


def _full(env: dict[str, str]) -> dict[str, str]:
    bare = {key: value for key, value in os.environ.items() if not key.startswith("XUNCHA_")}
    return {**bare, **env, "PYTHONPATH": str(Path.cwd())}
