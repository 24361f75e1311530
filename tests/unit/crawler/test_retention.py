"""Evidence ends by age, and not while a finding needs it."""

from datetime import date, timedelta

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.metrics import CrawlerMetrics
from services.crawler.retention import AGAIN, BUCKET, Needs, Retention
from shared.contracts.finding import Decision
from shared.contracts.report import FrozenReport
from shared.store.articles import ArticleStore
from shared.store.evidence import EvidenceStore
from shared.store.findings import FindingStore
from shared.store.mapping import to_document
from shared.store.occurrences import OccurrenceStore
from shared.store.reports import ReportReader
from tests.factories import NOW, make_article, make_finding, make_finding_event, make_occurrence
from tests.fakes import FrozenClock, MemoryCollection

DAYS = 30
THIS_QUARTER, LAST_QUARTER = date(2021, 1, 20), date(2020, 12, 20)


class Shelf:
    """Evidence, and what may need it; the quarter 2020Q4 is frozen."""

    def __init__(self) -> None:
        self.clock = FrozenClock(NOW)
        self.bodies = MemoryCollection()
        self.evidence = EvidenceStore(self.bodies)
        self.articles = ArticleStore(MemoryCollection())
        self.reports = MemoryCollection()
        self.needs = Needs(
            OccurrenceStore(MemoryCollection()),
            FindingStore(MemoryCollection()),
            ReportReader(self.reports),
            self.articles,
        )
        self.metrics = CrawlerMetrics.register(CollectorRegistry())
        self.retention = Retention(self.evidence, self.needs, DAYS, self.clock, self.metrics)

    async def open(self) -> None:
        frozen = FrozenReport(
            id="2020Q4", as_of=date(2021, 1, 20), body=b"", digest="", facts_digest=""
        )
        await self.reports.insert([to_document(frozen, frozen.id)])

    async def put(self, digest: str, article: str) -> None:
        await self.evidence.put(digest, b"sealed", {"fetched_at": self.clock.now()}, article)

    async def find(self, article: str, **fields: object) -> None:
        finding = make_finding(id=f"f-{article}", **fields)
        findings, occurrences = self.needs.findings, self.needs.occurrences
        assert isinstance(findings, FindingStore)
        assert isinstance(occurrences, OccurrenceStore)
        await findings.add([finding])
        place = make_occurrence(id=f"o-{article}", finding=finding.id, article=article)
        await occurrences.add([place])

    async def rests(self, digest: str) -> bool:
        return await self.evidence.get(digest) is not None


@pytest.fixture
async def shelf() -> Shelf:
    shelf = Shelf()
    await shelf.open()
    return shelf


@pytest.mark.parametrize(
    ("decision", "found_on", "gone", "kept"),
    [
        (Decision.SUSPECTED, THIS_QUARTER, False, True),
        (Decision.SUSPECTED, THIS_QUARTER, True, False),
        (Decision.CONFIRMED, THIS_QUARTER, True, True),
        (Decision.REJECTED, THIS_QUARTER, False, False),
        (Decision.REJECTED, LAST_QUARTER, False, True),
        (Decision.SUSPECTED, LAST_QUARTER, True, True),
    ],
)
async def test_a_finding_keeps_its_evidence_while_it_counts(
    shelf: Shelf, decision: Decision, found_on: date, *, gone: bool, kept: bool
) -> None:
    await shelf.put("needed", "a1")
    await shelf.put("other", "a2")
    gone_at = NOW if gone else None
    await shelf.find("a1", decision=decision, found_on=found_on, gone_at=gone_at)
    shelf.clock.move(timedelta(days=DAYS))
    assert not await shelf.retention.look()
    assert await shelf.rests("other")

    shelf.clock.move(timedelta(seconds=1))
    assert not await shelf.retention.look()
    assert await shelf.rests("needed") is kept
    assert not await shelf.rests("other")
    assert shelf.metrics.evidence_ended._value.get() == 2 - kept


async def test_what_is_kept_is_looked_at_again_and_ends_when_nothing_needs_it(shelf: Shelf) -> None:
    await shelf.put("needed", "a1")
    await shelf.find("a1", decision=Decision.SUSPECTED, found_on=THIS_QUARTER)
    shelf.clock.move(timedelta(days=DAYS, seconds=1))
    await shelf.retention.look()
    findings = shelf.needs.findings
    assert isinstance(findings, FindingStore)
    (finding,) = (await findings.get_many(["f-a1"])).values()
    after = finding.model_copy(update={"decision": Decision.REJECTED, "version": 2})
    await findings.change(after, make_finding_event(finding=after))
    await shelf.retention.look()
    assert await shelf.rests("needed")

    shelf.clock.move(AGAIN + timedelta(seconds=1))
    await shelf.retention.look()
    assert not await shelf.rests("needed")


async def test_a_body_that_several_articles_share_is_kept_for_each_of_them(shelf: Shelf) -> None:
    await shelf.put("shared", "a1")
    await shelf.put("shared", "a2")
    await shelf.find("a2", decision=Decision.CONFIRMED, found_on=THIS_QUARTER)
    shelf.clock.move(timedelta(days=DAYS, seconds=1))
    await shelf.retention.look()
    assert await shelf.rests("shared")


async def test_bodies_of_a_version_that_knew_no_age_end_as_well_unless_a_finding_needs_them(
    shelf: Shelf,
) -> None:
    old = {"fetched_at": NOW, "sealed": b"sealed"}
    digests = ("needed", "other", "of nothing", "without a day")
    await shelf.bodies.insert([{"_id": one, **old} for one in digests])
    await shelf.bodies.update("without a day", {"fetched_at": None}, where={})
    for number, digest in enumerate(("needed", "needed", "other", "without a day")):
        await shelf.articles.put(make_article(id=f"a{number}", raw=digest), b"")
    await shelf.find("a1", decision=Decision.CONFIRMED, found_on=THIS_QUARTER)
    shelf.clock.move(timedelta(days=DAYS, seconds=1))

    while await shelf.retention.look():
        pass

    assert [await shelf.rests(one) for one in digests] == [True, False, False, True]
    shelf.clock.move(timedelta(days=DAYS, seconds=1))
    assert not await shelf.retention.look()
    assert [await shelf.rests(one) for one in digests] == [True, False, False, False]


async def test_a_look_is_bounded(shelf: Shelf) -> None:
    for number in range(BUCKET + 1):
        await shelf.put(f"d{number}", f"a{number}")
    shelf.clock.move(timedelta(days=DAYS, seconds=1))
    assert await shelf.retention.look()
    assert not await shelf.retention.look()
    assert shelf.metrics.evidence_ended._value.get() == BUCKET + 1
