"""What was read with older rules is read again, and a walk ends although articles keep coming."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.onsite import OnSite
from services.analyzer.opening import Stored
from services.analyzer.sweep import Sweep
from shared.store.analyses import AnalysisStore
from shared.store.articles import ArticleStore
from shared.store.visits import VisitReader
from tests.factories import NOW, make_article
from tests.fakes import FrozenClock, MemoryCollection

KNOWN_SECONDS = 20.0


class Reading:
    """Notes what is read again."""

    def __init__(self, analyses: AnalysisStore, version: str) -> None:
        self.articles: list[str] = []
        self._analyses = analyses
        self._version = version

    async def again(self, stored: Sequence[Stored]) -> None:
        ids = [article.id for article, _ in stored]
        self.articles += ids
        await self._analyses.record(ids, self._version, NOW)


class Rig:
    def __init__(self) -> None:
        articles = MemoryCollection()
        self.analyses = AnalysisStore(MemoryCollection())
        self.clock = FrozenClock(NOW)
        self.reading = Reading(self.analyses, "v2")
        self._articles = ArticleStore(articles)
        metrics = AnalyzerMetrics.register(CollectorRegistry())
        analyze: Any = self.reading
        inforce: Any = SimpleNamespace(rules=SimpleNamespace(version="v2"))
        self.sweep = Sweep(
            analyze,
            inforce,
            OnSite(self._articles, VisitReader(MemoryCollection())),
            self.analyses,
            self.clock,
            metrics,
            days=30,
            every_seconds=30.0,
            known_seconds=KNOWN_SECONDS,
        )

    async def fetched(self, number: int, at: datetime) -> str:
        article = make_article(id=f"{number:032x}", fetched_at=at)
        await self._articles.put(article, b"sealed", "")
        return article.id


@pytest.fixture
def real_time(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    told = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr("services.analyzer.sweep.time.monotonic", lambda: told.seconds)
    return told


async def test_a_walk_ends_while_articles_keep_coming(real_time: SimpleNamespace) -> None:
    rig = Rig()
    old = await rig.fetched(1, NOW - timedelta(days=3))
    walks = []
    for number in range(20):  # longer than clocks may differ
        rig.clock.move(timedelta(seconds=30))
        # it is on its way to a replica that reads with the rules in force
        await rig.fetched(10 + number, rig.clock.now() - timedelta(seconds=1))
        walks.append(await rig.sweep.once())
        real_time.seconds += 30

    assert old in rig.reading.articles
    assert walks[-1] == 0
    assert await rig.analyses.is_complete("v2")


async def test_what_a_late_replica_read_with_older_rules_is_read_again(
    real_time: SimpleNamespace,
) -> None:
    rig = Rig()
    await rig.sweep.once()
    real_time.seconds += KNOWN_SECONDS / 2
    rig.clock.move(timedelta(seconds=KNOWN_SECONDS / 2))
    late = await rig.fetched(1, rig.clock.now())
    await rig.analyses.record([late], "v1", rig.clock.now())
    for _ in range(3):
        rig.clock.move(timedelta(seconds=30))
        real_time.seconds += 30
        await rig.sweep.once()

    assert rig.reading.articles == [late]
    assert await rig.analyses.is_complete("v2")
