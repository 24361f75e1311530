"""One wrong footer on many pages: one finding, and every page costs the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from prometheus_client import CollectorRegistry

from services.analyzer.domain.findings import Reading, findings_of
from services.analyzer.domain.lists import Lists, WrongForm
from services.analyzer.domain.rules import rule_set
from services.analyzer.domain.weigh import Bar
from services.analyzer.grading import Grading
from services.analyzer.keep import Keep
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.onsite import OnSite
from services.analyzer.opening import Opening
from services.analyzer.silence import Silence
from services.analyzer.vanish import Vanish
from shared.contracts.article import Content, article_id
from shared.contracts.base import Event
from shared.publisher import Publisher
from shared.sealing import Fingerprinter
from shared.store.articles import ArticleReader
from shared.store.collection import Document, Where
from shared.store.findings import FindingStore
from shared.store.keys import KeyReader
from shared.store.occurrences import OccurrenceStore
from shared.store.precision import PrecisionStore
from shared.store.suppressions import SuppressionStore
from shared.store.targets import TargetReader
from shared.store.visits import VisitReader
from shared.vault import Reader
from tests.factories import NOW, make_article, make_target
from tests.fakes import FrozenClock, MemoryCollection

BATCH = 100
FOOTER = "版权所有：甲县攻府办公室。"
RULES = rule_set(Lists(forms=(WrongForm("攻府", "政府", "wording.serious", (), "测试"),)))
PRINTS = Fingerprinter(bytes(32))


class Counting(MemoryCollection):
    """Counts calls, and the documents that they touch."""

    def __init__(self) -> None:
        super().__init__()
        self.cost: Counter[str] = Counter()

    async def insert(self, documents: Sequence[Document]) -> set[str]:
        self.cost["writes"] += 1
        self.cost["written"] += len(documents)
        return await super().insert(documents)

    async def merge(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        self.cost["writes"] += bool(changes)
        self.cost["written"] += len(changes)
        await super().merge(changes)

    async def update(self, key: str, change: Any, *, where: Where, pending: Any = ()) -> bool:
        self.cost["writes"] += 1
        self.cost["written"] += 1
        return await super().update(key, change, where=where, pending=pending)

    async def find(self, where: Where, *, limit: int, **order: Any) -> list[Document]:
        found = await super().find(where, limit=limit, **order)
        self.cost["reads"] += 1
        self.cost["read"] += len(found)
        return found

    async def get_many(self, keys: Sequence[str]) -> list[Document]:
        found = await super().get_many(keys)
        self.cost["reads"] += 1
        self.cost["read"] += len(found)
        return found


class Recording(Publisher):
    """Keeps what is published."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []

    async def publish(self, event: Event) -> None:
        self.events.append(event)

    async def publish_all(self, events: Any) -> None:
        self.events += events


class Bench:
    """The storing half of the analyzer over counting collections."""

    def __init__(self, opening: Opening | None = None) -> None:
        self.shelves = {name: Counting() for name in ("findings", "occurrences", "others")}
        others = self.shelves["others"]
        self.findings = FindingStore(self.shelves["findings"])
        self.occurrences = OccurrenceStore(self.shelves["occurrences"])
        articles = ArticleReader(others)
        self.publisher = Recording()
        grading = Grading(
            self.findings,
            PrecisionStore(others),
            self.publisher,
            FrozenClock(NOW),
            Bar(),
            every_seconds=1,
        )
        reader = Reader(KeyReader(others, None))  # type: ignore[arg-type] - opens nothing here
        opening = opening or Opening(articles, TargetReader(others), reader)
        onsite = OnSite(articles, VisitReader(others))
        self.vanish = Vanish(self.findings, self.occurrences, onsite, opening)
        self.keep = Keep(
            self.findings,
            self.occurrences,
            Silence(self.findings, SuppressionStore(others)),
            self.vanish,
            grading,
            confirming=(),
            publisher=self.publisher,
            metrics=AnalyzerMetrics.register(CollectorRegistry()),
        )

    async def take(self, readings: Sequence[Reading]) -> Counter[str]:
        """Store what a batch brings; return what it cost."""
        before = self.cost()
        done = [
            findings_of(one, RULES.detect(one.view), PRINTS, RULES.version, NOW) for one in readings
        ]
        await self.keep.found(readings, done, NOW)
        return self.cost() - before

    def cost(self) -> Counter[str]:
        return sum((shelf.cost for shelf in self.shelves.values()), Counter())


def page(number: int, footer: str, *, hours: int = 0, previous: str = "") -> Reading:
    content = Content(title=f"第{number}页", text=f"正文{number}。{footer}")
    article = make_article(
        id=article_id("site-a", content),
        address=f"address-{number}",
        fetched_at=NOW + timedelta(hours=hours),
    )
    return Reading(article, content, make_target(), previous)


async def test_one_wrong_footer_on_thousands_of_pages_is_one_finding_at_constant_cost() -> None:
    bench = Bench()

    costs = [
        await bench.take([page(n, FOOTER) for n in range(start, start + BATCH)])
        for start in range(0, 3_000, BATCH)
    ]

    assert await bench.shelves["findings"].count({}) == 1
    assert await bench.shelves["occurrences"].count({}) == 3_000
    assert costs[1] == costs[-1]
    assert costs[-1]["writes"] == 2
    assert {event.msg_id for event in bench.publisher.events} == {bench.publisher.events[0].msg_id}


async def test_mending_a_page_costs_the_same_however_many_others_show_the_defect() -> None:
    bench = Bench()
    pages = [page(n, FOOTER) for n in range(2_000)]
    for start in range(0, 2_000, BATCH):
        await bench.take(pages[start : start + BATCH])

    costs = []
    for start in range(0, 2_000, BATCH):
        mended = [
            page(n, "版权所有：甲县政府办公室。", hours=1, previous=pages[n].article.id)
            for n in range(start, start + BATCH)
        ]
        costs.append(await bench.take(mended))

    (finding,) = [one async for one in bench.findings.found_between(NOW.date(), NOW.date())]
    assert costs[0] == costs[-2]
    assert finding.gone_at == NOW + timedelta(hours=1)
    assert [step.action for step in finding.history] == ["detected", "gone"]
