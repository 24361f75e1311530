"""Settings are read once, and every fault is named at once."""

import os
from pathlib import Path

import pytest
from pydantic import Field, ValidationError

from shared.settings import SettingsInvalid, SharedSettings, load


class NotifierLike(SharedSettings):
    notifier_batch: int = Field(default=10, ge=1, le=20)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in list(os.environ):
        if name.startswith("XUNCHA_") or name in {"NATS_URL", "MONGO_URL", "NATS_MONITOR_URL"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("XUNCHA_SEALING_KEY_FILE", str(tmp_path / "key"))
    return monkeypatch


def test_everything_but_the_key_has_a_default(tmp_path: Path) -> None:
    settings = load(SharedSettings)

    assert settings.nats_url == "nats://127.0.0.1:4222"
    assert settings.health_host == "127.0.0.1"
    assert settings.sealing_key_file == tmp_path / "key"
    assert settings.clock == ""


def test_the_environment_is_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NATS_URL", "nats://broker:4222")
    environment.setenv("MONGO_URL", "mongodb://store/")
    environment.setenv("XUNCHA_HEALTH_PORT", "9000")
    environment.setenv("XUNCHA_NOTIFIER_BATCH", "20")

    settings = load(NotifierLike)

    assert (settings.nats_url, settings.mongo_url) == ("nats://broker:4222", "mongodb://store/")
    assert (settings.health_port, settings.notifier_batch) == (9000, 20)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load(SharedSettings).health_port = 1


def test_every_fault_is_named_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("XUNCHA_SEALING_KEY_FILE")
    environment.setenv("XUNCHA_HEALTH_PORT", "0")
    environment.setenv("XUNCHA_DATABASE", "Käse")
    environment.setenv("XUNCHA_OUTBOX_SECONDS", "soon")
    environment.setenv("XUNCHA_LOG_LEVEL", "LOUD")
    environment.setenv("XUNCHA_NOTIFIER_BATCH", "21")
    environment.setenv("XUNCHA_HELTH_PORT", "9000")

    with pytest.raises(SettingsInvalid) as found:
        load(NotifierLike)

    lines = str(found.value).splitlines()
    for name in (
        "XUNCHA_SEALING_KEY_FILE: ",
        "XUNCHA_HEALTH_PORT: ",
        "XUNCHA_DATABASE: ",
        "XUNCHA_OUTBOX_SECONDS: ",
        "XUNCHA_LOG_LEVEL: ",
        "XUNCHA_NOTIFIER_BATCH: ",
        "XUNCHA_HELTH_PORT: no such setting; did you mean XUNCHA_HEALTH_PORT?",
    ):
        assert sum(line.startswith(f"  - {name}") for line in lines) == 1, name
    assert "(given: '0')" in str(found.value)
    assert lines[-1].startswith("mend them")


def test_a_name_that_is_not_read_is_refused_and_the_right_one_named(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("XUNCHA_NATS_URL", "nats://broker:4222")

    with pytest.raises(SettingsInvalid, match="did you mean NATS_URL"):
        load(SharedSettings)


def test_settings_of_other_services_are_left_alone(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("XUNCHA_CRAWLER_ANYTHING", "1")

    load(NotifierLike)

    environment.setenv("XUNCHA_NOTIFIER_ANYTHING", "1")
    with pytest.raises(SettingsInvalid, match="XUNCHA_NOTIFIER_ANYTHING"):
        load(NotifierLike)


@pytest.mark.parametrize("text", ["yesterday", "2021-13-01", "2021-01-01@-1", "2021-01-01@nan"])
def test_a_clock_that_nobody_can_read_is_refused(
    environment: pytest.MonkeyPatch, text: str
) -> None:
    environment.setenv("XUNCHA_CLOCK", text)

    with pytest.raises(SettingsInvalid, match="XUNCHA_CLOCK"):
        load(SharedSettings)


@pytest.mark.parametrize("text", ["", "2021-01-30T09:00", "2021-01-30T09:00+08:00@20000@1.5"])
def test_a_clock_is_taken_as_it_stands(environment: pytest.MonkeyPatch, text: str) -> None:
    environment.setenv("XUNCHA_CLOCK", text)

    assert load(SharedSettings).clock == text
