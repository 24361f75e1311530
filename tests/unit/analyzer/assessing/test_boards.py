"""Enquiries as boards show them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.analyzer.assessing.boards import Boards
from services.analyzer.assessing.inspections import Pages
from services.analyzer.assessing.schemes import Schemes
from services.analyzer.domain.assessing.boards import entries
from services.analyzer.domain.assessing.daily import Roster
from services.analyzer.domain.findings import Reading
from shared.contracts.article import Article, Content
from shared.contracts.target import TargetKind
from shared.store.profiles import ProfileStore
from tests.factories import make_article, make_target
from tests.fakes import FrozenClock, MemoryCollection
from tests.unit.analyzer.assessing.office import Listener

SEEN = datetime(2020, 12, 20, 2, tzinfo=UTC)
BOARD = make_target(
    id="column-b", kind=TargetKind.COLUMN, parent="site-a", columns_class="留言公开", url=""
)
ANSWERED = """信件类型：咨询    留言时间：2020-12-01 09:12
内容：公交线路何时恢复
答复单位：交通运输局  答复时间：2020年12月3日
答复内容：已恢复。
"""


def page(text: str, address: str = "a", key: str = "p") -> Reading:
    article = make_article(id=key, address=address, fetched_at=SEEN)
    return Reading(article, Content(title="来信", text=text), BOARD)


def read(text: str) -> tuple[date, date | None, str] | None:
    found = entries([page(text)])
    return (found[0].received_on, found[0].closed_on, found[0].category) if found else None


FIRST, THIRD = date(2020, 12, 1), date(2020, 12, 3)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(ANSWERED, (FIRST, THIRD, "咨询"), id="answered"),
        pytest.param("来信日期 2020/12/1\n处理状态：办理中", (FIRST, None, ""), id="open"),
        pytest.param("【提交时间】2020.12.01\n类别：投诉举报", (FIRST, None, "投诉"), id="signs"),
        pytest.param(
            "留言时间：2020-12-01\n回复时间：2020-12-02\n回复时间：2020-12-03",
            (FIRST, THIRD, ""),
            id="answered-twice",
        ),
        pytest.param("留言时间：2020-12-20", (date(2020, 12, 20), None, ""), id="today"),
        pytest.param("发布时间：2020-12-01", None, id="a-notice"),
        pytest.param("留言时间：2020-12-01\n状态：已答复", None, id="answered-and-no-day"),
        pytest.param("留言时间：2020-12-01\n回复时间：2020-11-30", None, id="answered-before"),
        pytest.param("留言时间：2020-12-01\n回复时间：2020-12-21", None, id="answered-tomorrow"),
        pytest.param("留言时间：2020-12-21", None, id="received-tomorrow"),
        pytest.param("留言时间：2020-02-30", None, id="no-day-of-the-calendar"),
        pytest.param("留言时间：2020-12-01\n留言时间：2020-12-02", None, id="a-list-of-many"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_what_a_page_shows(text: str, shown: tuple[date, date | None, str] | None) -> None:
    assert read(text) == shown


def test_an_entry_holds_nothing_of_the_text_and_keeps_its_id_when_it_is_answered() -> None:
    (open_,) = entries([page("留言时间：2020-12-01\n内容：我叫张三，电话13800138000")])
    (answered,) = entries([page(ANSWERED)])

    assert answered.id == open_.id
    assert "13800138000" not in open_.model_dump_json()


def test_of_several_versions_of_a_page_the_newest_counts() -> None:
    newest, old = page(ANSWERED, key="new"), page("留言时间：2020-12-01", key="old")
    emptied = page("该留言已隐藏", address="b", key="hidden")

    found = entries([newest, old, emptied, page("留言时间：2020-12-02", address="b", key="o")])

    assert [one.closed_on for one in found] == [THIRD]


class Read:
    """Articles of one board that are read already."""

    async def latest(self, *, target: str, limit: int) -> list[Article]:
        return [page(ANSWERED).article][:limit] if target == BOARD.id else []

    async def named(self, articles: Sequence[str]) -> dict[str, Reading]:
        return {name: page(ANSWERED, key=name) for name in articles}


@pytest.mark.parametrize(
    ("on", "late", "told"),
    [
        pytest.param(True, 0, 1, id="told"),
        pytest.param(True, 1, 0, id="only-the-last-day-after-a-standstill"),
        pytest.param(False, 0, 0, id="off"),
    ],
)
async def test_boards_are_looked_at_once_a_day_where_that_is_on(
    *, on: bool, late: int, told: int
) -> None:
    read, listener = Read(), Listener()
    parts: Any = Pages(read, read), Schemes(ProfileStore(MemoryCollection())), listener
    boards = Boards(*parts, FrozenClock(SEEN), on=on)
    other = make_target(id="column-n", kind=TargetKind.COLUMN, columns_class="动态要闻")
    known = Roster({BOARD.id: BOARD, other.id: other})
    today = SEEN.date()

    assert await boards.look(known, today - timedelta(days=1 + late), today) == told

    assert [event.subject for event in listener.events] == ["enquiry.read"] * told
