"""`python -m bench.soak [--minutes N]`: the whole system under load, and what it grows by.

As many imitation sites as a crawler reads at a time have more articles than can be read; their
texts are right, one in twenty holds a wrong wording. The embedded system crawls and analyses as
fast as it can, the sites beside it on the same cores. Printed: articles a second, processor time
for each article, growth of each process between the second and the last quarter of the time,
bytes on disk for each article.
"""

import argparse
import asyncio
import os
import random
import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.request import urlopen

from bench.wording_sentences import clean
from shared.commands import new_request
from shared.contracts.command import CrawlNow
from shared.settings import SharedSettings
from shared.store.database import Database
from xuncha.client import connected
from xuncha.demo.clerk import ACTOR, Clerk
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Answer, Site
from xuncha.demo.slice import environment
from xuncha.endpoints import Endpoints
from xuncha.preparing import prepare
from xuncha.up import up

SITES, COLUMNS, PAGES, PER_PAGE = 32, 6, 100, 20
"""384,000 articles: more than are read within the longest time."""
CHARACTERS = 1_100
"""Of one article."""
WRONG_EVERY = 20
"""One article in so many has a wrong wording."""
LONGEST_MINUTES = 60.0
LOOK_SECONDS = 5.0
MIB, KIB = 2**20, 2**10
CPU, MEMORY = "process_cpu_seconds_total", "process_resident_memory_bytes"
FETCHED, ANALYSED = "xuncha_crawler_fetches_total", "xuncha_analyzer_articles_total"
SERVERS = {"secantusd": "store", "nats-server": "nats"}
"""Part of the command line of a server, and its name."""
_WRONG = "会议布署了第{}项工作。"
_ASKED = re.compile(r"/c(\d+)/(?:index_(\d+)\.html|(\d+)\.html)?")


class Look(NamedTuple):
    """What was seen at one moment."""

    seconds: float
    fetched: float
    analysed: float
    cpu: Mapping[str, float]
    """Seconds by service or server, since its start."""
    memory: Mapping[str, float]
    """Bytes by service."""


class Endless(Site):
    """A site whose columns and articles, its own, are written when they are asked for.

    Args:
        name: stands in its titles.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def answer(self, path: str) -> Answer:
        """Write a page of a column or an article."""
        asked = _ASKED.fullmatch(path)
        if asked is None:
            return super().answer(path)
        column, page, article = int(asked[1]), int(asked[2] or 0), asked[3]
        return _article(self._name, column, int(article)) if article else _listing(column, page)


def _listing(column: int, page: int) -> Answer:
    first = page * PER_PAGE
    rows = "".join(
        f'<li><a href="/c{column}/{n}.html">通知{n}</a> 2021-01-20</li>'
        for n in range(first, first + PER_PAGE)
    )
    following = f'<a href="/c{column}/index_{page + 1}.html">下一页</a>'
    body = f"<ul>{rows}</ul>{following if page + 1 < PAGES else ''}"
    return _page('<meta name="ColumnName" content="通知">', body)


def _article(site: str, column: int, number: int) -> Answer:
    title = f"{site}第{column}栏第{number}篇"
    metas = (
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2021-01-20">'
    )
    chance = random.Random(title)  # noqa: S311 - words, not secrets
    body = f"<p>{_WRONG.format(number)}</p>" if number % WRONG_EVERY == 0 else ""
    while len(body) < CHARACTERS:
        body += f"<p>{''.join(chance.choices(_sentences(), k=5))}</p>"
    return _page(metas, f'<div id="zoom">{body}</div>')


@cache
def _sentences() -> list[str]:
    return list(clean("dev", 1_200))


def _page(metas: str, body: str) -> Answer:
    head = f'<head><meta charset="utf-8"><title>示例</title>{metas}</head>'
    return Answer(f"<!doctype html><html>{head}<body>{body}</body></html>".encode())


def _registry(sites: Sequence[Site]) -> dict[str, str]:
    units = "id,name,kind,channels\nsoak,示例县,county,mailto:soak@example.cn\n"
    targets = "id,kind,name,unit,url,parent\n"
    for number, site in enumerate(sites):
        key = f"site-{number}"
        targets += f"{key},website,示例网站{number},soak,{site.url}/,\n"
        for column in range(COLUMNS):
            place = f"{site.url}/c{column}/"
            targets += f"{key}-{column},column,示例栏目{number}-{column},soak,{place},{key}\n"
    return {"units.csv": units, "targets.csv": targets}


def _told(url: str, *names: str) -> dict[str, float]:
    """Return the sums of some metrics of one process."""
    with urlopen(f"{url}/metrics", timeout=10) as answer:  # noqa: S310 - loopback
        text = answer.read().decode()
    return {
        name: sum(float(n) for n in re.findall(rf"^{name}(?:\{{.*\}})? (\S+)$", text, re.MULTILINE))
        for name in names
    }


def _look(endpoints: Endpoints, seconds: float) -> Look:
    fetched, analysed = 0.0, 0.0
    cpu, memory = _servers(), dict[str, float]()
    for service, urls in endpoints.services.items():
        for url in urls:
            told = _told(url, CPU, MEMORY, FETCHED, ANALYSED)
            cpu[service] = cpu.get(service, 0) + told[CPU]
            memory[service] = memory.get(service, 0) + told[MEMORY]
            fetched += told[FETCHED]
            analysed += told[ANALYSED]
    return Look(seconds, fetched, analysed, cpu, memory)


def _servers() -> dict[str, float]:
    """Return the processor time of the embedded store and broker, children of this process."""
    spent = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            fields = (place / "stat").read_text("ascii").rpartition(")")[2].split()
            command = (place / "cmdline").read_text()
            name = next((name for said, name in SERVERS.items() if said in command), "")
            if name and int(fields[1]) == os.getpid():
                spent[name] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


async def _watch(endpoints: Endpoints, seconds: float) -> list[Look]:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    looks: list[Look] = []
    while (passed := loop.time() - begun) < seconds:
        looks.append(await asyncio.to_thread(_look, endpoints, passed))
        await asyncio.sleep(LOOK_SECONDS)
    return looks


def _say(looks: Sequence[Look], data: Path, stored: int) -> None:
    first, last = looks[0], looks[-1]
    seconds, articles = last.seconds - first.seconds, last.analysed - first.analysed
    print(f"time             {seconds:8.0f} s on {os.cpu_count()} cores")
    print(f"fetched          {(last.fetched - first.fetched) / seconds:8.1f} pages/s")
    print(f"analysed         {articles / seconds:8.1f} articles/s ({articles:.0f} articles)")
    print(f"stored           {stored:8} articles")
    half = len(looks) // 2
    for part, some in (("first half", looks[: half + 1]), ("second half", looks[half:])):
        share = (some[-1].analysed - some[0].analysed) / (some[-1].seconds - some[0].seconds)
        print(f"  {part:<14} {share:8.1f} articles/s")
    for service, spent in last.cpu.items():
        busy = spent - first.cpu[service]
        each = busy / max(articles, 1) * 1000
        print(f"cpu {service:<12} {busy / seconds:8.2f} cores, {each:.2f} ms/article")
    quarter = max(len(looks) // 4, 1)
    for service in last.memory:
        early = median(one.memory[service] for one in looks[quarter : 2 * quarter])
        late = median(one.memory[service] for one in looks[-quarter:])
        print(f"memory {service:<9} {late / MIB:8.1f} MiB ({(late - early) / MIB:+.1f} MiB)")
    for name in ("store", "nats"):
        size = sum(file.stat().st_size for file in (data / name).rglob("*") if file.is_file())
        each = size / max(stored, 1) / KIB
        print(f"disk {name:<11} {size / MIB:8.1f} MiB, {each:.1f} KiB/article")


async def _stored(endpoints: Endpoints) -> int:
    name = str(SharedSettings.model_fields["database"].default)
    database = Database(endpoints.mongo_url, name)
    try:
        return await database.collection("articles").count({})
    finally:
        database.close()


async def soak(minutes: float) -> None:
    """Run the system under load for some minutes, then say what was seen."""
    stop = asyncio.Event()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sites = [stack.enter_context(Endless(f"示例网站{n}")) for n in range(SITES)]
        inbox = stack.enter_context(Inbox())
        env = environment(sites[0], inbox, folder) | {"XUNCHA_CRAWLER_HOST_DELAY_SECONDS": "0"}
        (folder / "internal.txt").write_text(
            "".join(f"127.0.0.1 127.0.0.1/32 {site.port}\n" for site in sites), "utf-8"
        )
        data = folder / "data"

        async def on_ready(endpoints: Endpoints) -> None:
            async with connected(endpoints.nats_url) as client:
                clerk = Clerk(client, inbox, folder)
                for name, text in _registry(sites).items():
                    await clerk.imports("registry", name, text)
                await clerk.ask("crawl.now", CrawlNow(request=new_request(), actor=ACTOR))
            looks = await _watch(endpoints, minutes * 60)
            _say(looks, data, await _stored(endpoints))
            stop.set()

        await up(
            data,
            extra_env=env,
            before_services=prepare,
            on_ready=on_ready,
            stop_event=stop,
            fixed_ports=False,
            logs=folder / "logs",
        )


def main() -> None:
    """Read the time from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="1 to 60; 5 by default")
    minutes = parser.parse_args().minutes
    if not 0 < minutes <= LONGEST_MINUTES:
        parser.error("--minutes must be above 0 and at most 60")
    asyncio.run(soak(minutes))


if __name__ == "__main__":
    main()
