from pathlib import Path

import pytest

from xuncha.endpoints import Endpoints, find_endpoints, parse_health_urls
from xuncha.failures import RefusedError


def test_health_addresses() -> None:
    text = "crawler=http://a:1/, crawler=http://a:2,reporter=http://a:3"
    assert parse_health_urls(text) == {
        "crawler": ["http://a:1", "http://a:2"],
        "reporter": ["http://a:3"],
    }
    with pytest.raises(RefusedError, match="'http://a:1'"):
        parse_health_urls("http://a:1")


def test_endpoints_survive_the_file_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    endpoints = Endpoints("nats://a", "http://a", "mongodb://u:p@a", {"crawler": ["http://a:1"]})
    endpoints.write(tmp_path)
    assert Endpoints.read(tmp_path) == endpoints
    assert (tmp_path / "endpoints.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["endpoints.json"]


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NATS_MONITOR_URL", "MONGO_URL", "XUNCHA_HEALTH_URLS"):
        monkeypatch.delenv(name, raising=False)
    Endpoints("nats://a", "http://a", "mongodb://a", {"crawler": ["http://a:1"]}).write(tmp_path)
    monkeypatch.setenv("NATS_URL", "nats://b")
    found = find_endpoints(tmp_path)
    assert (found.nats_url, found.monitor_url, found.mongo_url) == ("nats://b", "", "mongodb://a")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"services": 3}'])
def test_a_broken_endpoints_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "endpoints.json").write_text(text)
    with pytest.raises(RefusedError, match="not an endpoints file"):
        Endpoints.read(tmp_path)
