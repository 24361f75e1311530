"""What a task for a person says of the sample that was drawn for it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.analyzer.assessing.inspections import Inspections, Pages
from services.analyzer.assessing.schemes import Schemes
from services.analyzer.domain.assessing.daily import Roster
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.findings import Reading
from services.analyzer.marks import Marks
from shared.contracts.article import Article, Content
from shared.contracts.assessment_command import InspectionQuery
from shared.contracts.target import TargetKind
from shared.store.coverage import CoverageStore
from shared.store.inspections import InspectionStore
from shared.store.jobs import JobStore
from shared.store.profiles import ProfileStore
from shared.store.standings import StandingStore
from tests.factories import NOW, make_article, make_target
from tests.fakes import FrozenClock, MemoryCollection
from tests.unit.analyzer.assessing.test_guides import WHOLE

SITE = make_target(id="site-a", name="甲县人民政府门户网站", opened_on=date(2019, 1, 1))
GUIDES = make_target(
    id="column-g", kind=TargetKind.COLUMN, parent="site-a", columns_class="办事指南", url=""
)
POOR = "办理地点：县政务服务中心\n办理材料：身份证等材料"
TEXTS = {"whole": WHOLE, "poor": POOR}


class Read:
    """Articles that are read already."""

    async def latest(self, *, target: str, limit: int) -> list[Article]:
        return [make_article(id=name) for name in TEXTS][:limit] if target == GUIDES.id else []

    async def named(self, articles: Sequence[str]) -> dict[str, Reading]:
        return {
            name: Reading(make_article(id=name), Content(title=name, text=TEXTS[name]), GUIDES)
            for name in articles
        }


class Silent:
    """An outbox that nobody waits for."""

    def nudge(self) -> None:
        """Do nothing."""


async def test_a_task_about_guides_says_which_elements_the_drawn_ones_show() -> None:
    quarter, read = Quarter.of(NOW.date()), Read()
    parts: Any = Pages(read, read), Silent()
    inspections = Inspections(
        InspectionStore(MemoryCollection()),
        parts[0],
        Marks(
            JobStore(MemoryCollection()),
            StandingStore(MemoryCollection()),
            CoverageStore(MemoryCollection()),
        ),
        Schemes(ProfileStore(MemoryCollection())),
        parts[1],
        FrozenClock(NOW),
    )

    known = Roster({SITE.id: SITE, GUIDES.id: GUIDES}, {SITE.id: (GUIDES,)})
    await inspections.open(quarter, known)

    query = InspectionQuery(request="r", actor="a", quarter=str(quarter), target="site-a")
    tasks = {one.item: one for one in await inspections.listed(query)}
    assert tasks["WV6.b"].population == 2
    assert tasks["WV6.b"].suggested == {"whole": (True,), "poor": (False,)}
    assert tasks["D2.2"].suggested == {"whole": (True, True), "poor": (False, False)}
    assert tasks["WV6.a"].suggested == {"1": (True,)}
    assert tasks["WV6.c"].suggested == {"1": (True,)}
    assert tasks["D2.4"].suggested == {}
    assert not any(task.answers for task in tasks.values())
