"""Frozen quarters side by side, through the reporter's own parts over stores in memory."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.reporter.facts import Readers
from services.reporter.freezer import Freezer
from services.reporter.limits import EnquiryLimits, Limiting
from services.reporter.live import Live
from services.reporter.metrics import ReporterMetrics
from services.reporter.rollups import Rollups
from services.reporter.seen import Sights
from services.reporter.statistics import Statistics
from shared.contracts.calendar import OfficeCalendar
from shared.contracts.command import FreezeQuarter, IssueQuarter, ReportPeriod
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Decision, Effect, Step
from shared.contracts.life import Life, LifeAction
from shared.contracts.observation import Listing, Probe
from shared.contracts.target import Target, TargetKind
from shared.store.alerts import AlertReader
from shared.store.assessments import AssessmentReader
from shared.store.calendars import CalendarReader
from shared.store.coverage import CoverageReader
from shared.store.days import DayReader
from shared.store.enquiries import EnquiryReader
from shared.store.findings import FindingStore
from shared.store.orders import OrderReader
from shared.store.reports import ReportStore
from shared.store.rollups import RollupStore
from shared.store.scores import ScoreReader
from shared.store.targets import TargetReader
from shared.store.units import UnitReader
from shared.store.warnings import WarningStore
from shared.workdays import Workdays
from tests.factories import make_finding
from tests.fakes import FrozenClock, MemoryCollection
from tests.unit.reporter.quarter import PROFILE

NOW = datetime(2021, 1, 30, 1, tzinfo=UTC)
RECORDED = datetime(2020, 1, 1, tzinfo=UTC)


class Judge:
    """Stands for the profile in effect."""

    async def name(self, day: date) -> str:
        assert day
        return "national-2019"

    async def version(self, day: date) -> str:
        assert day
        return "national-2019 first"


class Nudged:
    """An outbox that relays nothing."""

    def nudge(self) -> None:
        """Do nothing."""


class Registry(TargetReader):
    """Websites on the registry since 2015."""

    def __init__(self, *ids: str) -> None:
        super().__init__(MemoryCollection())
        self.ids = list(ids)

    async def every_life(self) -> Any:
        for key in self.ids:
            target = Target(id=key, kind=TargetKind.WEBSITE, name=key, unit="u")
            yield (Life(target=target, action=LifeAction.OPENED, at=RECORDED),)


class Office:
    """The parts that count, freeze and compare."""

    def __init__(self) -> None:
        memory = MemoryCollection
        self.findings = FindingStore(memory())
        self.calendars = memory()
        self.targets = Registry("lx", "fq")
        readers = Readers(
            UnitReader(memory()),
            self.targets,
            self.findings,
            Sights(
                CoverageReader(memory()), DayReader(memory(), Probe), DayReader(memory(), Listing)
            ),
            EnquiryReader(memory()),
            ScoreReader(memory()),
            OrderReader(memory()),
            AlertReader(memory()),
            WarningStore(memory()),
            AssessmentReader(memory()),
        )
        clock = FrozenClock(NOW)
        self.workdays = Workdays(CalendarReader(self.calendars))
        live = Live(readers, PROFILE, Judge(), self.workdays)  # type: ignore[arg-type]
        self.reports = reports = ReportStore(memory())
        self.freezer = Freezer(reports, live, readers.orders, self.workdays, Nudged(), clock)  # type: ignore[arg-type]
        metrics = ReporterMetrics.register(CollectorRegistry())
        self.rollups = Rollups(RollupStore(memory()), self.findings, readers.orders, metrics, 1.0)
        self.statistics = Statistics(readers, self.rollups, PROFILE, reports, clock)

    async def found(self, target: str, day: date) -> None:
        step = Step(
            version=2,
            at=datetime(2021, 1, 5, 3, tzinfo=UTC),
            actor="zhang",
            action="confirmed",
            cause="c",
        )
        made = make_finding(id=f"{target}-{day}", target=target, found_on=day, version=2)
        change = {"decision": Decision.CONFIRMED, "effect": Effect.VETO, "history": (step,)}
        one = made.model_copy(update=change)
        await self.findings.add([one])
        await self.rollups.finding_changed(one)

    async def freeze(self, quarter: str) -> Any:
        return await self.freezer.freeze(
            FreezeQuarter(request=quarter, actor="clerk", quarter=quarter)
        )

    async def compared(self, **fields: Any) -> Any:
        given = {"period": "2020Q4", "by": "kind", "compare": "previous", **fields}
        command = ReportPeriod(request="r", actor="clerk", **given)
        answer = await self.statistics.report(command)
        return answer.get("report") or answer["tables"]


@pytest.fixture
async def office() -> Office:
    made = Office()
    await made.found("lx", date(2020, 8, 3))
    return made


async def test_what_is_recorded_later_changes_no_comparison_of_frozen_quarters(
    office: Office,
) -> None:
    digests = [(await office.freeze(quarter))["digest"] for quarter in ("2020Q3", "2020Q4")]
    first = await office.compared()
    await office.found("fq", date(2020, 9, 1))
    await office.found("fq", date(2020, 11, 1))
    office.targets.ids.append("new")

    again = await office.compared()

    assert json.dumps(again) == json.dumps(first)
    assert [again["before"]["digest"], again["digest"]] == digests
    assert again["total"]["unqualified"] == {"now": 0, "before": 1, "change": -1}
    assert (await office.compared(kind="website"))["total"]["running"]["now"] == 2


async def test_each_side_says_whether_it_was_frozen_and_another_day_is_counted(
    office: Office,
) -> None:
    await office.freeze("2020Q3")
    await office.found("fq", date(2020, 9, 1))
    await office.found("fq", date(2020, 11, 1))

    both = await office.compared()
    other = await office.compared(as_of="2021-01-29")

    assert (both["frozen"], both["before"]["frozen"], other["before"]["frozen"]) == (
        False,
        True,
        False,
    )
    assert both["total"]["unqualified"] == {"now": 1, "before": 1, "change": 0}
    assert other["total"]["unqualified"] == {"now": 1, "before": 2, "change": -1}
    assert "2020Q3.unqualified" in {one["figure"] for one in other["warnings"]}


async def test_a_quarter_frozen_before_statistics_were_kept_says_that_it_is_counted_anew(
    office: Office,
) -> None:
    await office.freeze("2020Q3")
    frozen = await office.reports.get("2020Q3")
    assert frozen is not None
    old = frozen.model_copy(update={"statistics": b"", "version": 2, "as_of": date(2021, 1, 29)})
    assert await office.reports.change(old)
    await office.found("fq", date(2020, 9, 1))

    both = await office.compared(kind="website")
    tables = await office.compared(format="table")

    assert (both["before"]["frozen"], both["before"]["digest"]) == (False, None)
    assert both["before"]["as_of"] == "2021-01-29", "the day it was frozen as of"
    assert both["total"]["unqualified"]["before"] == 2
    (told,) = [one for one in both["warnings"] if one["code"] == "statistics_not_kept"]
    assert told["text"].startswith("2020Q3封存时未保留分组统计：此处按现有记录统计，并非封存的数字")
    shown = {table["name"]: table["rows"] for table in tables}
    assert ("2020Q3", "2021-01-29", "按记录统计", "") in map(tuple, shown["依据"])
    assert "statistics_not_kept" in {row[0] for row in shown["提示"]}


async def test_report_back_dates_and_limits_follow_the_calendar_in_force(office: Office) -> None:
    limiting = Limiting(EnquiryLimits.load(None), office.workdays)
    asked = Enquiry(id="e", unit="u", received_on=date(2021, 1, 29), category="咨询")
    await office.freeze("2020Q4")
    (before,) = await limiting.limited([asked])
    lines = "2021-02-01 off 本地放假\n2021-02-02 off 本地放假\n"
    calendar = OfficeCalendar(lines=lines, at=NOW)
    await office.calendars.insert([calendar.model_dump(mode="json") | {"_id": "office"}])

    (after,) = await limiting.limited([asked])
    issue = IssueQuarter(
        request="i", actor="clerk", quarter="2020Q4", number="1号", date="2021-01-30"
    )
    issued = await office.freezer.issue(issue)

    assert (before.due_on, after.due_on) == (date(2021, 2, 5), date(2021, 2, 8))
    assert issued["report_back"]["due_on"] == "2021-02-10"
