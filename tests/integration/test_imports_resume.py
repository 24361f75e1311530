"""A crash in the middle of an import loses nothing and does nothing twice."""

import asyncio
import sys
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared.failpoints import Failpoint
from shared.store.database import Database
from shared.store.imports import ImportState, ImportStore
from tests.eventually import eventually
from tests.integration.intake_desk import environment
from tests.integration.rig import stored
from tests.servers import Nats, free_port, start_process, stop_process
from xuncha.importing import import_file

ROWS = 450
"""More than two chunks."""
BODY = "id,name,kind\n" + "".join(f"u{number},单位{number},bureau\n" for number in range(ROWS))


@pytest.mark.parametrize("hit", [1, 2])
async def test_an_import_goes_on_after_a_crash_between_two_chunks(
    hit: int,
    tmp_path: Path,
    nats_server: Nats,
    streams: Client,
    database: Database,
    mongo_url: str,
) -> None:
    proof = tmp_path / "failpoints"
    env = {
        **environment(tmp_path, nats_server.url, mongo_url, database._database.name),
        "XUNCHA_HEALTH_PORT": str(free_port()),
        "XUNCHA_FAILPOINTS": f"{Failpoint.REPORTER_MID_IMPORT}={hit}",
        "XUNCHA_FAILPOINT_LOG": str(proof),
        "PATH": "",
    }
    command = (sys.executable, "-m", "services.reporter")
    file = tmp_path / "units.csv"
    file.write_text(BODY, "utf-8")
    units, imports = database.collection("units"), ImportStore(database.collection("imports"))

    first = start_process(command, tmp_path / "first.log", env)
    sent = asyncio.create_task(_send(streams, file))
    await eventually(lambda: first.poll() is not None, within=30)
    sent.cancel()
    assert proof.read_text() == f"{Failpoint.REPORTER_MID_IMPORT}\n"
    assert 0 < await units.count({}) < ROWS
    (record,) = await imports.open()

    second = start_process(command, tmp_path / "second.log", env)
    try:

        async def applied() -> bool:
            now = await imports.get(record.id)
            return now is not None and now.state is ImportState.APPLIED

        await eventually(applied, within=30)

        async def relayed() -> bool:
            return not await units.count({"waiting": True})

        await eventually(relayed, within=30)
        assert await units.count({}) == ROWS
        assert await units.count({"version": 1}) == ROWS
        assert len(await stored(streams, "REGISTRY")) == ROWS
        audit = [message for message in await stored(streams, "AUDIT") if message.data]
        assert len(audit) == 1
    finally:
        stop_process(second)


async def _send(client: Client, file: Path) -> None:
    """Send until somebody listens; the crash leaves it without an answer."""
    while True:
        answer = await import_file(client, "registry", file, actor="clerk")
        if answer.code != "unavailable":
            return
        await asyncio.sleep(0.1)
