"""Whatever is fetched of a host takes one of its two connections; a re-check does not queue."""

import asyncio
from collections import Counter

from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetcher
from services.crawler.hosts import Hosts, Use
from services.crawler.robots import Robots
from shared.egress.client import Egress
from tests.eventually import eventually
from tests.site.test_hostile import AGENT
from tests.unit.egress.servers import HOST, Site, guard_for, site

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok"
BEATS = 20
OTHER = "other.test"
USES = (Use.CRAWL, Use.RECHECK)


class Slow:
    """A site that takes its time, and counts how many it serves at once."""

    def __init__(self) -> None:
        self.now, self.most = 0, 0
        self.asked: Counter[str] = Counter()

    async def respond(self, _served: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
        self.asked[head.split(b" ", 2)[1].decode()] += 1
        self.now += 1
        self.most = max(self.most, self.now)
        for _ in range(BEATS):
            await asyncio.sleep(0.001)
        self.now -= 1
        writer.write(PAGE)


async def test_pages_attachments_sitemaps_feeds_and_robots_share_two_connections() -> None:
    slow, hosts = Slow(), Hosts()
    async with site(slow.respond) as served, Egress(guard_for(served)) as egress:
        fetcher = Fetcher(egress, Robots(egress, AGENT, hosts=hosts), AGENT, hosts)
        fetched = await asyncio.gather(
            *(fetcher.page(served.url(f"/{n}.html")) for n in range(5)),
            *(fetcher.document(served.url(f"/{n}.pdf")) for n in range(5)),
            *(fetcher.page(served.url(f"/r{n}.html"), use=Use.RECHECK) for n in range(5)),
            fetcher.sitemap(served.url("/s.xml")),
            fetcher.feed(served.url("/f.xml")),
        )
    assert {one.outcome for one in fetched} == {FetchOutcome.OK}
    assert slow.asked["/robots.txt"] == 1
    assert slow.most == 2


async def test_a_recheck_is_answered_before_the_attachments_that_wait() -> None:
    slow, hosts = Slow(), Hosts()
    async with site(slow.respond) as served, Egress(guard_for(served)) as egress:
        fetcher = Fetcher(egress, Robots(egress, AGENT, hosts=hosts), AGENT, hosts)
        waiting = [
            asyncio.create_task(fetcher.document(served.url(f"/{n}.pdf"))) for n in range(10)
        ]
        await eventually(lambda: slow.asked.total() > 1)
        await fetcher.page(served.url("/again.html"), use=Use.RECHECK)
        ended = sum(task.done() for task in waiting)
        await asyncio.gather(*waiting)
    assert ended < len(waiting)
    assert slow.most == 2


class Crossing(Slow):
    """Pages of each of two hosts that lead to the other one; counts what each host has in hand."""

    def __init__(self) -> None:
        super().__init__()
        self.in_hand: Counter[str] = Counter()
        self.most_of: Counter[str] = Counter()
        self.moved: set[str] = set()
        """Paths that lead to the other host, beside those that begin with /go."""
        self.plain: set[str] = set()
        """Hosts whose pages lead nowhere."""

    async def respond(self, served: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
        host = head.lower().split(b"host: ", 1)[1].split(b":", 1)[0].decode()
        path = head.split(b" ", 2)[1].decode()
        self.asked[path] += 1
        self.in_hand[host] += 1
        self.most_of[host] = max(self.most_of[host], self.in_hand[host])
        for _ in range(BEATS):
            await asyncio.sleep(0.001)
        self.in_hand[host] -= 1
        if host in self.plain or not (path.startswith("/go") or path in self.moved):
            writer.write(PAGE)
            return
        other = OTHER if host == HOST else HOST
        place = f"http://{other}:{served.port}/there".encode()
        writer.write(b"HTTP/1.1 302 x\r\nContent-Length: 0\r\nLocation: " + place + b"\r\n\r\n")


async def test_a_redirect_takes_a_connection_of_the_host_that_it_leads_to() -> None:
    crossing, hosts = Crossing(), Hosts()
    async with site(crossing.respond) as served, Egress(guard_for(served)) as egress:
        fetcher = Fetcher(egress, Robots(egress, AGENT, hosts=hosts), AGENT, hosts)
        there = served.url("/go").replace(HOST, OTHER)
        fetched = await asyncio.gather(
            *(fetcher.page(f"{served.url('/go')}{n}", use=use) for n in range(6) for use in USES),
            *(fetcher.page(f"{there}{n}", use=use) for n in range(6) for use in USES),
        )
    assert {one.outcome for one in fetched} == {FetchOutcome.OK}
    assert all(most <= 2 for most in crossing.most_of.values()), crossing.most_of
    assert set(crossing.most_of) == {HOST, OTHER}


async def test_robots_txt_that_stands_on_another_host_takes_a_connection_of_that_one() -> None:
    crossing, hosts = Crossing(), Hosts()
    crossing.moved.add("/robots.txt")
    async with site(crossing.respond) as served, Egress(guard_for(served)) as egress:
        fetcher = Fetcher(egress, Robots(egress, AGENT, hosts=hosts), AGENT, hosts)
        there = served.url("/").replace(HOST, OTHER)
        crossing.plain.add(OTHER)
        fetched = await asyncio.gather(
            *(fetcher.page(f"{there}{n}", use=use) for n in range(9) for use in USES),
            *(fetcher.page(served.url(f"/{n}"), use=use) for n in range(2) for use in USES),
        )
    assert {one.outcome for one in fetched} == {FetchOutcome.OK}
    assert crossing.asked["/robots.txt"] == 2
    assert crossing.most_of[OTHER] == 2


async def test_the_wait_for_another_host_is_no_time_of_the_fetch() -> None:
    crossing, hosts = Crossing(), Hosts()
    async with site(crossing.respond) as served, Egress(guard_for(served)) as egress:
        fetcher = Fetcher(egress, Robots(egress, AGENT, hosts=hosts), AGENT, hosts)
        fetcher.deadline_seconds = 2.0
        busy = hosts.connection(f"{OTHER}:{served.port}", Use.CRAWL)
        async with busy:
            waiting = asyncio.create_task(fetcher.page(served.url("/go")))
            done, _ = await asyncio.wait({waiting}, timeout=3.0)
            assert not done
        fetched = await waiting
    assert fetched.outcome is FetchOutcome.OK


async def test_pages_of_a_crawl_wait_for_one_another_and_rechecks_do_not() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    hosts = Hosts(60.0, sleep=sleep)
    for use in (Use.CRAWL, Use.CRAWL, Use.RECHECK, Use.PROBE, Use.ROBOTS):
        async with hosts.connection("a.example.cn", use):
            pass
    async with hosts.connection("other.test", Use.CRAWL):
        pass
    first, second, elsewhere = slept
    assert (first, elsewhere) == (0.0, 0.0)
    assert 0.0 < second <= 60.0
