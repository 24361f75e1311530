"""Names of institutions that a reform ended, used as if they were still at work."""

import re
from collections.abc import Iterator
from datetime import date

from services.analyzer.domain.lists import Abolished, Lists
from services.analyzer.domain.literals import matcher
from services.analyzer.domain.quoting import quoted, sentence_around
from services.analyzer.domain.rule import Detector, Hit, Rule, View
from shared.clock import office_date
from shared.contracts.article import Content
from shared.contracts.finding import Effect, Severity

ABOLISHED = "wording.abolished"


def _on(year: int, text: str) -> View:
    return View(Content(text=text), published_on=date(year, 6, 30))


RULES = (
    Rule(
        id=ABOLISHED,
        title="机构名称已不再使用",
        severity=Severity.ORDINARY,
        effect=Effect.DEDUCTION,
        source="2018年、2023年党和国家机构改革及地方机构改革（名称表见 lexicons/abolished.tsv）",
        mend="改为现在的机构名称；叙述历史的，写明当时的年份或加“原”字。",
        means="机构已经撤销、合并或更名，文中却仍作为现任机构使用。名称表逐条写明起算日期，此前发布的不作判断。",
        fires=(
            _on(2020, "由国家旅游局负责解释。"),
            _on(2024, "向中国银保监会报告。"),
            _on(2020, "请到县国土资源局办理。"),
        ),
        silent=(
            _on(2017, "由国家旅游局负责解释。"),
            _on(2022, "向中国银保监会报告。"),
            _on(2020, "原国家旅游局的职责划入文化和旅游部。"),
            _on(2020, "2016年，县国土资源局批准了该项目。"),
            _on(
                2020, "依据《国家工商行政管理总局关于登记的规定》（国家工商行政管理总局令第1号）。"
            ),
            _on(2020, "国土资源部门要加强监管。"),
        ),
    ),
)

_REACH = 60
_BEFORE = re.compile(r"[。！？；\n]")
_FORMER = re.compile(
    r"原|前身|时任|曾|历任|当时|改革前|更名|改名|改称|改组|组建|撤销|合并|整合|不再保留|并入|划入"
)
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_CITED = re.compile(r"令|公告|文件|第?\d+号|[〔\[（(【](?:19|20)\d\d")


class Names:
    """Institutions that are no more.

    Args:
        names: each with the day from which it is suspected.
    """

    def __init__(self, names: tuple[Abolished, ...]) -> None:
        self._names = names
        self._find = matcher(tuple(name.name for name in names))

    def detect(self, view: View) -> Iterator[Hit]:
        """Find the names, except where the text speaks of the past or cites a document."""
        text, taken = view.text, 0
        day = view.published_on or (view.fetched_at and office_date(view.fetched_at))
        for start, end, index in self._find(text):
            name = self._names[index]
            if start < taken or (day and day < name.since):
                continue
            taken = end
            if not _excused(text, start, end, name):
                yield Hit(
                    rule=ABOLISHED,
                    span=(start, end),
                    key=f"{name.name}|{sentence_around(text, start)}",
                    suggestion=name.today,
                    why=f"“{name.name}”已不再使用，现为{name.today}（依据：{name.source}）",
                )


def _excused(text: str, start: int, end: int, name: Abolished) -> bool:
    before = _BEFORE.split(text[max(start - _REACH, 0) : start])[-1]
    after = _BEFORE.split(text[end : end + _REACH], maxsplit=1)[0]
    around = before + name.name + after
    if any(exception in around for exception in name.exceptions):
        return True
    if before.rfind("《") > before.rfind("》") or _CITED.match(after):
        return True
    past = any(int(year[1]) <= name.since.year for year in _YEAR.finditer(around))
    return past or bool(_FORMER.search(before + after)) or quoted(text, start, end)


def detectors(lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file; none without a table."""
    return (Names(lists.abolished).detect,) if lists.abolished else ()
