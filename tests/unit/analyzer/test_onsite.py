"""Walking what was fetched: all of it, once, and no query that reads much of it."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.analyzer.onsite import PAGE, OnSite
from shared.store.articles import ArticleStore
from shared.store.collection import Where
from shared.store.visits import VisitReader
from tests.factories import NOW, make_article
from tests.fakes import MemoryCollection


class Counting(MemoryCollection):
    """Counts what a store would read for its answers, whatever the limit."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[int] = []

    async def ids(self, where: Where, *, limit: int) -> list[str]:
        self.read.append(await self.count({"fetched_at": where["fetched_at"]}))
        return await super().ids(where, limit=limit)


async def walked(articles: Counting, since: timedelta) -> Counter[str]:
    unused: Any = VisitReader(MemoryCollection())
    onsite = OnSite(ArticleStore(articles), unused)
    return Counter([one async for page in onsite.pages(NOW - since, NOW) for one in page])


@pytest.mark.parametrize("apart", [timedelta(0), timedelta(milliseconds=20), timedelta(hours=3)])
async def test_every_article_is_walked_once_however_close(apart: timedelta) -> None:
    articles = Counting()
    store = ArticleStore(articles)
    begun: datetime = NOW - timedelta(days=60)
    for number in range(2 * PAGE + 20):
        article = make_article(id=f"{number:032x}", fetched_at=begun + number * apart)
        await store.put(article, b"sealed", "")

    assert await walked(articles, timedelta(days=60)) == {
        f"{number:032x}": 1 for number in range(2 * PAGE + 20)
    }


async def test_a_busy_hour_is_not_read_anew_for_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.analyzer.onsite.PAGE", 20)
    articles = Counting()
    store = ArticleStore(articles)
    for number in range(2_000):
        at = NOW - timedelta(hours=1) + number * timedelta(seconds=1)
        await store.put(make_article(id=f"{number:032x}", fetched_at=at), b"sealed", "")

    assert len(await walked(articles, timedelta(days=30))) == 2_000
    # a hundred pages that each read all of it were 200,000
    assert sum(articles.read) < 10 * 2_000
