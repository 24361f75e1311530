import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.domain.extract import Page
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched, Fetcher
from services.crawler.hosts import Hosts, Use
from services.crawler.metrics import CrawlerMetrics
from services.crawler.read import WORK, Reader
from services.crawler.robots import Robots
from shared.confined import Confined
from shared.egress.client import Egress
from shared.egress.guard import Guard
from shared.egress.policy import InternalTarget, Policy
from tests.site.hostile import LINE, SITES, whatever
from tests.site.odd import ANSWERS
from tests.unit.egress.servers import HOST, LOOPBACK, Site, answer, guard_for, site

AGENT = "xuncha-test/1 (+mailto:ops@example.cn)"
TODAY = date(2020, 12, 20)
MEMORY_LIMIT = 64 * 1024 * 1024
"""The decoded cap of a page is 20 MiB; a few copies of it live at once."""


@asynccontextmanager
async def visitor(
    guard: Guard, counted: CollectorRegistry | None = None
) -> AsyncIterator[tuple[Fetcher, Reader]]:
    metrics = CrawlerMetrics.register(counted or CollectorRegistry())
    confined = Confined(WORK)
    async with Egress(guard) as egress:
        fetcher = Fetcher(egress, Robots(egress, AGENT, deadline_seconds=1.0), AGENT)
        fetcher.deadline_seconds = 3.0
        try:
            yield fetcher, Reader(fetcher, confined, metrics)
        finally:
            await confined.aclose()


async def look(fetcher: Fetcher, reader: Reader, url: str) -> tuple[Fetched, Page | None]:
    fetched = await fetcher.page(url)
    if fetched.outcome is not FetchOutcome.OK:
        return fetched, None
    return await reader.page(fetched, url, TODAY)


async def opens(fetcher: Fetcher, url: str) -> FetchOutcome:
    async with Hosts().permit("any", Use.PROBE) as permit:
        return (await fetcher.opens(url, permit)).outcome


@pytest.mark.parametrize("name", SITES)
async def test_a_hostile_site_has_its_stated_outcome_within_memory(name: str) -> None:
    hostile = SITES[name]
    async with site(hostile.respond) as served, visitor(guard_for(served)) as (fetcher, reader):
        tracemalloc.start()
        try:
            fetched, page = await look(fetcher, reader, served.url("/a"))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert fetched.outcome is hostile.outcome
    assert peak < MEMORY_LIMIT
    if fetched.outcome is FetchOutcome.OK:
        assert page is not None
        assert page.content is not None
        assert LINE in page.content.text


@pytest.mark.parametrize("name", ANSWERS)
async def test_an_odd_answer_has_its_stated_outcome(name: str) -> None:
    odd = ANSWERS[name]
    async with (
        site(whatever(odd.answer)) as served,
        visitor(guard_for(served)) as (fetcher, reader),
    ):
        fetched, page = await look(fetcher, reader, served.url("/a"))

    assert fetched.outcome is odd.outcome
    if fetched.outcome is FetchOutcome.OK:
        assert page is not None
        assert page.content is not None
        assert LINE in page.content.text


@pytest.mark.parametrize("name", ["100,000 nested tags", "100,000 attributes"])
async def test_what_is_left_out_of_a_page_is_told(name: str) -> None:
    async with (
        site(SITES[name].respond) as served,
        visitor(guard_for(served)) as (fetcher, reader),
    ):
        _, page = await look(fetcher, reader, served.url())

    assert page is not None
    assert page.content is not None
    assert page.content.parse_incomplete


async def test_a_lying_charset_is_found_out() -> None:
    async with (
        site(SITES["lying charset"].respond) as served,
        visitor(guard_for(served)) as (fetcher, reader),
    ):
        fetched, _ = await look(fetcher, reader, served.url())

    assert (fetched.charset, fetched.replaced) == ("gb18030", 0.0)


async def test_a_name_that_turns_to_a_private_address_is_not_followed() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["169.254.169.254"]])

    async def resolve(_: str, __: int) -> Sequence[str]:
        return next(answers)

    async with site(answer(b"<p>ok")) as served:
        policy = Policy(internal=(InternalTarget(HOST, LOOPBACK, frozenset({served.port})),))
        async with visitor(Guard(policy, resolver=resolve)) as (fetcher, _):
            outcomes = [await opens(fetcher, served.url()) for _ in range(4)]

    assert outcomes == [FetchOutcome.OK, *[FetchOutcome.REFUSED] * 3]
    assert len(served.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://a\\@127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://user:pw@example.cn/",
        "http://127。0。0。1/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://example.cn:22/",
    ],
)
async def test_an_address_that_means_something_else_is_refused(url: str) -> None:
    async with visitor(Guard()) as (fetcher, _):
        assert await opens(fetcher, url) is FetchOutcome.REFUSED


async def test_a_host_that_asks_for_a_rest_is_left_alone() -> None:
    busy = answer(b"", status="429 Too Many Requests", headers=("Retry-After: 600",))

    async def respond(served: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
        await (answer() if head.startswith(b"GET /robots.txt") else busy)(served, head, writer)

    async with site(respond) as served, visitor(guard_for(served)) as (fetcher, _):
        outcomes = [(await fetcher.page(served.url(f"/{n}"))).outcome for n in range(3)]

    assert outcomes == [FetchOutcome.TOO_MANY, FetchOutcome.RESTING, FetchOutcome.RESTING]
    assert len(served.requests) == 2


async def test_robots_is_asked_once_however_many_pages_wait_for_it() -> None:
    forbid = answer(b"User-agent: *\nDisallow: /x")
    async with site(forbid) as served, visitor(guard_for(served)) as (fetcher, _):
        pages = [fetcher.page(served.url(f"/x{n}")) for n in range(8)]
        outcomes = {fetched.outcome for fetched in await asyncio.gather(*pages)}

    assert outcomes == {FetchOutcome.ROBOTS}
    assert len(served.requests) == 1


async def test_robots_of_an_owned_site_is_set_aside_and_that_is_told() -> None:
    told: list[tuple[str, str]] = []

    async def tell(host: str, why: str) -> None:
        told.append((host, why))

    async with (
        site(answer(b"User-agent: *\nDisallow: /")) as served,
        Egress(guard_for(served)) as egress,
    ):
        host = f"{HOST}:{served.port}"
        robots = Robots(egress, AGENT, {host: "本办所有"}, tell)
        refusals = [await robots.refuses(served.url(f"/{n}")) for n in range(3)]

    assert refusals == [None] * 3
    assert told == [(host, "本办所有")]
    assert served.requests == []
