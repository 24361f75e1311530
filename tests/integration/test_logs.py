import json
from pathlib import Path

from tests.eventually import eventually
from tests.integration.rig import worker
from tests.personal import resident_id
from tests.planting import found_in

SECRET = "Zq7-planted-secret-91xK"


async def test_nothing_secret_or_personal_is_said_by_whatever_way(tmp_path: Path) -> None:
    log = tmp_path / "talker.log"
    with worker("talker", log, SECRET, resident_id()) as process:
        await eventually(lambda: process.poll() is not None, within=30)

    said = log.read_bytes()
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["event"] for line in lines] == [
        "page.read",
        "page.failed",
        "library.said",
        "library.said",
        "library.said",
        "library.said",
        "process.ended",
    ]
    assert [line["logger"] for line in lines if line["event"] == "library.said"] == [
        "uvicorn.error",
        "nats",
        "py.warnings",
        "asyncio",
    ]
    assert {line["service"] for line in lines} == {"talker"}
    assert "a.cn/o/…?…" in lines[0]["url"]
    assert SECRET.encode() not in said
    assert found_in(said, {"id": resident_id()}) == set()
