"""Imports from the file to the store and the stream, through a real broker and a real store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared.contracts.target import TargetRegistered
from shared.store.database import Database
from tests.eventually import eventually
from tests.integration.intake_desk import Desk, environment, make_reporter, running
from tests.integration.rig import stored
from tests.servers import Nats

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
    async with running(make_reporter(env), streams, tmp_path) as opened:
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
