"""Import files rest sealed in the broker; the store holds their keys wrapped, and briefly."""

import pytest
from nats.aio.client import Client

from shared.bucket import FileMissing, Files, parted
from shared.errors import PermanentError
from shared.sealing import SealBroken
from shared.store.database import Database
from shared.store.imports import ImportState, ImportStore
from shared.streams import IMPORTS
from tests.integration.intake_desk import Desk
from tests.integration.rig import stored
from tests.integration.test_imports import UNITS, desk  # noqa: F401 - a fixture

BODY = "姓名,身份证号\n李秀兰,示例\n".encode()


def files_of(streams: Client) -> Files:
    async def connected() -> Client:
        return streams

    return Files(IMPORTS, connected)


async def test_what_rests_in_the_broker_is_sealed(streams: Client) -> None:
    files = files_of(streams)
    reference = await files.put("a.csv", BODY)
    resting = [message.data or b"" for message in await stored(streams, "OBJ_IMPORTS")]
    assert sum(len(each) for each in resting) > len(BODY)
    assert not any("李秀兰".encode() in each for each in resting)
    assert not any(parted(reference)[1] in each for each in resting)
    assert await files.get(reference, limit=len(BODY)) == BODY


async def test_another_key_another_name_and_no_key_open_nothing(streams: Client) -> None:
    files = files_of(streams)
    first, second = await files.put("a.csv", BODY * 10), await files.put("b.csv", BODY)
    key = second.partition(":")[2]
    with pytest.raises(SealBroken):
        await files.get(f"a.csv:{key}", limit=1000)
    with pytest.raises(PermanentError, match="has no key"):
        await files.get("a.csv", limit=1000)
    with pytest.raises(PermanentError, match="split it"):
        await files.get(first, limit=10)
    await files.drop(first)
    with pytest.raises(FileMissing):
        await files.get(first, limit=1000)


async def test_the_key_goes_when_the_import_has_ended(desk: Desk, database: Database) -> None:  # noqa: F811
    report = await desk.imported("registry", UNITS, "units.csv")
    record = await ImportStore(database.collection("imports")).get(report["import_id"])
    assert record is not None
    assert record.state is ImportState.APPLIED
    assert record.key == b""
