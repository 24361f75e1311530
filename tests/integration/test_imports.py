"""Imports from the file to the store and the stream, through a real broker and a real store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.aio.client import Client
from openpyxl import Workbook

from shared.contracts.target import TargetRegistered
from shared.store.database import Database
from tests.eventually import eventually
from tests.integration.intake_desk import Desk, environment, make_service, running
from tests.integration.rig import stored
from tests.servers import Nats
from tests.unit.tables.workbooks import workbook

UNITS = """id,name,kind,order,channels
linxiang,临翔区,county,1,mailto:office@linxiang.example.cn
fengqing,凤庆县,county,2,
"""
TARGETS = """编号,类别,名称,主办单位,平台,网址,状态
linxiang-www,网站,临翔区人民政府网,linxiang,,https://linxiang.example.gov.cn/,正常运行
linxiang-jf,账号,临翔警方,linxiang,微信公众号,,正常运行
"""


@pytest.fixture
async def desk(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> AsyncIterator[Desk]:
    env = environment(tmp_path, nats_server.url, mongo_url, database._database.name)
    async with running(make_service("reporter", env), streams, tmp_path) as opened:
        yield opened


async def test_units_and_targets_arrive_with_their_events(desk: Desk) -> None:
    report = await desk.imported("registry", UNITS, "units.csv")
    assert (report["kind"], report["new"], report["state"]) == ("units", 2, "applied")
    report = await desk.imported("registry", TARGETS.encode("gb18030"), "targets.csv")
    assert (report["kind"], report["new"], report["bad"]) == ("targets", 2, [])

    await desk.relay()
    events = {message.subject: message for message in await stored(desk.client, "REGISTRY")}
    assert set(events) == {
        "registry.unit.linxiang",
        "registry.unit.fengqing",
        "registry.target.linxiang-www",
        "registry.target.linxiang-jf",
    }
    data = events["registry.target.linxiang-jf"].data
    assert data is not None
    assert TargetRegistered.model_validate_json(data).target.platform == "wechat"
    units = await desk.listed("registry.list", state="unit")
    assert [unit["name"] for unit in units] == ["凤庆县", "临翔区"]
    accounts = await desk.listed("registry.list", state="account", unit="linxiang")
    assert [target["id"] for target in accounts] == ["linxiang-jf"]


async def test_each_import_is_audited_once(desk: Desk) -> None:
    await desk.imported("registry", UNITS, "units.csv")
    await desk.imported("registry", UNITS, "units.csv")
    await desk.relay()

    async def audited() -> bool:
        return len(await desk.listed("audit.list")) == 1

    await eventually(audited)
    (row,) = await desk.listed("audit.list")
    assert (row["actor"], row["action"]) == ("clerk", "registry.import")


async def test_a_repeated_import_changes_nothing(desk: Desk) -> None:
    await desk.imported("registry", UNITS, "units.csv")
    report = await desk.imported("registry", UNITS, "units.csv")
    assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, 2)
    assert report["state"] == "unchanged"
    units = await desk.listed("registry.list", state="unit")
    assert {unit["version"] for unit in units} == {1}


HEAD = "id,name,kind\n"
TARGET_HEAD = "id,kind,name,unit,platform,url,status,opened_on,closed_on,parent\n"


def website(**cells: str) -> str:
    """One row of a target, good unless `cells` make it bad."""
    row = {
        "id": "w",
        "kind": "website",
        "name": "网",
        "unit": "linxiang",
        "url": "https://w.example.cn/",
        **cells,
    }
    return TARGET_HEAD + ",".join(row.get(key, "") for key in TARGET_HEAD.strip().split(",")) + "\n"


@pytest.mark.parametrize(
    ("body", "bad"),
    [
        pytest.param("id,kind\na,county\n", [(1, "name", "missing")], id="missing-column"),
        pytest.param(
            HEAD + "a,甲,county\nb,乙,county\na,丙,county\n",
            [(2, "id", "contradict"), (4, "id", "contradict")],
            id="same-id-twice",
        ),
        pytest.param(HEAD + 'a,"=HYPERLINK(1)",county\n', [(2, "name", "formula")], id="formula"),
        pytest.param(HEAD + "a,甲\x07,county\n", [(2, "name", "U+0007")], id="control-character"),
        pytest.param(
            HEAD + "a b,,city\n",
            [(2, "id", "no id"), (2, "name", "empty"), (2, "kind", "none of")],
            id="many-faults",
        ),
        pytest.param(
            "id,name,kind,channels\na,甲,county,tel:110\n",
            [(2, "channels", "mailto:")],
            id="channel",
        ),
        pytest.param(
            "id,name,kind,channels\na,甲,county,https://hooks.example.cn/T0/B1?key=x\n",
            [(2, "channels", "credentials file")],
            id="address of a webhook",
        ),
        pytest.param(
            "id,name,kind,channels\na,甲,county,wecom:693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa\n",
            [(2, "channels", "credentials file")],
            id="key of a robot",
        ),
        pytest.param(
            website(unit="nobody"), [(2, "unit", "import the units first")], id="unknown-unit"
        ),
        pytest.param(website(url="ftp://a.cn/"), [(2, "url", "only http")], id="ftp"),
        pytest.param(website(url="javascript:alert(1)"), [(2, "url", "web address")], id="script"),
        pytest.param(website(url="file:///etc/passwd"), [(2, "url", "web address")], id="file"),
        pytest.param(website(url="https://u:p@a.cn/"), [(2, "url", "password")], id="login"),
        pytest.param(website(opened_on="2021-02-30"), [(2, "opened_on", "not exist")], id="date"),
        pytest.param(website(opened_on="soon"), [(2, "opened_on", "2021-01-30")], id="no-date"),
        pytest.param(
            website(status="closed"), [(2, "closed_on", "empty")], id="closed-without-a-day"
        ),
        pytest.param(website(kind="account", url=""), [(2, "platform", "needs")], id="no-platform"),
        pytest.param(
            website(kind="column", parent="x"), [(2, "parent", "no website")], id="parent"
        ),
    ],
)
async def test_bad_rows_are_named_and_nothing_is_imported(
    desk: Desk, body: str, bad: list[tuple[int, str, str]]
) -> None:
    await desk.imported("registry", UNITS, "units.csv")
    before = await desk.listed("registry.list", state="unit")
    report = await desk.imported("registry", body, "bad.csv")
    assert report["state"] == "refused"
    assert [(one["line"], one["column"]) for one in report["bad"]] == [one[:2] for one in bad]
    for one, (_, _, why) in zip(report["bad"], bad, strict=True):
        assert why in one["reason"]
    assert await desk.listed("registry.list", state="unit") == before
    assert await desk.listed("registry.list") == []


@pytest.mark.parametrize(
    ("body", "name", "why"),
    [
        pytest.param(
            "id,name,kind\na,é,county".encode("latin-1"), "f.csv", "charset", id="charset"
        ),
        pytest.param(b"", "f.csv", "empty", id="empty"),
        pytest.param(HEAD, "f.csv", "no rows", id="header-only"),
        pytest.param(HEAD + "a,b,county\n" * 50_000, "f.csv", "20,000 rows", id="50000-rows"),
        pytest.param(HEAD + "a" * 6_000_000, "f.csv", "bytes", id="too-large"),
    ],
)
async def test_a_file_that_cannot_be_read_is_one_refusal(
    desk: Desk, body: str | bytes, name: str, why: str
) -> None:
    result = await desk.send("registry", body, name)
    assert (result.ok, result.code) == (False, "refused")
    assert why in result.message


async def test_skip_bad_imports_the_good_rows_and_counts_the_others(desk: Desk) -> None:
    body = HEAD + "a,甲,county\nb,,county\nc,丙,county\nc,丁,county\n"
    report = await desk.imported("registry", body, "units.csv", skip_bad=True)
    assert (report["state"], report["new"], report["skipped"]) == ("applied", 1, 3)
    assert [unit["id"] for unit in await desk.listed("registry.list", state="unit")] == ["a"]


async def test_a_dry_run_shows_what_changes_and_writes_nothing(desk: Desk) -> None:
    await desk.imported("registry", UNITS, "units.csv")
    body = UNITS.replace("凤庆县", "凤庆") + "yunxian,云县,county,3,\n"
    report = await desk.imported("registry", body, "more.csv", dry_run=True)
    assert (report["new"], report["changed"], report["unchanged"]) == (1, 1, 1)
    changes = {change["id"]: change for change in report["diff"]}
    assert changes["fengqing"]["fields"] == {"name": ["凤庆县", "凤庆"]}
    assert changes["yunxian"]["verb"] == "new"
    assert len(await desk.listed("registry.list", state="unit")) == 2


async def test_a_file_that_contradicts_an_earlier_one_shows_it_field_by_field(desk: Desk) -> None:
    await desk.imported("registry", UNITS, "units.csv")
    report = await desk.imported("registry", UNITS.replace("临翔区", "临翔"), "other.csv")
    (change,) = report["diff"]
    assert change["fields"] == {"name": ["临翔区", "临翔"]}
    (unit,) = await desk.listed("registry.list", state="unit", unit="linxiang")
    assert (unit["name"], unit["version"]) == ("临翔", 2)


async def test_an_exact_double_is_noted_and_taken_once(desk: Desk) -> None:
    report = await desk.imported("registry", HEAD + "a,甲,county\na,甲,county\n", "units.csv")
    assert (report["new"], report["notes"]) == (1, ["line 3 repeats line 2"])


async def test_units_and_targets_of_one_workbook_come_in_order(desk: Desk) -> None:
    body = workbook(
        [["id", "kind", "name", "unit", "url"], ["w", "网站", "网", "a", "http://w.cn/"]], _units
    )
    report = await desk.imported("registry", body, "registry.xlsx")
    assert (report["new"], report["bad"]) == (2, [])


async def test_the_file_does_not_stay_in_the_bucket(desk: Desk) -> None:
    await desk.imported("registry", UNITS, "units.csv")
    await desk.send("registry", "", "empty.csv")
    info = await desk.client.jetstream().stream_info("OBJ_IMPORTS")
    assert info.state.bytes < 2_000


async def test_enquiries_and_scores(desk: Desk) -> None:
    await desk.imported("registry", UNITS, "units.csv")
    await desk.imported("registry", TARGETS, "targets.csv")
    head = "id,unit,channel,received_on,due_on,closed_on,valid,invalid_reason\n"
    body = head + "e1,linxiang,site,2020-11-02,2020-11-09,2020-11-05,,\n"
    report = await desk.imported("enquiry", body, "enquiries.csv")
    assert report["new"] == 1
    bad = head + "e2,linxiang,site,2020-11-02,,2020-11-01,,\ne3,linxiang,site,2020-11-02,,,否,\n"
    report = await desk.imported("enquiry", bad, "bad.csv")
    assert [(one["line"], one["column"]) for one in report["bad"]] == [
        (2, "closed_on"),
        (3, "invalid_reason"),
    ]
    scores = "季度,网站,得分,排名,来源\n2020Q4,linxiang-www,98.7,2,省级\n"
    assert (await desk.imported("score", scores, "scores.csv"))["new"] == 1
    assert (await desk.imported("score", scores, "scores.csv"))["unchanged"] == 1
    await desk.relay()
    assert len(await stored(desk.client, "ENQUIRIES")) == 1


def _units(book: Workbook) -> None:
    """Put the units behind the targets: the order of sheets must not matter."""
    book.create_sheet("units").append(["id", "name", "kind"])
    book["units"].append(["a", "甲", "county"])
