"""Days in a row: clock jumps, leap day, quarter edge, a target that changes in the middle."""

from datetime import date, timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.analyzer.loop import After, Daily
from services.analyzer.metrics import AnalyzerMetrics
from shared.contracts.assessment import Verdict
from shared.contracts.finding import Decision
from shared.contracts.target import TargetKind
from tests.factories import make_finding, make_target
from tests.unit.analyzer.assessing.office import ONE, Office

DAY = date(2020, 12, 20)
SITE = make_target(id="site-a", name="甲县人民政府门户网站", opened_on=date(2019, 1, 1))
ACCOUNT = make_target(id="account-a", kind=TargetKind.ACCOUNT, platform="wechat", url="")


class Afterwards:
    """What else is done once a day: here, nothing but remembering the day."""

    def __init__(self) -> None:
        self.days: list[date] = []

    async def open(self, *_given: object) -> int:
        return 0

    async def look(self, _known: object, day: date, _today: date) -> int:
        self.days.append(day)
        return 0


async def office_with(*targets: Any, today: date = DAY) -> Office:
    office = Office(today)
    await office.unit()
    for target in targets:
        await office.enter(target)
    return office


def daily(office: Office) -> tuple[Daily, Afterwards]:
    after: Any = Afterwards()
    metrics = AnalyzerMetrics.register(CollectorRegistry())
    parts = (office.assess, office.again)
    boards: Any = Afterwards()
    follows = After(after, after, boards, office.coverage)
    return Daily(parts, follows, office.marks, office.clock, metrics, 1.0), after


async def test_a_clock_that_jumps_forward_leaves_no_day_out() -> None:
    office = await office_with(SITE, today=date(2024, 2, 27))
    job, after = daily(office)
    await job.look()
    office.now(date(2024, 3, 2))
    assert await job.look() == 4

    assert after.days == [date(2024, 2, n) for n in (26, 27, 28, 29)] + [date(2024, 3, 1)]


async def test_a_clock_that_jumps_back_assesses_nothing_again() -> None:
    office = await office_with(SITE)
    job, _ = daily(office)
    await job.look()
    before = await office.said.of_target("2020Q4", SITE.id)
    office.now(DAY - 5 * ONE)

    assert await job.look() == 1, "of that day nobody knew; it changes nothing of a later one"
    assert await office.said.of_target("2020Q4", SITE.id) == before
    kept = await office.marks.standings.get("2020Q4", SITE.id)
    assert kept is not None
    assert kept.on == DAY - ONE


@pytest.mark.parametrize(
    ("newest", "verdict"),
    [(date(2024, 2, 15), Verdict.COMPLIANT), (date(2024, 2, 14), Verdict.VIOLATING)],
)
async def test_a_fortnight_over_the_leap_day(newest: date, verdict: Verdict) -> None:
    office = await office_with(ACCOUNT, today=date(2024, 2, 29))
    await office.listed(ACCOUNT.id, date(2024, 2, 29), newest)
    await office.day(date(2024, 2, 29))

    said = await office.stood(ACCOUNT.id, date(2024, 2, 29))
    assert next(one.verdict for one in said.reasons if one.item == "MV2.a") is verdict


async def test_a_failure_over_the_quarter_edge_is_named_in_both_quarters() -> None:
    office = await office_with(ACCOUNT, today=date(2020, 12, 31))
    for day in (date(2020, 12, 31), date(2021, 1, 1)):
        await office.listed(ACCOUNT.id, day, date(2020, 12, 1))
        await office.day(day)

    found = [
        one
        async for one in office.findings.found_between(date(2020, 12, 1), date(2021, 1, 31))
        if one.rule == "freshness.account"
    ]
    assert sorted(one.found_on for one in found) == [date(2020, 12, 31), date(2021, 1, 1)]
    assert (await office.stood(ACCOUNT.id, date(2021, 1, 1))).quarter == "2021Q1"


async def test_a_finding_counts_in_the_quarter_in_which_it_was_found() -> None:
    office = await office_with(SITE, today=date(2020, 12, 31))
    for day in (date(2020, 12, 31), date(2021, 1, 1)):
        await office.day(day)
    found = make_finding(
        target=SITE.id, rule="wording.serious", found_on=date(2020, 12, 31), article=""
    )
    await office.findings.add([found])
    office.now(date(2021, 1, 29))
    await office.late.decided((await office.decide(found, Decision.CONFIRMED)).finding)
    await office.correct()

    assert (await office.stood(SITE.id, date(2020, 12, 31))).verdict is Verdict.VIOLATING
    assert (await office.stood(SITE.id, date(2021, 1, 1))).verdict is Verdict.NOT_OBSERVED


async def test_a_target_that_goes_to_another_unit_is_said_anew_from_that_day() -> None:
    office = await office_with(SITE)
    await office.day(DAY)
    office.now(DAY + ONE)
    await office.enter(SITE, unit="county-b")
    await office.day(DAY + ONE)

    said = await office.said.of_target("2020Q4", SITE.id)
    assert [(one.on, one.unit, one.revision) for one in said] == [
        (DAY, "county-a", 1),
        (DAY + ONE, "county-b", 1),
    ]


async def test_a_target_that_becomes_another_kind_is_judged_as_what_it_is_then() -> None:
    office = await office_with(SITE)
    await office.day(DAY)
    office.now(DAY + ONE)
    await office.enter(SITE, kind=TargetKind.COLUMN, columns_class="动态要闻")
    await office.listed(SITE.id, DAY + ONE, DAY)
    await office.day(DAY + ONE)

    before, after = await office.said.of_target("2020Q4", SITE.id)
    assert (before.kind, after.kind) == (TargetKind.WEBSITE, TargetKind.COLUMN)
    assert "WV2" in [one.item for one in before.reasons]
    assert {"PB2", "PB3"} <= {one.item for one in after.reasons}
    assert (after.verdict, after.points) == (Verdict.COMPLIANT, None)


async def test_a_row_says_what_others_need_of_a_target() -> None:
    office = await office_with(SITE)
    found = make_finding(target=SITE.id, rule="wording.serious", found_on=DAY, article="")
    await office.findings.add([found])
    await office.decide(found, Decision.CONFIRMED)
    await office.day(DAY)
    await office.day(DAY + ONE)

    (row,) = [one async for one in office.marks.standings.every("2020Q4")]
    said = await office.stood(SITE.id, DAY + ONE)
    assert (row.verdict, row.reasons, row.text) == (Verdict.VIOLATING, ("WV1.1",), said.text)
    assert (row.points, row.provisional) == (100, True)
    assert (row.profile, row.profile_digest) == (said.profile, said.profile_digest)
    assert (row.unit, row.kind, row.name, row.on) == (
        SITE.unit,
        "website",
        SITE.name,
        DAY + timedelta(days=1),
    )
    assert row.assessment == said.id


async def test_what_is_confirmed_of_todays_findings_is_told_at_once() -> None:
    """Today is not over: it counts with the last day that is; replays of that day know both."""
    office = await office_with(SITE)
    await office.day(DAY - ONE)
    await office.day(DAY)
    then = await office.stood(SITE.id, DAY)
    found = make_finding(target=SITE.id, rule="wording.serious", found_on=DAY + ONE, article="")
    office.now(DAY + ONE)
    await office.findings.add([found])
    await office.late.decided((await office.decide(found, Decision.CONFIRMED)).finding)
    assert await office.correct() == 1

    said = await office.stood(SITE.id, DAY)
    assert (said.on, said.verdict, said.corrects) == (DAY, Verdict.VIOLATING, then.id)
    assert said.known_at is not None
    assert (await office.replayed(SITE.id, DAY, said.known_at)).verdict is Verdict.VIOLATING
    earlier = await office.replayed(SITE.id, DAY - ONE, said.known_at)
    assert earlier.verdict is Verdict.NOT_OBSERVED
