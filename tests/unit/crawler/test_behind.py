"""A run keeps its pages while it looks at the next ones, and is not done before they are kept."""

import asyncio
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.behind import LARGEST_BYTES, MOST, Behind
from services.crawler.crawl import Crawl
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.faces import Faces
from services.crawler.fetch import Fetched
from services.crawler.metrics import CrawlerMetrics
from shared.errors import OutageError
from shared.store.visits import Visit
from tests.eventually import eventually
from tests.factories import NOW, make_visit
from tests.fakes import FrozenClock
from tests.unit.crawler.test_looking import URL, Full, Reading, Site


class Slow:
    """An archive that keeps when it is let."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.asked: list[str] = []
        self.remembered: list[str] = []

    async def visit(self, url: str) -> None:
        self.asked.append(url)

    async def first_visit(self, url: str, *_: Any) -> Visit:
        return make_visit(id=url, url=url, article="")

    async def parcel(self, *_: Any) -> str:
        return "parcel"

    async def keep(self, *_: Any) -> None:
        await self.let.wait()

    async def remember(self, visit: Visit, *_: Any, **__: Any) -> None:
        self.remembered.append(visit.url)


class Large(Site):
    async def page(self, *_: Any, **__: Any) -> Any:
        fetched: Fetched = await super().page()
        return fetched._replace(body=b"p" * (LARGEST_BYTES + 1))


def unheard(_url: str, _look: object) -> None:
    """Take no note of what was kept."""


def crawl_of(archive: Any, site: Site) -> Crawl:
    metrics = CrawlerMetrics.register(CollectorRegistry())
    reading: Any = Reading()
    faces = Faces(site, reading, 0, metrics)  # type: ignore[arg-type]
    return Crawl(site, reading, faces, archive, FrozenClock(NOW), metrics)  # type: ignore[arg-type]


async def test_pages_are_looked_at_while_others_are_kept_and_all_are_kept_in_the_end() -> None:
    archive = Slow()
    crawl = crawl_of(archive, Site())
    pages = [f"http://www.example.cn/{number}.html" for number in range(MOST - 1)]
    told: list[tuple[str, bool]] = []
    async with Behind(lambda url, look: told.append((url, look.fresh))) as behind:
        looks = [await crawl.look(url, "site", conditional=True, behind=behind) for url in pages]
        assert all(look.article and look.under_way for look in looks)
        assert archive.remembered == []
        assert told == []
        archive.let.set()
        await behind.done()
        assert sorted(archive.remembered) == pages
        assert sorted(told) == [(url, True) for url in pages]


async def test_what_is_found_on_a_page_is_handed_back_while_there_is_no_room() -> None:
    archive, waits = Slow(), asyncio.Event()
    crawl, urls = crawl_of(archive, Site()), [f"{URL}{number}" for number in range(MOST + 1)]

    async def run() -> None:
        async with Behind(unheard) as behind:
            for url in urls:
                look = await crawl.look(url, "site", conditional=True, behind=behind)
                assert look.page
                if url == urls[MOST - 1]:
                    waits.set()

    running = asyncio.create_task(run())
    await waits.wait()
    for _ in range(10):
        await asyncio.sleep(0)
    assert archive.asked == urls[:MOST]
    archive.let.set()
    await running
    assert archive.asked == urls


async def test_a_page_for_which_all_runs_have_no_room_is_waited_for_before_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.crawler.crawl.MOST_OF_ALL", 0)
    archive = Slow()
    crawl, urls = crawl_of(archive, Site()), [f"{URL}{number}" for number in range(2)]

    async def run() -> None:
        async with Behind(unheard) as behind:
            for url in urls:
                await crawl.look(url, "site", conditional=True, behind=behind)

    running = asyncio.create_task(run())
    await eventually(lambda: bool(archive.asked))
    for _ in range(10):
        await asyncio.sleep(0)
    assert archive.asked == urls[:1]
    archive.let.set()
    await running
    assert archive.asked == archive.remembered == urls


async def test_of_a_page_that_the_store_refuses_its_pass_hears_that_nothing_was_kept() -> None:
    archive = Full()
    told: list[tuple[str, bool, str]] = []
    async with Behind(lambda *given: told.append((given[0], given[1].fresh, given[1].article))) as (
        behind
    ):
        await crawl_of(archive, Site()).look(URL, "site", conditional=True, behind=behind)
    assert told == [(URL, False, "")]
    assert archive.remembered == [(FetchOutcome.UNPARSED, "")]


async def test_no_more_than_so_many_are_kept_at_a_time() -> None:
    begun, let = [], asyncio.Event()

    async def work(number: int) -> None:
        begun.append(number)
        await let.wait()

    async def run() -> None:
        async with Behind(unheard) as behind:
            for number in range(2 * MOST):
                await behind.room()
                behind.take(asyncio.create_task(work(number)), str(number))

    running = asyncio.create_task(run())
    await eventually(lambda: len(begun) == MOST)
    for _ in range(10):
        await asyncio.sleep(0)
    assert begun == list(range(MOST))
    let.set()
    await running
    assert begun == list(range(2 * MOST))


async def test_what_fails_behind_fails_the_run_and_the_rest_is_given_up() -> None:
    ended: list[str] = []

    async def fails() -> None:
        raise OutageError("the store does not answer")

    async def lasts() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("given up")

    async def run() -> None:
        async with Behind(unheard) as behind:
            behind.take(asyncio.create_task(lasts()), "lasts")
            behind.take(asyncio.create_task(fails()), "fails")
            for _ in range(MOST):
                await behind.room()
                behind.take(asyncio.create_task(lasts()), "lasts")

    with pytest.raises(OutageError):
        await run()
    assert ended
    assert set(ended) == {"given up"}


async def test_a_run_that_fails_leaves_nothing_under_way() -> None:
    archive = Slow()
    crawl = crawl_of(archive, Site())

    async def run() -> None:
        async with Behind(unheard) as behind:
            url = "http://www.example.cn/1.html"
            await crawl.look(url, "site", conditional=True, behind=behind)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await run()
    archive.let.set()
    await asyncio.sleep(0)
    assert archive.remembered == []


async def test_a_large_page_is_kept_at_once() -> None:
    archive = Slow()
    archive.let.set()
    async with Behind(unheard) as behind:
        url = "http://www.example.cn/1.html"
        await crawl_of(archive, Large()).look(url, "site", conditional=True, behind=behind)
        assert archive.remembered == [url]


async def test_the_store_is_not_asked_twice_about_an_address_that_it_did_not_know() -> None:
    archive = Slow()
    archive.let.set()
    async with Behind(unheard) as behind:
        behind.unmet.add("http://www.example.cn/1.html")
        for number in range(1, 3):
            url = f"http://www.example.cn/{number}.html"
            await crawl_of(archive, Site()).look(url, "site", conditional=True, behind=behind)
    assert archive.asked == ["http://www.example.cn/2.html"]
