"""Reports through a running reporter: as of a day, frozen, issued, corrected, in any format."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client
from openpyxl import load_workbook

from services.reporter.days import Days
from shared.commands import ask
from shared.contracts.assessment import Assessment, AssessmentChanged, Points, Verdict
from shared.contracts.calendar import OfficeCalendar
from shared.contracts.command import (
    Command,
    CorrectQuarter,
    FreezeQuarter,
    IssueQuarter,
    ReportBack,
    ReportDay,
    ReportPeriod,
    ReportQuarter,
    ShowQuery,
)
from shared.contracts.finding import Decision, Effect, Finding, Step
from shared.contracts.order import OrderKind, OrderState, duty_id, order_id
from shared.contracts.report import ReportReady
from shared.store.assessments import AssessmentStore
from shared.store.calendars import CalendarStore
from shared.store.database import Database
from shared.store.enquiries import EnquiryReader
from shared.store.findings import FindingStore
from shared.store.orders import OrderStore
from tests.factories import make_finding, make_order
from tests.integration.intake_desk import Desk, environment, make_service, running
from tests.integration.rig import judging, stored
from tests.servers import Nats

UNITS = "id,name,kind,order\nlinxiang,临翔区,county,1\nfengqing,凤庆县,county,2\n"
TARGETS = """id,kind,name,unit,platform,url,status,opened_on,closed_on
lx,website,临翔区网站,linxiang,,https://lx.example.cn/,running,2015-01-01,
fq,website,凤庆县网站,fengqing,,https://fq.example.cn/,running,2015-01-01,
wx,account,=HYPERLINK 账号,linxiang,wechat,,running,2018-01-01,
"""
CALENDAR_LINES = "2021-02-01 off 本地放假\n2021-02-02 off 本地放假\n"
CLOSED = TARGETS.replace("wechat,,running,2018-01-01,", "wechat,,closed,2018-01-01,2021-01-10")
UNLIMITED = "id,unit,received_on,category\n{id},linxiang,2021-01-29,咨询\n"
ENQUIRIES = "id,unit,received_on,due_on,closed_on\ne1,linxiang,2020-11-02,2020-11-09,2020-11-05\n"


@pytest.fixture
async def desk(
    tmp_path: Path,
    nats_server: Nats,
    streams: Client,
    database: Database,
    mongo_url: str,
) -> AsyncIterator[Desk]:
    await judging(database, "first")
    env = environment(tmp_path, nats_server.url, mongo_url, database._database.name)
    async with running(make_service("reporter", env), streams, tmp_path) as opened:
        await opened.imported("registry", UNITS, "units.csv")
        await opened.imported("registry", TARGETS.replace("=HYPERLINK ", ""), "targets.csv")
        await opened.imported("enquiry", ENQUIRIES, "enquiries.csv")
        yield opened


async def asked(desk: Desk, name: str, form: type[Command], /, **fields: Any) -> Any:
    given = {"request": f"{name} {sorted(fields.items())}", "actor": "clerk", **fields}
    result = await ask(desk.client, name, form(**given))
    return result.data if result.ok else result


async def quarter(desk: Desk, **fields: Any) -> Any:
    answer = await asked(desk, "report.quarter", ReportQuarter, quarter="2020Q4", **fields)
    return answer["report"] if fields.get("format", "json") == "json" else answer["file"]


def confirmed(target: str, at: datetime, **fields: Any) -> Finding:
    step = Step(version=2, at=at, actor="zhang", action="confirmed", cause="c")
    given = {"id": f"f-{target}", "target": target, "found_on": date(2020, 12, 30), "version": 2}
    made = make_finding(**{**given, **fields})
    changes = {"decision": Decision.CONFIRMED, "effect": Effect.VETO, "history": (step,)}
    return made.model_copy(update=changes)


async def test_an_order_issued_after_the_quarter_belongs_to_its_findings_quarter(
    desk: Desk, database: Database
) -> None:
    finding = confirmed("lx", datetime(2021, 1, 4, 3, tzinfo=UTC))
    await FindingStore(database.collection("findings")).add([finding])
    late = make_order(
        id=order_id(finding.id),
        findings=(finding.id,),
        target="lx",
        issued_at=datetime(2021, 1, 4, 3, tzinfo=UTC),
    )
    await OrderStore(database.collection("orders")).add(late)

    assert (await quarter(desk))["orders"]["issued"] == 1
    assert (await quarter(desk, as_of="2021-01-03"))["orders"]["issued"] == 0
    assert (await quarter(desk, as_of="2021-01-03"))["websites"]["unqualified"] == 0
    assert (await quarter(desk))["websites"]["unqualified"] == 1


async def test_what_was_closed_after_the_quarter_still_ran_at_its_end(desk: Desk) -> None:
    await desk.imported("registry", CLOSED.replace("=HYPERLINK ", ""), "closed.csv")

    assert (await quarter(desk))["accounts"]["running"] == 1
    answer = await asked(desk, "report.period", ReportPeriod, period="2021Q1", by="kind")
    rows = {row["key"]: row for row in answer["report"]["rows"]}
    assert (rows["account"]["running"], rows["account"]["flow"]["closed"]) == (0, 1)


async def test_a_frozen_quarter_does_not_change_and_renders_the_same_bytes(
    desk: Desk, database: Database
) -> None:
    await asked(desk, "report.freeze", FreezeQuarter, quarter="2020Q4")
    frozen, files = await quarter(desk), {}
    for form in ("docx", "html", "xlsx", "csv"):
        files[form] = await quarter(desk, format=form)

    store = FindingStore(database.collection("findings"))
    await store.add([confirmed("fq", datetime(2021, 1, 5, 3, tzinfo=UTC))])

    again = await quarter(desk)
    assert (again["frozen"], again["websites"]["unqualified"]) == (True, 0)
    assert json.dumps(again) == json.dumps(frozen)
    assert len(frozen["facts_digest"]) == 64
    assert set(frozen["profiles"]) == {"indicators", "notice"}
    assert frozen["profiles"]["indicators"] == "national-2019 first"
    assert {form: await quarter(desk, format=form) for form in files} == files
    refused = await asked(
        desk, "report.freeze", FreezeQuarter, quarter="2020Q4", as_of="2021-01-29"
    )
    assert "frozen already" in refused.message
    shown = await asked(desk, "report.errata", CorrectQuarter, quarter="2020Q4")
    assert {"figure": "websites.unqualified", "frozen": 0, "now": 1} in shown["differences"]


async def test_a_quarter_that_is_not_over_is_not_frozen(desk: Desk) -> None:
    for text, why in (("2021Q1", "ends on 2021-03-31"), ("2099Q1", "after"), ("2020Q9", "quarter")):
        refused = await asked(desk, "report.freeze", FreezeQuarter, quarter=text)
        assert why in refused.message


async def test_issuing_gives_every_named_unit_its_duty_and_lists_who_has_reported(
    desk: Desk, database: Database
) -> None:
    at = datetime(2021, 1, 5, 3, tzinfo=UTC)
    found = [confirmed("fq", at), confirmed("lx", at)]
    await FindingStore(database.collection("findings")).add(found)
    await asked(desk, "report.freeze", FreezeQuarter, quarter="2020Q4")

    number = "示例〔2021〕1号"
    fields = {"quarter": "2020Q4", "number": number, "date": "2021-01-30", "signer": "示例"}
    issued = await asked(desk, "report.issue", IssueQuarter, **fields)
    repeat = await asked(desk, "report.issue", IssueQuarter, **fields)
    assert repeat == issued
    assert issued["issued"] == {"number": number, "date": "2021-01-30", "signer": "示例"}
    assert issued["report_back"]["due_on"] == "2021-02-08"
    assert issued["report_back"]["outstanding"] == ["fengqing", "linxiang"]
    other = await asked(desk, "report.issue", IssueQuarter, quarter="2020Q4", number="2号")
    assert "was issued as" in other.message

    done = await asked(desk, "report.back", ReportBack, quarter="2020Q4", unit="fengqing")
    assert (done["report_back"]["received"], done["report_back"]["outstanding"]) == (
        1,
        ["linxiang"],
    )
    unnamed = await asked(desk, "report.back", ReportBack, quarter="2020Q4", unit="nobody")
    assert unnamed.code == "not_found"

    said = Step(version=2, at=at, actor="unit", action="rectified", cause="page")
    duty = make_order(
        id=duty_id("linxiang", "2020Q4"),
        unit="linxiang",
        kind=OrderKind.REPORT_BACK,
        findings=(),
        state=OrderState.RECTIFIED,
        history=(said,),
    )
    await OrderStore(database.collection("orders")).add(duty)
    assert (await quarter(desk))["report_back"]["outstanding"] == []
    await database.collection("orders").delete(duty.id)

    text = "将“凤庆县”更正为“云县”。"
    mended = await asked(desk, "report.errata", CorrectQuarter, quarter="2020Q4", text=text)
    assert mended["errata"][0]["text"] == text
    assert mended["digest"] == issued["digest"]
    assert await quarter(desk) == mended

    await desk.relay()
    ready = [
        ReportReady.model_validate_json(message.data or b"").report
        for message in await stored(desk.client, "REPORTS")
    ]
    assert [one.state for one in ready] == ["frozen", "issued", "errata"]
    assert [unit.unit for unit in ready[1].units] == ["fengqing", "linxiang"]
    assert "2021年2月8日" in ready[1].units[0].text


async def test_enquiries_and_report_back_dates_follow_the_calendar_in_force(
    desk: Desk, database: Database
) -> None:
    await desk.imported("enquiry", UNLIMITED.format(id="before"), "before.csv")
    first = await quarter(desk)
    lines = OfficeCalendar(lines=CALENDAR_LINES, at=datetime(2021, 1, 30, tzinfo=UTC))
    await CalendarStore(database.collection("calendars")).put(lines)

    await desk.imported("enquiry", UNLIMITED.format(id="after"), "after.csv")
    second = await quarter(desk)
    await asked(desk, "report.freeze", FreezeQuarter, quarter="2020Q4")
    fields = {"quarter": "2020Q4", "number": "1号", "date": "2021-01-30"}
    issued = await asked(desk, "report.issue", IssueQuarter, **fields)

    found = await EnquiryReader(database.collection("enquiries")).get_many(["before", "after"])
    assert (found["before"].due_on, found["after"].due_on) == (date(2021, 2, 5), date(2021, 2, 8))
    assert first["report_back"]["due_on"] == "2021-02-08"
    assert second["report_back"]["due_on"] == issued["report_back"]["due_on"] == "2021-02-10"


async def test_statistics_are_the_same_from_rows_and_from_records(
    desk: Desk, database: Database
) -> None:
    at = datetime(2021, 1, 5, 3, tzinfo=UTC)
    await FindingStore(database.collection("findings")).add([confirmed("fq", at)])
    await asked(desk, "report.recompute", Command)

    rows = await asked(desk, "report.period", ReportPeriod, period="2020-12", by="unit")
    records = await asked(
        desk, "report.period", ReportPeriod, period="2020-12", by="unit", as_of="2021-01-29"
    )

    assert rows["report"]["rows"] == records["report"]["rows"]
    assert rows["report"]["total"]["findings"]["confirmed"] == 1
    before = await asked(
        desk, "report.period", ReportPeriod, period="2020-12", by="unit", as_of="2021-01-04"
    )
    assert before["report"]["total"]["findings"]["confirmed"] == 0


async def test_a_workbook_holds_text_and_numbers_and_no_formula(desk: Desk) -> None:
    answer = await asked(
        desk,
        "report.period",
        ReportPeriod,
        period="2020Q4",
        by="unit",
        compare="previous",
        format="xlsx",
    )

    book = load_workbook(BytesIO(base64.b64decode(answer["file"])))

    assert book.sheetnames == ["对比", "依据", "提示"]
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert kinds <= {"s", "n"}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"period": "2020Q7"}, "no period"),
        ({"period": "2030-01"}, "nothing to report"),
        ({"period": "2020Q4", "by": "colour"}, "no statistics by"),
        ({"period": "2020Q4", "kind": "shop"}, "no kind"),
        ({"period": "2020Q4", "as_of": "soon"}, "no date"),
    ],
)
async def test_what_cannot_be_counted_is_refused_with_the_reason(
    desk: Desk, fields: dict[str, str], why: str
) -> None:
    refused = await asked(desk, "report.period", ReportPeriod, **fields)

    assert (refused.code, why in refused.message) == ("refused", True)


async def test_the_report_of_a_day_is_shown_in_words_and_announced_once(desk: Desk) -> None:
    text = await asked(desk, "report.day", ReportDay, day="2021-01-30", format="text")
    page = await asked(desk, "report.day", ReportDay, day="2021-01-30", format="html")
    assert "零报告" in text["text"]
    assert page["text"].startswith("<!DOCTYPE html>")
    ahead = await asked(desk, "report.day", ReportDay, day="2021-02-01")
    assert ahead.code == "refused"

    (days,) = [
        owner
        for loop in desk.service.loops
        if isinstance(owner := getattr(loop, "__self__", None), Days)
    ]
    assert not await days.announce(), "at nine in the morning the day is not over"
    days._at = time(8, 0)
    assert await days.announce()
    assert not await days.announce()
    await desk.relay()
    (message,) = await stored(desk.client, "REPORTS")
    report = ReportReady.model_validate_json(message.data or b"").report
    assert (report.kind, report.period) == ("day", "2021-01-30")


async def test_what_taking_a_confirmation_back_undoes_is_said_first(
    desk: Desk, database: Database
) -> None:
    finding = confirmed("fq", datetime(2021, 1, 5, 3, tzinfo=UTC), unit="fengqing")
    await FindingStore(database.collection("findings")).add([finding])
    before = await asked(desk, "finding.consequences", ShowQuery, id=finding.id)
    assert (before["serious"], before["consequences"]) == (False, [])

    order = make_order(id=order_id(finding.id), findings=(finding.id,), unit="fengqing")
    await OrderStore(database.collection("orders")).add(order)
    await asked(desk, "report.freeze", FreezeQuarter, quarter="2020Q4")
    await asked(desk, "report.issue", IssueQuarter, quarter="2020Q4", number="示例1号")

    after = await asked(desk, "finding.consequences", ShowQuery, id=finding.id)
    assert after["serious"]
    told = "\n".join(after["consequences"])
    assert "整改单" in told
    assert "已以示例1号印发" in told
    assert "凤庆县的报送义务" in told


async def test_the_digest_of_a_freeze_covers_the_profile_it_was_judged_by(
    desk: Desk, database: Database
) -> None:
    first = await asked(desk, "report.freeze", FreezeQuarter, quarter="2020Q4")
    await database.collection("reports").delete("2020Q4")
    await judging(database, "second")
    second = await asked(desk, "report.freeze", FreezeQuarter, quarter="2020Q4", as_of="2021-01-30")

    assert first["digest"] == second["digest"], "the figures are the same"
    assert first["facts_digest"] != second["facts_digest"]
    assert second["profiles"]["indicators"] == "national-2019 second"


async def test_assessments_bring_points_and_are_set_beside_the_figures(
    desk: Desk, database: Database
) -> None:
    await desk.imported("score", "quarter,target,points,source\n2020Q4,lx,98.7,province\n", "s.csv")
    store = AssessmentStore(database.collection("assessments"))
    told = {"unit": "linxiang", "kind": "website", "quarter": "2020Q4", "profile": "p"}
    for target, number, day, verdict, points in (
        ("lx", 1, date(2020, 12, 20), "compliant", 91.0),
        ("lx", 2, date(2020, 12, 31), "violating", 55.5),
        ("lx", 3, date(2021, 2, 1), "compliant", 99.0),
        ("fq", 1, date(2020, 12, 31), "violating", None),
    ):
        made = Assessment(
            target=target,
            on=day,
            verdict=Verdict(verdict),
            profile_digest="d",
            points=None if points is None else Points(total=points),
            **told,
        )
        event = AssessmentChanged(assessment=made, occurred_at=datetime.now(UTC))
        await store.add(made, event, number)

    report = await quarter(desk, as_of="2021-01-30")

    assert [(one["target"], one["own"]) for one in report["scores"]] == [("lx", 55.5)]
    assert report["websites"]["unqualified"] == 1, "own points below 60"
    differing = [one for one in report["warnings"] if one["code"] == "verdict_differs"]
    assert [one["text"][:5] for one in differing] == ["凤庆县网站"]
    assert "2020-12-31评估为不合格，本报表按" in differing[0]["text"]
    assert set(report["evidence"]["assessments"]) == {"fq", "lx"}
    answer = await asked(desk, "report.period", ReportPeriod, period="2020Q4", by="kind")
    assert answer["report"]["total"]["unqualified"] == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [("2020Q5", "is no quarter"), ("last", "is no quarter"), ("2021Q2", "nothing to report")],
)
async def test_a_quarter_that_cannot_be_reported_is_refused_with_the_reason(
    desk: Desk, name: str, why: str
) -> None:
    refused = await asked(desk, "report.quarter", ReportQuarter, quarter=name)

    assert (refused.code, why in refused.message) == ("refused", True)


async def test_a_quarter_before_all_records_says_that_its_figures_are_missing(desk: Desk) -> None:
    answer = await asked(desk, "report.quarter", ReportQuarter, quarter="2016Q1")

    report = answer["report"]
    assert "no_data" in {one["code"] for one in report["warnings"]}
    assert (report["websites"]["checked"], report["websites"]["rate"]) == (0, None)
    table = await asked(desk, "report.quarter", ReportQuarter, quarter="2016Q1", format="table")
    assert table["tables"][0]["name"] == "数字"
