import asyncio

from services.crawler.discover import Discovery
from services.crawler.domain.frontier import Frontier
from services.crawler.feeds import Feeds
from services.crawler.fetch import Fetcher
from services.crawler.read import WORK, Reader
from services.crawler.robots import Robots
from shared.confined import Confined
from shared.contracts.target import TargetKind
from shared.egress.client import Egress
from tests.site.test_hostile import AGENT, look
from tests.unit.egress.servers import Site, guard_for, site

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>
<item><title>a</title><link>{url}</link></item></channel></rss>"""


async def test_sitemaps_and_feeds_lead_where_no_link_does() -> None:
    async def respond(served: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split(b" ", 2)[1].decode()
        pages = {
            "/robots.txt": f"User-agent: *\nAllow: /\nSitemap: {served.url('/index.xml')}\n",
            "/index.xml": f"<sitemapindex><loc>{served.url('/s.xml')}</loc></sitemapindex>",
            "/s.xml": f"<urlset><loc>{served.url('/old.html')}</loc></urlset>",
            "/": '<link rel=alternate type="application/rss+xml" href="/rss.xml"><p>x',
            "/rss.xml": FEED.format(url=served.url("/new.html")),
        }
        body = pages.get(path, "").encode()
        head_lines = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}"
        writer.write(f"{head_lines}\r\n\r\n".encode() + body)

    async with site(respond) as served, Egress(guard_for(served)) as egress:
        confined = Confined(WORK)
        robots = Robots(egress, AGENT)
        fetcher = Fetcher(egress, robots, AGENT)
        _, page = await look(fetcher, Reader(fetcher, confined), served.url())
        found = await Discovery(fetcher, robots, Feeds(fetcher, confined)).addresses(
            served.url(), page
        )
        await confined.aclose()

    assert set(found.addresses) == {served.url("/old.html"), served.url("/new.html")}
    assert not found.capped


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
