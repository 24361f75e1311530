"""One page that cannot be kept does not end the run on its host."""

from datetime import date
from typing import Any

from prometheus_client import CollectorRegistry

from services.crawler.crawl import Crawl
from services.crawler.domain.extract import Page
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.faces import Faces
from services.crawler.fetch import Fetched
from services.crawler.hosts import Use
from services.crawler.metrics import CrawlerMetrics
from shared.errors import PermanentError
from shared.store.visits import Visit
from tests.factories import NOW, make_content, make_visit
from tests.fakes import FrozenClock

URL = "http://www.example.cn/1.html"


class Site:
    """Answers and reads every page the same way."""

    async def page(self, *_: Any, **__: Any) -> Any:
        return Fetched(FetchOutcome.OK, b"page")

    def rest_left(self, _url: str) -> float:
        return 0.0


class Reading:
    async def page(self, fetched: Fetched, _url: str, _today: date, _use: Use) -> Any:
        return fetched, Page(make_content(), NOW, (), "", 0, None, {})


class Full:
    """An archive whose store takes no article."""

    def __init__(self) -> None:
        self.remembered: list[tuple[FetchOutcome, str]] = []

    async def visit(self, _url: str) -> None:
        """Know nothing."""

    async def first_visit(self, url: str, *_: Any) -> Visit:
        return make_visit(id=url, url=url, article="")

    async def parcel(self, *_: Any) -> str:
        return "parcel"

    async def keep(self, *_: Any) -> None:
        raise PermanentError("the store cannot hold this document")

    async def remember(self, *given: Any, **_: Any) -> None:
        self.remembered.append((given[1].outcome, given[2]))


async def test_a_page_that_the_store_refuses_is_an_outcome() -> None:
    site, archive = Site(), Full()
    metrics = CrawlerMetrics.register(CollectorRegistry())
    faces = Faces(site, Reading(), 0, metrics)
    crawl = Crawl(site, Reading(), faces, archive, FrozenClock(NOW), metrics)

    look = await crawl.revisit(make_visit(article=""), URL, conditional=True, use=Use.RECHECK)

    assert (look.fetched.outcome, look.page, look.article) == (FetchOutcome.UNPARSED, None, "")
    assert archive.remembered == [(FetchOutcome.UNPARSED, "")]
