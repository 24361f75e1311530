"""Two registry files of one call that contradict each other are refused row by row."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared.store.database import Database
from tests.integration.intake_desk import Desk, environment, make_service, running
from tests.servers import Nats
from xuncha.importing import import_file

ONE = "id,name,kind\nlinxiang,临翔区,county\nfengqing,凤庆县,county\n"
OTHER = "编号,名称,类别\nfengqing,凤庆自治县,县\nyunxian,云县,县\n"


@pytest.fixture
async def desk(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> AsyncIterator[Desk]:
    env = environment(tmp_path, nats_server.url, mongo_url, database._database.name)
    async with running(make_service("reporter", env), streams, tmp_path) as opened:
        yield opened


async def send(
    desk: Desk, tmp_path: Path, *, first: str, **options: bool
) -> list[dict[str, object]]:
    texts = {"one.csv": ONE, "other.csv": OTHER}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    beside = [tmp_path / name for name in texts if name != first]
    result = await import_file(
        desk.client, "registry", tmp_path / first, actor="clerk", beside=beside, **options
    )
    assert result.ok, result
    found: list[dict[str, object]] = result.data["bad"]
    return found


async def test_both_places_are_named_and_nothing_is_imported(desk: Desk, tmp_path: Path) -> None:
    (mine,) = await send(desk, tmp_path, first="one.csv")
    (theirs,) = await send(desk, tmp_path, first="other.csv")

    assert (mine["line"], theirs["line"]) == (3, 2)
    assert "line 3 here and line 2 of other.csv contradict each other" in str(mine["reason"])
    assert "line 2 here and line 3 of one.csv contradict each other" in str(theirs["reason"])
    assert await desk.listed("registry.list", state="unit") == []


async def test_neither_of_them_wins_when_bad_rows_are_skipped(desk: Desk, tmp_path: Path) -> None:
    await send(desk, tmp_path, first="one.csv", skip_bad=True)
    await send(desk, tmp_path, first="other.csv", skip_bad=True)

    units = await desk.listed("registry.list", state="unit")
    assert [unit["id"] for unit in units] == ["linxiang", "yunxian"]


async def test_a_dry_run_takes_the_units_of_another_file_as_if_they_were_there(
    desk: Desk, tmp_path: Path
) -> None:
    units, targets = tmp_path / "units.csv", tmp_path / "targets.csv"
    units.write_text(ONE, "utf-8")
    targets.write_text(
        "id,kind,name,unit,url\nw,website,网站,linxiang,http://a.example.cn/\n"
        "v,website,网站,nobody,http://b.example.cn/\n",
        "utf-8",
    )

    async def bad(**options: bool) -> list[int]:
        result = await import_file(
            desk.client, "registry", targets, actor="clerk", beside=[units], **options
        )
        return [one["line"] for one in result.data["bad"]]

    assert await bad(dry_run=True) == [3]
    assert await bad() == [2, 3], "without the dry run the units must have been imported"
    assert await desk.listed("registry.list", state="unit") == []
