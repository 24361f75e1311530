"""What nobody could read proves nothing: a finding in it is not gone."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from services.analyzer.analyze import Analyze
from services.analyzer.domain.findings import Reading
from services.analyzer.domain.unread import hides, unread
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.opening import Opening
from services.analyzer.prove import Prove
from shared.contracts.article import Attachment, Content, article_id
from shared.contracts.article import Reading as Outcome
from shared.contracts.finding import FindingRechecked, Proof
from shared.contracts.observation import Visited, VisitOutcome
from tests.factories import NOW, make_article, make_target
from tests.personal import resident_id
from tests.unit.analyzer.test_one_footer import Bench

LEAK = f"领取人张某，身份证号{resident_id()}。"
LOCKED = Attachment(url="http://a.cn/1.docx", name="附件1", outcome=Outcome.ENCRYPTED)
OPEN = Attachment(url="http://a.cn/1.docx", name="附件1", kind="docx", text=LEAK)
RIGHT = OPEN.model_copy(update={"text": "领取人张某。"})


class Remembering(Opening):
    """Opens what the test has read."""

    def __init__(self) -> None:
        self.read: dict[str, Reading] = {}

    async def named(self, articles: Sequence[str]) -> dict[str, Reading]:
        return {one: self.read[one] for one in articles if one in self.read}


def reading(content: Content, hours: int, previous: str = "") -> Reading:
    article = make_article(
        id=article_id("site-a", content), address="a", fetched_at=NOW + timedelta(hours=hours)
    )
    return Reading(article, content, make_target(), previous)


def page(*attachments: Attachment, incomplete: bool = False) -> Content:
    return Content(
        title="通知", text="见附件1。", attachments=attachments, parse_incomplete=incomplete
    )


@pytest.mark.parametrize(
    ("after", "gone"),
    [
        (page(RIGHT), True),
        (page(), True),
        (page(LOCKED), False),
        (page(LOCKED.model_copy(update={"url": "http://a.cn/2.docx"})), False),
        (page(LOCKED.model_copy(update={"url": "http://a.cn/2.zip", "name": "其他"})), True),
        (page(RIGHT, incomplete=True), False),
    ],
)
async def test_a_finding_is_gone_only_when_what_held_it_was_read_again(
    after: Content, gone: bool
) -> None:
    opening = Remembering()
    bench = Bench(opening)
    first = reading(page(OPEN), 0)
    second = reading(after, 1, first.article.id)
    opening.read = {one.article.id: one for one in (first, second)}

    for one in (first, second):
        await bench.take([one])

    (finding,) = [one async for one in bench.findings.found_between(NOW.date(), NOW.date())]
    assert (finding.gone_at is not None) is gone


class Blind(Analyze):
    """Finds nothing."""

    def __init__(self) -> None:
        pass

    async def standing_in(self, article: str, rule: str) -> set[str] | None:
        return {"another", f"{rule} in {article}"}


@pytest.mark.parametrize(
    ("after", "proof", "note"),
    [(page(RIGHT), Proof.PASSED, "changed"), (page(LOCKED), Proof.UNDECIDED, "unread")],
)
async def test_a_re_check_of_what_nobody_can_read_is_undecided(
    after: Content, proof: Proof, note: str
) -> None:
    opening = Remembering()
    bench = Bench(opening)
    first, second = reading(page(OPEN), 0), reading(after, 1)
    opening.read = {one.article.id: one for one in (first, second)}
    await bench.take([first])
    (finding,) = [one async for one in bench.findings.found_between(NOW.date(), NOW.date())]
    prove = Prove(
        Blind(),
        bench.findings,
        bench.occurrences,
        bench.vanish,
        opening,
        publisher=bench.publisher,
        metrics=AnalyzerMetrics.register(CollectorRegistry()),
    )
    visit = Visited(
        request="r1",
        finding=finding.id,
        target="site-a",
        address="a",
        url="http://a.cn/",
        outcome=VisitOutcome.CHANGED,
        article=second.article.id,
        at=NOW + timedelta(hours=1),
    )

    await prove.answer(visit)

    answer = bench.publisher.events[-1]
    assert isinstance(answer, FindingRechecked)
    assert (answer.proof, answer.note) == (proof, note)


def test_what_could_not_be_read_before_either_hides_nothing() -> None:
    assert not hides(page(LOCKED), page(LOCKED))
    assert not hides(page(incomplete=True), page(incomplete=True))
    assert list(unread(page(LOCKED, RIGHT, incomplete=True))) == ["page", "encrypted"]
