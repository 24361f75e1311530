"""What is counted of a visit: robots.txt by what was learnt, reading apart from fetching."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.crawl import Crawl
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.faces import Faces
from services.crawler.fetch import Fetcher
from services.crawler.hosts import Use
from services.crawler.metrics import CrawlerMetrics
from services.crawler.read import WORK, Reader
from services.crawler.robots import Learnt, Robots
from shared.confined import Confined
from shared.egress.client import Egress
from shared.store.visits import Visit
from tests.factories import NOW, make_visit
from tests.fakes import FrozenClock
from tests.site.test_hostile import AGENT
from tests.site.test_leading import LINE, serving
from tests.unit.egress.servers import HOST, answer, guard_for, site

ARTICLE = f"<div id=zoom><p>{LINE}<a href='f.txt'>附件</a></p></div>"


@pytest.mark.parametrize(
    ("status", "owned", "learnt"),
    [
        ("200 OK", False, Learnt.RULES),
        ("404 Not Found", False, Learnt.NONE),
        ("503 Service Unavailable", False, Learnt.UNREACHABLE),
        ("200 OK", True, Learnt.SET_ASIDE),
    ],
)
async def test_a_robots_txt_is_counted_once_by_what_was_learnt(
    status: str, *, owned: bool, learnt: Learnt
) -> None:
    registry = CollectorRegistry()
    metrics = CrawlerMetrics.register(registry)
    async with (
        site(answer(b"User-agent: *\nDisallow: /x", status=status)) as served,
        Egress(guard_for(served)) as egress,
    ):
        mine = {f"{HOST}:{served.port}": "本办所有"} if owned else {}
        robots = Robots(egress, AGENT, mine, on_learnt=metrics.learnt)
        for number in range(3):
            await robots.refuses(served.url(f"/{number}"))

    name = "xuncha_crawler_robots_total"
    counted = {one: registry.get_sample_value(name, {"learnt": one}) for one in Learnt}
    assert counted == {one: float(one is learnt) for one in Learnt}


class Timed:
    """Metrics that know whether reading is being timed."""

    def __init__(self) -> None:
        self.reading = False
        self.read = 0
        self.fetches: list[FetchOutcome] = []

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        assert name == "extract"
        self.reading, self.read = True, self.read + 1
        yield
        self.reading = False

    def fetched(self, fetched: Any) -> None:
        self.fetches.append(fetched.outcome)


class Shelf:
    """An archive that keeps nothing."""

    async def parcel(self, *_: Any) -> str:
        return "parcel"

    async def keep(self, *_: Any) -> None:
        """Take it."""

    async def remember(self, *_: Any, **__: Any) -> None:
        """Forget it."""


async def test_the_time_of_an_attachment_on_the_wire_is_no_time_of_reading() -> None:
    timed, asked = Timed(), []
    pages = serving({"/article": ARTICLE, "/f.txt": "附件的正文"})

    async def respond(served: Any, head: bytes, writer: Any) -> None:
        asked.append((head.split(b" ", 2)[1], timed.reading))
        await pages(served, head, writer)

    confined, metrics, shelf = Confined(WORK), timed, Shelf()
    async with site(respond) as served, Egress(guard_for(served)) as egress:
        fetcher = Fetcher(egress, Robots(egress, AGENT), AGENT)
        reader = Reader(fetcher, confined, metrics)
        faces = Faces(fetcher, reader, 0, metrics)
        crawl = Crawl(fetcher, reader, faces, shelf, FrozenClock(NOW), metrics)
        visit: Visit = make_visit(article="")
        try:
            look = await crawl.revisit(
                visit, served.url("/article"), conditional=False, use=Use.RECHECK
            )
        finally:
            await confined.aclose()

    assert look.page
    assert look.page.content
    assert [one.text for one in look.page.content.attachments] == ["附件的正文"]
    assert asked == [(b"/robots.txt", False), (b"/article", False), (b"/f.txt", False)]
    assert timed.read == 2
    assert timed.fetches == [FetchOutcome.OK] * 2
