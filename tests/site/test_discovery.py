import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.archive import Archive, Stores
from services.crawler.copies import LARGEST_BYTES, Copies
from services.crawler.discover import Discovery, Named
from services.crawler.domain.extract import Page
from services.crawler.domain.frontier import Frontier
from services.crawler.feeds import Feeds
from services.crawler.fetch import Fetcher
from services.crawler.metrics import CrawlerMetrics
from services.crawler.read import WORK, Reader
from services.crawler.robots import Robots
from shared.confined import Confined
from shared.contracts.target import TargetKind
from shared.egress.client import Egress
from shared.publisher import Publisher
from shared.sealing import MasterKey
from shared.store.articles import ArticleStore
from shared.store.copies import CopyStore
from shared.store.evidence import EvidenceStore
from shared.store.keys import KeyStore
from shared.store.visits import VisitStore
from shared.vault import Vault
from tests.factories import NOW
from tests.fakes import FrozenClock, MemoryCollection
from tests.site.test_hostile import AGENT, look
from tests.unit.egress.servers import Site, guard_for, site

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>
<item><title>a</title><link>{url}</link></item></channel></rss>"""


class Naming:
    """A site with sitemaps and a feed; answers 304 to whoever has the copy of a validator.

    Attributes:
        pages: body by path.
        validator: a header and what asks for it, for every page but the first; none sends none.
        sent: how each request was answered, by path.
    """

    def __init__(self, header: str = "", asking: str = "") -> None:
        self.pages: dict[str, str] = {}
        self.header, self.asking = header, asking
        self.sent: list[tuple[str, int]] = []
        self.accepted: set[str] = set()

    async def respond(self, _served: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split(b" ", 2)[1].decode()
        if path.endswith(".xml"):
            self.accepted.add(head.lower().split(b"accept: ")[1].split(b"\r\n")[0].decode())
        body = self.pages[path].encode()
        value = f'"{abs(hash(body))}"' if self.header == "ETag" else "Mon, 04 Jan 2021 08:00:00 GMT"
        status, lines = 200, "Content-Type: text/html\r\n"
        if self.header and path != "/":
            lines += f"{self.header}: {value}\r\n"
            if f"\r\n{self.asking}: {value}\r\n".lower().encode() in head.lower():
                status, body = 304, b""
        self.sent.append((path, status))
        length = "" if status == 304 else f"Content-Length: {len(body)}\r\n"
        writer.write(f"HTTP/1.1 {status} x\r\n{lines}{length}\r\n".encode() + body)

    def fill(self, served: Site, *articles: str) -> None:
        named = "".join(f"<loc>{served.url(one)}</loc>" for one in articles)
        self.pages = {
            "/robots.txt": f"User-agent: *\nAllow: /\nSitemap: {served.url('/index.xml')}\n",
            "/index.xml": f"<sitemapindex><loc>{served.url('/s.xml')}</loc></sitemapindex>",
            "/s.xml": f"<urlset>{named}</urlset>",
            "/": '<link rel=alternate type="application/rss+xml" href="/rss.xml"><p>x',
            "/rss.xml": FEED.format(url=served.url("/new.html")),
        }

    def answered(self, path: str) -> list[int]:
        return [status for asked, status in self.sent if asked == path]


class Finder:
    """Reads what a site names, as often as it is told to."""

    def __init__(self, discovery: Discovery, start: str, page: Page | None) -> None:
        self._discovery, self._start, self._page = discovery, start, page

    async def __call__(self) -> Named:
        return await self._discovery.addresses(self._start, self._page)


@asynccontextmanager
async def finding(served: Site, copies: MemoryCollection) -> AsyncIterator[Finder]:
    vault = Vault(KeyStore(MemoryCollection(), MasterKey(b"k" * 32)))
    shelves = Stores(
        ArticleStore(MemoryCollection()),
        EvidenceStore(MemoryCollection()),
        VisitStore(MemoryCollection()),
    )
    archive = Archive(shelves, vault, Publisher())
    await archive.prepare()
    confined = Confined(WORK)
    async with Egress(guard_for(served)) as egress:
        robots = Robots(egress, AGENT)
        fetcher = Fetcher(egress, robots, AGENT)
        kept = Copies(CopyStore(copies), archive, vault, FrozenClock(NOW))
        metrics = CrawlerMetrics.register(CollectorRegistry())
        try:
            _, page = await look(
                fetcher,
                Reader(fetcher, confined, metrics),
                served.url(),
            )
            feeds = Feeds(fetcher, confined, kept)
            yield Finder(
                Discovery(fetcher, robots, feeds, kept, confined, metrics), served.url(), page
            )
        finally:
            await confined.aclose()


async def test_sitemaps_and_feeds_lead_where_no_link_does() -> None:
    named = Naming()
    async with site(named.respond) as served:
        named.fill(served, "/old.html")
        async with finding(served, MemoryCollection()) as find:
            found = await find()

    assert set(found.addresses) == {served.url("/old.html"), served.url("/new.html")}
    assert not found.capped
    assert named.accepted == {"*/*"}


@pytest.mark.parametrize(
    ("header", "asking"),
    [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")],
)
async def test_what_has_not_changed_is_not_sent_again_and_names_the_same(
    header: str, asking: str
) -> None:
    named, copies = Naming(header, asking), MemoryCollection()
    async with site(named.respond) as served:
        named.fill(served, "/old.html")
        async with finding(served, copies) as find:
            first, second = await find(), await find()

    assert first == second
    assert set(second.addresses) == {served.url("/old.html"), served.url("/new.html")}
    for path in ("/index.xml", "/s.xml", "/rss.xml"):
        assert named.answered(path) == [200, 304], path
    resting = [await copies.get_many([key]) for key in copies._documents]
    assert len(resting) == 3
    assert all(b"html" not in one["blob"] for (one,) in resting)


async def test_sitemaps_that_name_one_another_are_read_once_and_a_hostile_one_names_nothing() -> (
    None
):
    named = Naming()
    async with site(named.respond) as served:
        named.fill(served, "/old.html")
        around = ("/index.xml", "/s.xml", "/bad.xml", "/again.xml")
        index = "".join(f"<loc>{served.url(one)}</loc>" for one in around)
        named.pages["/index.xml"] = named.pages["/again.xml"] = f"<sitemapindex>{index}"
        named.pages["/bad.xml"] = "<urlset>" + "<![CDATA[" * 200_000
        async with finding(served, MemoryCollection()) as find:
            found = await find()

    assert set(found.addresses) == {served.url("/old.html"), served.url("/new.html")}
    assert not found.capped
    assert [named.answered(one) for one in around] == [[200]] * 4


async def test_a_sitemap_that_changed_is_read_anew_and_an_unchanged_index_still_leads_to_it() -> (
    None
):
    named = Naming("ETag", "If-None-Match")
    async with site(named.respond) as served:
        named.fill(served, "/old.html")
        async with finding(served, MemoryCollection()) as find:
            await find()
            named.fill(served, "/old.html", "/newer.html")
            found = await find()

    assert served.url("/newer.html") in found.addresses
    assert named.answered("/index.xml") == [200, 304]
    assert named.answered("/s.xml") == [200, 200]


async def test_without_a_validator_or_when_it_is_too_large_no_copy_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named, copies = Naming(), MemoryCollection()
    async with site(named.respond) as served:
        named.fill(served, "/old.html")
        async with finding(served, copies) as find:
            await find()
            named.header, named.asking = "ETag", "If-None-Match"
            monkeypatch.setattr("services.crawler.copies.LARGEST_BYTES", 0)
            await find()
            assert copies._documents == {}
            monkeypatch.setattr("services.crawler.copies.LARGEST_BYTES", LARGEST_BYTES)
            await find()
            assert len(copies._documents) == 3
            named.header = ""
            await find()

    assert named.answered("/s.xml") == [200] * 4
    assert copies._documents == {}


async def test_a_copy_that_nobody_can_open_any_more_is_not_asked_with() -> None:
    named, copies = Naming("ETag", "If-None-Match"), MemoryCollection()
    async with site(named.respond) as served:
        named.fill(served, "/old.html")
        async with finding(served, copies) as find:
            await find()
            await copies.merge({key: {"seal": "1999Q1"} for key in copies._documents})
            found = await find()

    assert set(found.addresses) == {served.url("/old.html"), served.url("/new.html")}
    assert named.answered("/s.xml") == [200, 200]


def test_a_frontier_walks_out_of_a_calendar() -> None:
    frontier = Frontier("http://a.cn/", TargetKind.WEBSITE, set(), 5_000)
    frontier.add(
        f"http://a.cn/calendar/{year}/{day}.html" for year in range(40) for day in range(9)
    )
    frontier.add([f"http://a.cn{'/loop' * 5}/x.html", "http://a.cn/news.html"])

    handed = [step.url for step in iter(frontier.next, None)]

    assert len(handed) < 30
    assert handed[-1] == "http://a.cn/news.html"
    assert set(frontier.traps.met) == {"calendar", "repeated"}
