"""Warnings, enquiries and reports reach whom they concern; a notice makes duties to report back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.contracts.alert import AlertKind
from shared.contracts.assessment import Warning, WarningKind  # noqa: A004 - word of the trade
from shared.contracts.enquiry import Enquiry
from shared.contracts.order import OrderKind, OrderState, duty_id
from shared.contracts.report import Duty, FrozenReport, Report, ReportKind, UnitReport
from shared.store.reports import ReportStore
from tests.factories import make_unit
from tests.unit.notifier.room import OFFICE, Room

UNIT = make_unit().channels[0]
DUE = date(2021, 2, 8)


def warning(**fields: Any) -> Warning:
    given = {
        "id": "w1",
        "kind": WarningKind.COLUMN,
        "subject": "column-a",
        "unit": "county-a",
        "limit_on": date(2021, 2, 2),
        "days_left": 3,
        "raised_on": date(2021, 1, 30),
        "text": "“工作动态”栏目已11天未更新。",
    }
    return Warning(**{**given, **fields})


def report(**fields: Any) -> Report:
    given = {
        "kind": ReportKind.QUARTER,
        "period": "2020Q4",
        "as_of": date(2021, 1, 30),
        "subject_line": "关于2020年第四季度检查情况的通报",
        "text": "全市情况……",
        "state": "issued",
        "units": (UnitReport(unit="county-a", text="请于2月8日前报送。", due_on=DUE),),
    }
    return Report(**{**given, **fields})


async def test_a_warning_is_told_once_to_its_unit() -> None:
    room = await Room().furnish()

    await room.bulletins.warned(warning())
    await room.bulletins.warned(warning())

    (told,) = await room.told()
    assert (told.kind, told.recipient) == (AlertKind.WARNING, UNIT)
    assert "2021年2月2日" in told.subject_line
    (arrived,) = await room.send()
    assert arrived.id == told.id
    assert room.channel.links == [""]


@pytest.mark.parametrize("kind", WarningKind)
@pytest.mark.parametrize("why", ["自最近一次更新（2021-01-19）起14天内应有更新。", ""])
async def test_every_warning_says_how_its_limit_was_counted(kind: WarningKind, why: str) -> None:
    room = await Room().furnish()

    await room.bulletins.warned(warning(kind=kind, explained=why))

    (told,) = await room.told()
    assert f"期限说明：{why or '按所在指标或登记的期限计算。'}" in told.text.splitlines()
    assert told.explained
    assert told.explained in told.text


async def test_a_duty_says_how_its_day_was_counted_and_that_it_may_change() -> None:
    room = await Room().furnish()
    owed = UnitReport(
        unit="county-a", text="…", due_on=DUE, due_explained="第7个工作日。", provisional=True
    )

    await room.bulletins.reported(report(units=(owed,)), "r1")

    (told,) = [one for one in await room.told() if one.kind is AlertKind.ISSUED]
    assert "报送期限：2021年2月8日（暂定）" in told.text
    assert "期限说明：通报要求于2021年2月8日（暂定）前报送。第7个工作日。" in told.text


async def test_an_enquiry_that_is_answered_meanwhile_warns_nobody() -> None:
    room = await Room().furnish()
    enquiry = Enquiry(
        id="q1", unit="county-a", received_on=date(2021, 1, 25), closed_on=date(2021, 1, 29)
    )
    await room.collection("enquiries").insert([{"_id": "q1", **enquiry.model_dump(mode="json")}])

    await room.bulletins.warned(warning(id="w1", kind=WarningKind.ENQUIRY, subject="q1"))
    await room.bulletins.warned(warning(id="w2", kind=WarningKind.ENQUIRY, subject="q2"))

    assert [(one.kind, one.order) for one in await room.told()] == [(AlertKind.ENQUIRY, "w2")]


async def test_a_daily_report_goes_to_the_office_and_makes_no_duty() -> None:
    room = await Room().furnish()
    daily = report(kind=ReportKind.DAY, period="2021-01-30", state="", units=())

    await room.bulletins.reported(daily, "r1")
    await room.bulletins.reported(daily, "r1")

    (told,) = await room.told()
    assert (told.kind, told.recipient, told.text) == (AlertKind.REPORT, OFFICE, "全市情况……")
    assert await room.collection("orders").count({}) == 0


async def test_an_issued_notice_makes_a_duty_that_is_reminded_handed_in_and_accepted() -> None:
    room = await Room().furnish()
    await room.bulletins.reported(report(), "r1")
    await room.bulletins.reported(report(), "r1")
    duty = await room.orders.get(duty_id("county-a", "2020Q4"))
    assert duty is not None
    assert (duty.kind, duty.due_on, duty.target) == (OrderKind.REPORT_BACK, DUE, "")

    room.clock.set(datetime(2021, 2, 9, 2, tzinfo=UTC))
    await room.reminders.look()
    said = await room.do(duty, "rectify", note="已报送", via="paper")
    done = await room.do(said, "close", note="收到纸质报告")

    assert done.state is OrderState.CLOSED
    kinds = [one.kind for one in await room.told(order=duty.id)]
    assert kinds == [
        AlertKind.ISSUED,
        AlertKind.DUE,
        AlertKind.ESCALATED,
        AlertKind.CLOSED,
    ] or set(kinds) == {AlertKind.ISSUED, AlertKind.DUE, AlertKind.ESCALATED, AlertKind.CLOSED}
    assert not [name for name in await room.events() if name.startswith("task.now")]
    assert [one.unit for one in await room.orders.duties("2020Q4")] == ["county-a"]


async def test_a_report_that_the_reporter_has_recorded_closes_the_duty_instead_of_reminding() -> (
    None
):
    room = await Room().furnish()
    await room.bulletins.reported(report(), "r1")
    owed = Duty(due_on=DUE, reported_on=date(2021, 2, 5))
    frozen = FrozenReport(
        id="2020Q4",
        as_of=date(2021, 1, 30),
        body=b"",
        digest="d",
        facts_digest="f",
        duties={"county-a": owed},
    )
    await ReportStore(room.collection("reports")).add(frozen)

    room.clock.set(datetime(2021, 2, 9, 2, tzinfo=UTC))
    await room.reminders.look()
    await room.reminders.look()

    (duty,) = await room.orders.duties("2020Q4")
    assert duty.state is OrderState.CLOSED
    kinds = {one.kind for one in await room.told(order=duty.id)}
    assert kinds == {AlertKind.ISSUED, AlertKind.CLOSED}


async def test_a_frozen_report_makes_no_duty_yet() -> None:
    room = await Room().furnish()

    await room.bulletins.reported(report(state="frozen"), "r1")

    assert await room.collection("orders").count({}) == 0
