"""A calendar that the notifier has put in force: the reporter counts its working days by it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared.contracts.calendar import OfficeCalendar
from shared.contracts.command import FreezeQuarter, IssueQuarter
from shared.store.calendars import CalendarStore
from shared.store.database import Database
from shared.store.enquiries import EnquiryReader
from tests.integration.intake_desk import Desk, environment, make_service, running
from tests.integration.rig import judging
from tests.integration.test_reports import TARGETS, UNITS, asked, quarter
from tests.servers import Nats

LINES = "2021-02-01 off 本地放假\n2021-02-02 off 本地放假\n"
ENQUIRIES = "id,unit,received_on,category\n{id},linxiang,2021-01-29,咨询\n"


@pytest.fixture
async def desk(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> AsyncIterator[Desk]:
    await judging(streams, ["first"])
    env = environment(tmp_path, nats_server.url, mongo_url, database._database.name)
    async with running(make_service("reporter", env), streams, tmp_path) as opened:
        await opened.imported("registry", UNITS, "units.csv")
        await opened.imported("registry", TARGETS.replace("=HYPERLINK ", ""), "targets.csv")
        yield opened


async def test_enquiries_and_report_back_dates_follow_the_calendar_in_force(
    desk: Desk, database: Database
) -> None:
    await desk.imported("enquiry", ENQUIRIES.format(id="before"), "before.csv")
    first = await quarter(desk)
    lines = OfficeCalendar(lines=LINES, at=datetime(2021, 1, 30, tzinfo=UTC))
    await CalendarStore(database.collection("calendars")).put(lines)

    await desk.imported("enquiry", ENQUIRIES.format(id="after"), "after.csv")
    second = await quarter(desk)
    await asked(desk, "report.freeze", FreezeQuarter, quarter="2020Q4")
    fields = {"quarter": "2020Q4", "number": "1号", "date": "2021-01-30"}
    issued = await asked(desk, "report.issue", IssueQuarter, **fields)

    found = await EnquiryReader(database.collection("enquiries")).get_many(["before", "after"])
    assert (found["before"].due_on, found["after"].due_on) == (date(2021, 2, 5), date(2021, 2, 8))
    assert first["report_back"]["due_on"] == "2021-02-08"
    assert second["report_back"]["due_on"] == issued["report_back"]["due_on"] == "2021-02-10"
