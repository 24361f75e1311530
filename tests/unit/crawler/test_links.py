"""Links are followed; a dead one that its page has no more is mended, and forgotten."""

from datetime import date, timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.archive import Archive, Stores
from services.crawler.domain.extract import Page
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched
from services.crawler.links import PAGES_LOOKED_AT, Links, LinkShelf
from services.crawler.metrics import CrawlerMetrics
from services.crawler.probe import Way
from shared.contracts.article import Link
from shared.contracts.observation import LinkOutcome
from shared.sealing import MasterKey
from shared.store.articles import ArticleStore
from shared.store.evidence import EvidenceStore
from shared.store.keys import KeyStore
from shared.store.links import LinkStore
from shared.store.outlinks import OutlinkStore
from shared.store.visits import VisitStore
from shared.vault import Vault
from tests.factories import NOW, make_target
from tests.fakes import FrozenClock, MemoryCollection

HOME = "http://www.example.cn/"
TARGET = make_target(id="site-a", url=HOME)


def page_with(*links: str, missing: tuple[str, ...] = (), images: tuple[str, ...] = ()) -> Page:
    page = Page(None, None, tuple(Link(url=url) for url in links), "", 0, None, {})
    absent = tuple(Link(url=url) for url in missing)
    return page._replace(missing=absent, image_urls=images)


class World:
    """Pages by address, those that are away by how, and what was said of links."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.away: dict[str, FetchOutcome] = {}
        self.asked: list[str] = []
        self.said: list[tuple[str, LinkOutcome]] = []
        self.clock = FrozenClock(NOW)
        self.counted = CollectorRegistry()
        self.metrics = CrawlerMetrics.register(self.counted)
        me: Any = self
        vault = Vault(KeyStore(MemoryCollection(), MasterKey(b"k" * 32)))
        stores = Stores(
            ArticleStore(MemoryCollection()),
            EvidenceStore(MemoryCollection()),
            VisitStore(MemoryCollection()),
        )
        self.archive = Archive(stores, vault, me)
        shelf = LinkShelf(OutlinkStore(MemoryCollection()), LinkStore(MemoryCollection()))
        way = Way(me, me, me)
        self.links = Links(way, self.archive, me, shelf, me, me, self.clock, self.metrics)

    async def page(self, url: str) -> Fetched:
        self.asked.append(url)
        if url in self.pages:
            return Fetched(FetchOutcome.OK, final_url=url)
        return Fetched(self.away.get(url, FetchOutcome.NOT_FOUND))

    async def image(self, url: str) -> Fetched:
        self.asked.append(url)
        body, kind = b"\x89PNG", {"content-type": "image/png"}
        return Fetched(self.away.get(url, FetchOutcome.OK), body, kind, final_url=url)

    async def surface(self, fetched: Fetched, url: str, _today: date) -> tuple[Fetched, Page]:
        return fetched, self.pages[url]

    def fetched(self, outcome: str) -> float:
        """Return how many fetches were counted that ended so."""
        name = "xuncha_crawler_fetches_total"
        return self.counted.get_sample_value(name, {"outcome": outcome}) or 0.0

    async def online(self) -> bool:
        return True

    async def publish_all(self, events: Any) -> None:
        self.said += [(event.link.url, event.link.outcome) for event in events]

    async def pass_days(self, days: int) -> list[tuple[str, LinkOutcome]]:
        """Follow what becomes due, hour by hour; return what was said."""
        self.said.clear()
        for _ in range(days * 24):
            self.clock.move(timedelta(hours=1))
            await self.links.round(TARGET)
        return list(self.said)


@pytest.fixture
async def world() -> World:
    world = World()
    await world.archive.prepare()
    return world


async def test_a_dead_link_is_dead_while_its_page_has_it(world: World) -> None:
    dead = "http://other.example.cn/none"
    world.pages[HOME] = page_with(dead)
    await world.links.note(TARGET, HOME, world.pages[HOME], is_start=True)

    first = await world.pass_days(2)
    assert [outcome for _, outcome in first[:3]] == [
        LinkOutcome.UNVERIFIED,
        LinkOutcome.UNVERIFIED,
        LinkOutcome.DEAD,
    ]
    world.pages[HOME] = page_with("http://other.example.cn/")
    assert (dead, LinkOutcome.REMOVED) in await world.pass_days(2)
    world.asked.clear()
    assert await world.pass_days(9) == []
    assert dead not in world.asked

    await world.links.note(TARGET, HOME, page_with(dead), is_start=True)
    assert (dead, LinkOutcome.UNVERIFIED) in await world.pass_days(1)


@pytest.mark.parametrize(
    ("how", "ends"),
    [
        (FetchOutcome.NOT_FOUND, LinkOutcome.REMOVED),
        (FetchOutcome.SERVER_ERROR, LinkOutcome.DEAD),
        (FetchOutcome.FORBIDDEN, LinkOutcome.DEAD),
    ],
)
async def test_a_page_that_is_gone_has_no_links_and_one_that_is_away_may(
    world: World, how: FetchOutcome, ends: LinkOutcome
) -> None:
    dead, article = "http://other.example.cn/none", f"{HOME}1.html"
    await world.links.note(TARGET, article, page_with(dead), is_start=False)
    world.away[article] = how

    assert (await world.pass_days(2))[-1] == (dead, ends)


async def test_an_attachment_that_could_not_be_had_is_followed_as_a_link(world: World) -> None:
    article, lost, there = f"{HOME}1.html", f"{HOME}f/none.pdf", f"{HOME}f/a.pdf"
    world.pages[article] = page_with(lost, there, missing=(lost,))
    await world.links.note(TARGET, article, world.pages[article], is_start=False)

    said = await world.pass_days(2)
    assert {url for url, _ in said} == {lost}
    assert said[-1] == (lost, LinkOutcome.DEAD)


async def test_images_of_every_page_are_looked_for_and_one_that_is_away_is_dead(
    world: World,
) -> None:
    article, lost, shown, page = f"{HOME}1.html", f"{HOME}no.png", f"{HOME}a.png", f"{HOME}b.png"
    world.pages[article] = page_with(images=(lost, shown, page))
    world.away |= {lost: FetchOutcome.NOT_FOUND, page: FetchOutcome.SOFT_NOT_FOUND}
    await world.links.note(TARGET, article, world.pages[article], is_start=False)

    said = await world.pass_days(9)
    assert [outcome for url, outcome in said if url == shown] == [LinkOutcome.OPEN]
    assert {outcome for url, outcome in said if url == page} == {LinkOutcome.UNVERIFIED}
    assert (lost, LinkOutcome.DEAD) in said
    fetched = world.fetched("ok") + world.fetched("not_found") + world.fetched("soft_not_found")
    assert fetched == len(world.asked)
    assert world.fetched("not_found") == world.asked.count(lost)
    world.pages[article] = page_with(images=(shown,))
    assert (lost, LinkOutcome.REMOVED) in await world.pass_days(2)


async def test_one_round_looks_at_few_pages(world: World) -> None:
    for number in range(PAGES_LOOKED_AT + 3):
        page = f"{HOME}{number}.html"
        dead = f"http://other.example.cn/{number}"
        world.pages[page] = page_with()
        await world.links.note(TARGET, page, page_with(dead), is_start=False)

    said = await world.pass_days(9)
    removed = [url for url, outcome in said if outcome is LinkOutcome.REMOVED]
    assert len(removed) == len(set(removed)) == PAGES_LOOKED_AT + 3
