"""When an article was not there yet travels with it; one that only moved is not new."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.crawler.archive import Archive, Stores
from services.crawler.domain.extract import Page
from services.crawler.domain.found import Found
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched
from shared.contracts.article import ArticleCrawled, article_id
from shared.sealing import MasterKey
from shared.store.articles import ArticleStore
from shared.store.evidence import EvidenceStore
from shared.store.keys import KeyStore
from shared.store.visits import Visit, VisitStore
from shared.vault import Vault
from tests.factories import NOW, make_content, make_visit
from tests.fakes import MemoryCollection

DAY = timedelta(days=1)


class Told:
    """Keeps what is published."""

    def __init__(self) -> None:
        self.missing: list[datetime | None] = []
        self.stood: list[datetime | None] = []
        self.events: list[tuple[str, str, str]] = []
        """Article, address, and the article that stood there before."""

    async def publish_with_others(self, event: ArticleCrawled) -> None:
        self.missing.append(event.article.missing_at)
        self.stood.append(event.article.stood_at)
        self.events.append((event.article.id, event.article.address, event.previous))


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


async def keep(  # noqa: PLR0913 - what one page says, and where
    archive: Archive,
    place: str,
    missing_at: datetime | None,
    text: str,
    title: str = "",
    *,
    day: datetime = NOW,
    now: datetime = NOW,
    before: str = "",
) -> str:
    page = Page(make_content(text=text, title=title or text), day, (), "", 0, None, {})
    visit = make_visit(id=place, article=before, visited_at=None)
    found = Found(missing_at=missing_at)
    return await kept(archive, visit, page, now, found)


async def kept(archive: Archive, visit: Visit, page: Page, now: datetime, found: Found) -> str:
    content = page.content or make_content()
    key = article_id(visit.target, content)
    fetched = Fetched(FetchOutcome.OK, content.text.encode())
    if key != visit.article:
        await archive.keep(visit, await archive.parcel(visit, page, fetched, now, key), found)
    return key


async def test_pages_of_a_relaunched_website_that_moved_are_not_new(
    archive: Archive, told: Told
) -> None:
    await keep(archive, "old", None, "甲")
    await keep(archive, "new", NOW - DAY, "甲")
    await keep(archive, "other", NOW - DAY, "乙")
    await keep(archive, "moved", NOW, "乙")

    assert told.missing == [None, None, NOW - DAY, NOW - DAY]


async def test_what_stands_at_many_addresses_is_one_article_and_an_edit_another(
    archive: Archive, told: Told
) -> None:
    first = await keep(archive, "a", None, "甲")
    again = await keep(archive, "b", None, "甲")
    edited = await keep(archive, "a", None, "甲，已修改", before=first)

    assert first == again != edited
    assert told.events == [(first, "a", ""), (first, "b", ""), (edited, "a", first)]
    rest = await archive._stores.articles.get_many([first, edited])
    assert {article.id for article, _ in rest} == {first, edited}
    assert await archive._stores.articles._articles.count({}) == 2


async def test_a_repeat_after_a_crash_says_the_same(archive: Archive, told: Told) -> None:
    for _ in range(2):
        await keep(archive, "new", NOW - DAY, "甲")

    assert told.missing == [NOW - DAY] * 2


async def test_a_page_in_another_template_is_known_by_its_title_and_day(
    archive: Archive, told: Told
) -> None:
    for number in range(9):
        await keep(archive, f"old-{number}", None, f"正文{number}", f"第{number}号 通知")
    later, launched = NOW + DAY, NOW + DAY / 2
    for number in range(9):
        text = f"正文{number} 打印 关闭"
        await keep(archive, f"new-{number}", launched, text, f"第{number}号通知", now=later)
    await keep(archive, "forged", launched, "从未有过", "第10号通知", now=later)
    await keep(archive, "redated", launched, "正文1 打印", "第1号通知", day=NOW - DAY, now=later)

    assert told.missing == [None] * 18 + [launched] * 2
    assert told.stood == [None] * 9 + [NOW] * 9 + [None] * 2


async def test_what_has_no_title_or_no_day_is_known_by_its_words_only(
    archive: Archive, told: Told
) -> None:
    page = Page(make_content(text="甲", title=""), NOW, (), "", 0, None, {})
    for place, text in (("old", "甲"), ("new", "乙")):
        content = make_content(text=text, title="")
        visit = make_visit(id=place, article="", visited_at=None)
        found = Found(missing_at=NOW - DAY)
        await kept(archive, visit, page._replace(content=content), NOW, found)
    assert told.missing == [NOW - DAY] * 2


async def test_an_edit_keeps_the_past_unless_it_changes_the_day(
    archive: Archive, told: Told
) -> None:
    first = await keep(archive, "a", NOW - DAY, "甲", "标题")
    second = await keep(archive, "a", None, "甲，已修改", "标题", before=first)
    await keep(archive, "a", None, "甲，再修改", "标题", day=NOW + DAY, before=second)

    assert told.missing == [NOW - DAY, NOW - DAY, None]
