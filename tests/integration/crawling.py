"""An imitation site on loopback, and crawlers as processes that watch it."""

import asyncio
import base64
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from subprocess import Popen

from nats.aio.client import Client

from shared.contracts.target import Target, TargetKind, TargetRegistered
from shared.store.database import Database
from shared.store.targets import TargetStore
from tests.factories import NOW, make_target
from tests.servers import free_port, start_process, stop_process

ROOT = Path(__file__).parents[2]
PER_LISTING = 20
SENTENCE = "本页内容供测试，第{n}篇，讲述办事指南与政策解读的要点，便于公众查询和监督。" * 3


class Site:
    """A site whose pages are a mapping; counts what is asked, and how many ask at once.

    Attributes:
        pages: body by path; a path that is missing answers 404.
        statuses: answers other than 200, by path.
        moves: redirects, by path.
        cloaked: what search engines are shown instead, by path.
        hits: requests by path.
        agents: requests by User-Agent.
        most: most requests in hand at once.
        seconds: real time that every page takes.
    """

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.pages = dict(pages)
        self.statuses: dict[str, int] = {}
        self.moves: dict[str, str] = {}
        self.cloaked: dict[str, str] = {}
        self.hits: Counter[str] = Counter()
        self.agents: Counter[str] = Counter()
        self.most = 0
        self.seconds = 0.0
        self.port = 0
        self._in_hand = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                path = request.split(b" ", 2)[1].decode()
                self.hits[path] += 1
                self.agents[_agent(request)] += 1
                self._in_hand += 1
                self.most = max(self.most, self._in_hand)
                await asyncio.sleep(self.seconds)
                self._in_hand -= 1
                writer.write(self._response(path, as_engine=b"Baiduspider" in request))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # a crawler that is killed cuts its connections
        finally:
            writer.close()

    def _response(self, path: str, *, as_engine: bool) -> bytes:
        if place := self.moves.get(path):
            return f"HTTP/1.1 302 x\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()
        shown = self.cloaked.get(path) if as_engine else None
        body = (shown or self.pages.get(path, "")).encode()
        status = self.statuses.get(path, 200 if path in self.pages else 404)
        head = f"HTTP/1.1 {status} x\r\nContent-Type: text/html; charset=utf-8\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def serving(*sites: Site) -> AsyncIterator[None]:
    """Serve sites on free ports of loopback."""
    servers = []
    for site in sites:
        server = await asyncio.start_server(site.answer, "127.0.0.1", site.port)
        site.port = server.sockets[0].getsockname()[1]
        servers.append(server)
    try:
        yield
    finally:
        for server in servers:
            server.close()


def _agent(request: bytes) -> str:
    _, _, rest = request.lower().partition(b"user-agent: ")
    return rest.partition(b"\r\n")[0].decode()


def article(number: int, text: str = "") -> str:
    """Write an article page with the official tags."""
    body = text or SENTENCE.format(n=number)
    return (
        f'<html><head><meta name="ArticleTitle" content="第{number}篇">'
        f'<meta name="PubDate" content="2021-01-{1 + number % 28:02} 09:00">'
        f"</head><body><div id='zoom'><p>{body}</p></div></body></html>"
    )


def column(first: int, number: int, path: str = "/col/") -> dict[str, str]:
    """Write a column of so many articles, on pages of 20, newest first."""
    pages = {f"/a/{n}.html": article(n) for n in range(first, first + number)}
    paths = list(pages)
    listings = [paths[at : at + PER_LISTING] for at in range(0, len(paths), PER_LISTING)]
    for at, entries in enumerate(listings):
        items = "".join(f'<li><a href="{one}">通知</a> 2021-01-20</li>' for one in entries)
        following = f'<a href="{_page(path, at + 1)}">下一页</a>' if at + 1 < len(listings) else ""
        pages[_page(path, at)] = (
            f'<html><head><meta name="ColumnName" content="通知"></head><body><ul>{items}</ul>'
            f"{following}</body></html>"
        )
    return pages


def _page(path: str, at: int) -> str:
    return path if at == 0 else f"{path}index_{at}.html"


async def register(database: Database, client: Client, *targets: Target) -> None:
    """Put targets on the registry as the reporter does, and tell the crawler."""
    store = TargetStore(database.collection("targets"))
    for target in targets:
        event = TargetRegistered(occurred_at=NOW, target=target)
        await store.put(target, event, known=None)
        await client.jetstream().publish(event.subject, event.body())


def column_on(site: Site, key: str, path: str = "/col/") -> Target:
    """Describe a column on a site."""
    return make_target(id=key, kind=TargetKind.COLUMN, url=f"{site.url}{path}", site_code="")


def settings(
    home: Path, nats_url: str, mongo_url: str, database: str, *sites: Site
) -> dict[str, str]:
    """Return the environment of a crawler that watches these sites."""
    key, internal = home / "key", home / "internal.txt"
    if not key.exists():
        key.write_bytes(base64.b64encode(b"k" * 32))
        key.chmod(0o600)
    ports = ",".join(str(site.port) for site in sites)
    internal.write_text(f"127.0.0.1 127.0.0.1/32 {ports}\n")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("XUNCHA_")}
    return clean | {
        "PYTHONPATH": str(ROOT),
        "NATS_URL": nats_url,
        "MONGO_URL": mongo_url,
        "XUNCHA_DATABASE": database,
        "XUNCHA_SEALING_KEY_FILE": str(key),
        "XUNCHA_CRAWLER_USER_AGENT": "Xuncha tests (contact: office@example.cn)",
        "XUNCHA_CRAWLER_INTERNAL_FILE": str(internal),
        "XUNCHA_CRAWLER_HOST_DELAY_SECONDS": "0",
        "XUNCHA_CRAWLER_DISPATCH_SECONDS": "0.2",
    }


def start_crawler(log: Path, environment: Mapping[str, str]) -> "Popen[bytes]":
    """Start one replica."""
    env = {**environment, "XUNCHA_HEALTH_PORT": str(free_port())}
    return start_process((sys.executable, "-m", "services.crawler"), log, env)


@contextmanager
def crawlers(
    log: Path, environment: Mapping[str, str], number: int
) -> "Iterator[list[Popen[bytes]]]":
    """Run replicas; the test may kill and replace those in the list."""
    running = [start_crawler(log, environment) for _ in range(number)]
    try:
        yield running
    finally:
        for process in running:
            stop_process(process)
