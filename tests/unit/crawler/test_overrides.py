"""Setting a robots.txt aside needs a reason, and is audited once a day and host."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.crawler.overrides import OwnedHostsError, load_owned_hosts, overrides_told
from shared.contracts.audit import AuditRecorded
from tests.factories import NOW
from tests.fakes import FrozenClock


def test_each_host_has_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "owned.txt"
    file.write_text(
        "# 本办网站\n\nWWW.Example.CN:8080 本办所有  # 2021\nb.example.cn 托管\n", "utf-8"
    )

    assert load_owned_hosts(file) == {"www.example.cn:8080": "本办所有", "b.example.cn": "托管"}
    assert load_owned_hosts(None) == {}


def test_a_host_without_a_reason_is_named(tmp_path: Path) -> None:
    file = tmp_path / "owned.txt"
    file.write_text("a.example.cn 本办所有\nb.example.cn # 无\n", "utf-8")

    with pytest.raises(OwnedHostsError, match="line 2"):
        load_owned_hosts(file)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("http://a.example.cn/ 本办所有\n".encode(), "line 1: write the host only"),
        ("a.example.cn 本办所有\n".encode("gb18030"), "save it as UTF-8"),
        (None, "correct XUNCHA_CRAWLER_ROBOTS_FILE"),
    ],
)
def test_a_file_that_cannot_be_used_says_how_to_mend_it(
    tmp_path: Path, body: bytes | None, said: str
) -> None:
    file = tmp_path / "owned.txt"
    if body is not None:
        file.write_bytes(body)

    with pytest.raises(OwnedHostsError, match=said):
        load_owned_hosts(file)


async def test_each_use_is_audited_once_a_day_and_host() -> None:
    told: list[AuditRecorded] = []

    class Audit:
        async def publish(self, entry: AuditRecorded) -> None:
            told.append(entry)

    audit: Any = Audit()
    clock = FrozenClock(NOW)
    tell = overrides_told(audit, clock)
    for host in ("a.example.cn", "a.example.cn", "b.example.cn"):
        await tell(host, "本办所有")
    clock.move(timedelta(days=1))
    await tell("a.example.cn", "本办所有")

    assert {(one.action, one.reason) for one in told} == {("robots.override", "本办所有")}
    first, again, other, next_day = (one.msg_id for one in told)
    assert first == again
    assert len({first, other, next_day}) == 3
