"""Two frozen quarters side by side: the figures that were frozen, not those of today's records."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client

from shared.contracts.command import Command, FreezeQuarter, ReportPeriod
from shared.contracts.finding import Finding
from shared.store.database import Database
from shared.store.findings import FindingStore
from tests.integration.intake_desk import Desk, environment, make_service, running
from tests.integration.rig import judging
from tests.integration.test_reports import TARGETS, UNITS, asked, confirmed
from tests.servers import Nats

QUARTERS = ("2020Q3", "2020Q4")


@pytest.fixture
async def desk(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> AsyncIterator[Desk]:
    await judging(database, "first")
    env = environment(tmp_path, nats_server.url, mongo_url, database._database.name)
    async with running(make_service("reporter", env), streams, tmp_path) as opened:
        await opened.imported("registry", UNITS, "units.csv")
        await opened.imported("registry", TARGETS.replace("=HYPERLINK ", ""), "targets.csv")
        await FindingStore(database.collection("findings")).add([found("lx", date(2020, 8, 3))])
        yield opened


def found(target: str, day: date) -> Finding:
    at = datetime(2021, 1, 5, 3, tzinfo=UTC)
    return confirmed(target, at, id=f"f-{target}-{day}", found_on=day)


async def compared(desk: Desk, **fields: Any) -> Any:
    given = {"period": "2020Q4", "by": "kind", "compare": "previous", **fields}
    return (await asked(desk, "report.period", ReportPeriod, **given))["report"]


async def test_later_changes_leave_the_comparison_of_frozen_quarters_as_it_was(
    desk: Desk, database: Database
) -> None:
    digests = {
        quarter: (await asked(desk, "report.freeze", FreezeQuarter, quarter=quarter))["digest"]
        for quarter in QUARTERS
    }
    first = await compared(desk)
    later = [found("fq", date(2020, 9, 1)), found("wx", date(2020, 11, 1))]
    await FindingStore(database.collection("findings")).add(later)
    await desk.imported("registry", "id,kind,name,unit\nnew,website,新站,linxiang\n", "new.csv")

    again = await compared(desk)
    by_unit = await compared(desk, by="unit", kind="website")

    assert json.dumps(again) == json.dumps(first)
    assert (again["digest"], again["before"]["digest"]) == (digests["2020Q4"], digests["2020Q3"])
    assert again["total"]["unqualified"] == {"now": 0, "before": 1, "change": -1}
    assert by_unit["total"]["running"] == {"now": 2, "before": 2, "change": 0}
    assert "frozen_differs" not in {one["code"] for one in again["warnings"]}


async def test_a_frozen_quarter_beside_one_that_is_not_says_which_is_which(
    desk: Desk, database: Database
) -> None:
    await asked(desk, "report.freeze", FreezeQuarter, quarter="2020Q3")
    later = [found("fq", date(2020, 9, 1)), found("fq", date(2020, 11, 1))]
    await FindingStore(database.collection("findings")).add(later)
    await asked(desk, "report.recompute", Command)

    both = await compared(desk)

    assert (both["frozen"], both["digest"], both["before"]["frozen"]) == (False, None, True)
    assert both["total"]["unqualified"] == {"now": 1, "before": 1, "change": 0}


async def test_another_day_is_counted_from_the_records_and_told_where_it_differs(
    desk: Desk, database: Database
) -> None:
    await asked(desk, "report.freeze", FreezeQuarter, quarter="2020Q4")
    await FindingStore(database.collection("findings")).add([found("fq", date(2020, 11, 1))])

    other = await compared(desk, as_of="2021-01-29")

    assert not other["frozen"]
    assert other["total"]["unqualified"]["now"] == 1
    assert "2020Q4.unqualified" in {one["figure"] for one in other["warnings"]}
