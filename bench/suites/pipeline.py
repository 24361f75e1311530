"""Page fetched to finding stored: crawler and analyzer on two cores, and two peers.

Everybody crawls the same lists, runs the same rules and writes article, evidence, findings,
occurrences and analyses, sealed, into a fresh store of the same kind; ours keeps a visit of each
address and publishes findings besides. The servers share the two cores with all of them.
"""

import asyncio
import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nats
import pymongo

from bench.corpus import PER_LIST, WRONG_EVERY
from bench.measure import PEER_PYTHON, Result, cpu_of, ratio, row
from bench.suites.crawl import _site as running_site
from services.analyzer.lexicon import compile_once
from shared import topology
from shared.contracts.target import Target, TargetKind
from shared.sealing import MasterKey, quarter_of
from shared.store.database import Database
from shared.store.keys import KeyStore
from shared.store.mapping import to_document
from shared.streams import ANALYZER_ARTICLES
from shared.vault import Vault
from tests import servers

ROUNDS = 3
LISTS = 20
ARTICLES = LISTS * PER_LIST
LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 240.0
PEERS = Path("bench/peers")
DATABASE = "pipeline"
Figures = dict[str, float]


@dataclass
class Stage:
    """Servers of one run: nobody meets what another has left."""

    folder: Path
    site: int
    broker: str
    store: str

    @property
    def env(self) -> dict[str, str]:
        """Where the programs find them."""
        bare = {key: value for key, value in os.environ.items() if not key.startswith("XUNCHA_")}
        return {
            **bare,
            "PYTHONPATH": str(Path.cwd()),
            "NATS_URL": self.broker,
            "MONGO_URL": self.store,
            "XUNCHA_DATABASE": DATABASE,
            "XUNCHA_SEALING_KEY_FILE": str(self.folder / "sealing.key"),
            "XUNCHA_HEALTH_PORT": str(servers.free_port()),
            "XUNCHA_ANALYZER_BATCH": "250",
        }

    def told(self, *command: str) -> Figures:
        """Run a program to its end and return the JSON of its last line."""
        done = subprocess.run(
            command,
            env=self.env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])
        return figures


def run() -> Result:
    """Measure ours and the peers in turns."""
    compile_once()
    contestants: dict[str, Callable[[Stage], Figures]] = {
        "xuncha": _ours,
        "scrapy": _scrapy,
        "typical": _typical,
    }
    rounds = [{name: _once(once) for name, once in contestants.items()} for _ in range(ROUNDS)]
    result = Result()

    def of(name: str, key: str) -> list[float]:
        return [one[name][key] for one in rounds]

    for name in contestants:
        result.rows.append(row(f"{name}: stored", of(name, "rate"), "articles/s"))
        result.rows.append(row(f"{name}: CPU", of(name, "cpu_ms"), "ms/article"))
    ours = of("xuncha", "rate")
    result.ratios["vs_scrapy_pipeline"] = ratio(ours, of("scrapy", "rate"))
    result.ratios["vs_typical"] = ratio(ours, of("typical", "rate"))
    result.ratios["cpu_ms_per_article"] = statistics.median(of("xuncha", "cpu_ms"))
    for peer in ("scrapy", "typical"):
        result.ratios[f"cpu_vs_{peer}"] = ratio(of(peer, "cpu_ms"), of("xuncha", "cpu_ms"))
    if any(one["xuncha"]["occurrences"] != one["scrapy"]["occurrences"] for one in rounds):
        raise RuntimeError("ours and Scrapy did not find the same")
    found = {name: int(rounds[0][name]["occurrences"]) for name in contestants}
    result.notes.append(
        f"{ARTICLES} articles a run, {ROUNDS} rounds; load {os.getloadavg()[0]:.1f}. Occurrences "
        f"stored: {found}. CPU is that of crawler and analyzer, without servers."
    )
    return result


def _once(contestant: Callable[[Stage], Figures]) -> Figures:
    with _stage() as stage:
        figures = contestant(stage)
        database: Any = pymongo.MongoClient(stage.store)[DATABASE]
        occurrences = database.occurrences.count_documents({})
        stored = database.analyses.count_documents({})
    if stored != ARTICLES or occurrences < ARTICLES // WRONG_EVERY:
        raise RuntimeError(f"{stored} articles, {occurrences} occurrences: not the same work")
    rate, spent = ARTICLES / figures["seconds"], 1_000 * figures["cpu"] / ARTICLES
    return {"rate": rate, "cpu_ms": spent, "occurrences": occurrences}


@contextmanager
def _stage() -> Iterator[Stage]:
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        site = running.enter_context(running_site())
        broker = running.enter_context(servers.nats_server(folder))
        store = running.enter_context(servers.mongo_server(folder))
        key = folder / "sealing.key"
        key.touch(mode=0o600)
        key.write_text(base64.b64encode(bytes(range(32))).decode(), "utf-8")
        stage = Stage(folder, site, broker.url, store.url)
        asyncio.run(_prepared(stage))
        yield stage


async def _prepared(stage: Stage) -> None:
    """Make streams, keys and the target."""
    client = await nats.connect(stage.broker)
    async for _ in topology.apply(client.jetstream()):
        pass
    await client.close()
    database = Database(stage.store, DATABASE)
    keys = KeyStore(database.collection("keys"), MasterKey.read(stage.folder / "sealing.key"))
    await Vault(keys).prepare()
    await keys.ensure(quarter_of(datetime.now(UTC)))
    target = Target(
        id="site",
        kind=TargetKind.WEBSITE,
        name="示例市人民政府",
        unit="city",
        url="http://127.0.0.1/",
    )
    await database.collection("targets").insert([to_document(target, target.id)])
    database.close()


def _ours(stage: Stage) -> Figures:
    command = ("taskset", "-c", "0", sys.executable, "-m", "services.analyzer")
    analyzer = servers.start_process(command, stage.folder / "analyzer.log", stage.env)
    try:
        asyncio.run(_pulling(stage.broker))
        before = cpu_of(analyzer.pid)
        crawler = ("taskset", "-c", "1", sys.executable, "-m", "bench.pipeline_ours")
        told = stage.told(*crawler, str(stage.site), stage.broker, str(LISTS))
        spent = told["cpu"] + cpu_of(analyzer.pid) - before
    finally:
        servers.stop_process(analyzer)
    return {"seconds": told["ended"] - told["begun"], "cpu": spent}


def _scrapy(stage: Stage) -> Figures:
    script = PEERS / "pipeline_scrapy.py"
    return stage.told(str(PEER_PYTHON), str(script), str(stage.site), str(LISTS))


def _typical(stage: Stage) -> Figures:
    script, given = str(PEERS / "pipeline_typical.py"), (str(stage.site), stage.broker, str(LISTS))
    log = stage.folder / "typical.log"
    analyzer = servers.start_process((str(PEER_PYTHON), script, "analyze", *given), log, stage.env)
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while "ready" not in log.read_text("utf-8"):
            if time.monotonic() > until:
                raise TimeoutError(log.read_text("utf-8")[-2000:])
            time.sleep(LOOK_SECONDS)
        told = stage.told(str(PEER_PYTHON), script, "crawl", *given)
        analyzer.wait(PATIENCE_SECONDS)
    finally:
        servers.stop_process(analyzer)
    done = json.loads(log.read_text("utf-8").strip().splitlines()[-1])
    return {"seconds": done["ended"] - told["begun"], "cpu": told["cpu"] + done["cpu"]}


async def _pulling(url: str) -> None:
    """Wait until the analyzer asks for articles."""
    client = await nats.connect(url)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        info = await client.jetstream().consumer_info(
            ANALYZER_ARTICLES.stream, ANALYZER_ARTICLES.durable
        )
        if info.num_waiting:
            break
        if time.monotonic() > until:
            raise TimeoutError("the analyzer asks for nothing")
        await asyncio.sleep(LOOK_SECONDS)
    await client.close()
