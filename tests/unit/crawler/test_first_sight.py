"""When an article was not there yet travels with it; one that only moved is not new."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.crawler.archive import Archive, Stores
from services.crawler.domain.extract import Page
from services.crawler.domain.found import Found
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched
from shared.contracts.article import ArticleCrawled
from shared.sealing import MasterKey
from shared.store.articles import ArticleStore
from shared.store.evidence import EvidenceStore
from shared.store.keys import KeyStore
from shared.store.visits import VisitStore
from shared.vault import Vault
from tests.factories import NOW, make_content, make_visit
from tests.fakes import MemoryCollection

DAY = timedelta(days=1)


class Told:
    """Keeps what is published."""

    def __init__(self) -> None:
        self.missing: list[datetime | None] = []

    async def publish_with_others(self, event: ArticleCrawled) -> None:
        self.missing.append(event.article.missing_at)


@pytest.fixture
async def told() -> Told:
    return Told()


@pytest.fixture
async def archive(told: Any) -> Archive:
    stores = Stores(
        ArticleStore(MemoryCollection()),
        EvidenceStore(MemoryCollection()),
        VisitStore(MemoryCollection()),
    )
    archive = Archive(stores, Vault(KeyStore(MemoryCollection(), MasterKey(b"k" * 32))), told)
    await archive.prepare()
    return archive


async def keep(archive: Archive, place: str, missing_at: datetime | None, text: str) -> None:
    page = Page(make_content(text=text), NOW, (), "", 0, None, {})
    visit = make_visit(id=place, article="", visited_at=None)
    found = Found(missing_at=missing_at)
    await archive.keep(visit, page, Fetched(FetchOutcome.OK, text.encode()), NOW, found)


async def test_pages_of_a_relaunched_website_that_moved_are_not_new(
    archive: Archive, told: Told
) -> None:
    await keep(archive, "old", None, "甲")
    await keep(archive, "new", NOW - DAY, "甲")
    await keep(archive, "other", NOW - DAY, "乙")
    await keep(archive, "moved", NOW, "乙")

    assert told.missing == [None, None, NOW - DAY, NOW - DAY]


async def test_a_repeat_after_a_crash_says_the_same(archive: Archive, told: Told) -> None:
    for _ in range(2):
        await keep(archive, "new", NOW - DAY, "甲")

    assert told.missing == [NOW - DAY] * 2
