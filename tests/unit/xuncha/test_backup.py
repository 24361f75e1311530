"""What a backup holds, and what is refused before anything is written."""

import json
from pathlib import Path

import pytest

from shared.sealing import generate_master_key
from xuncha import backup as saving
from xuncha.backup import backup, restore
from xuncha.data import RESTORED, RESTORING, locked, require_whole
from xuncha.endpoints import Endpoints
from xuncha.failures import RefusedError
from xuncha.programs import service_environment

NOTES: list[str] = []


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NATS_URL", "MONGO_URL", "XUNCHA_SEALING_KEY_FILE", "XUNCHA_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data directory as a system leaves it."""
    home = tmp_path / "data"
    (home / "nats/jetstream").mkdir(parents=True)
    (home / "store").mkdir()
    (home / "nats/jetstream/1.blk").write_bytes(b"stream" * 1_000)
    (home / "store/一.wt").write_bytes(bytes(range(256)))
    (home / "logs").mkdir()
    generate_master_key(home / "sealing.key")
    return home


def empty_with_key(data: Path, name: str) -> Path:
    home = data.parent / name
    home.mkdir()
    (home / "sealing.key").write_bytes((data / "sealing.key").read_bytes())
    (home / "sealing.key").chmod(0o600)
    return home


def test_what_comes_back_is_what_went_in(data: Path, tmp_path: Path) -> None:
    backup(data, tmp_path / "saved", NOTES.append)
    other = empty_with_key(data, "other")
    restore(tmp_path / "saved", other, NOTES.append)

    assert (other / "nats/jetstream/1.blk").read_bytes() == b"stream" * 1_000
    assert (other / "store/一.wt").read_bytes() == bytes(range(256))
    assert not (other / RESTORING).exists()
    assert (other / RESTORED).exists()


def test_the_sealing_key_is_not_in_a_backup(data: Path, tmp_path: Path) -> None:
    backup(data, tmp_path / "saved", NOTES.append)

    assert sorted(path.name for path in (tmp_path / "saved").iterdir()) == [
        "manifest.json",
        "nats.tar.zst",
        "store.tar.zst",
    ]
    secret = (data / "sealing.key").read_text().strip()
    assert secret not in (tmp_path / "saved/manifest.json").read_text()


def test_a_system_that_runs_is_not_backed_up(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xuncha.data._POLL_SECONDS", 0.001)
    with locked(data), pytest.raises(RefusedError, match="is in use by pid"):
        backup(data, tmp_path / "saved", NOTES.append)

    assert not (tmp_path / "saved").exists()


@pytest.mark.parametrize("variable", ["NATS_URL", "MONGO_URL"])
def test_servers_of_others_are_not_backed_up(
    variable: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "there")

    with pytest.raises(RefusedError, match=f"{variable} names a server"):
        backup(data, tmp_path / "saved", NOTES.append)
    with pytest.raises(RefusedError, match=f"{variable} names a server"):
        restore(tmp_path / "saved", data, NOTES.append)


def test_no_system_no_backup(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="there is no system in this data directory"):
        backup(tmp_path / "nowhere", tmp_path / "saved", NOTES.append)


def test_a_backup_is_never_written_over(data: Path, tmp_path: Path) -> None:
    backup(data, tmp_path / "saved", NOTES.append)

    with pytest.raises(RefusedError, match="exists and is not empty"):
        backup(data, tmp_path / "saved", NOTES.append)


def test_a_backup_that_was_cut_off_is_none_and_can_be_repeated(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(saving, "_write", full)
        with pytest.raises(RefusedError, match="the disk is full"):
            backup(data, tmp_path / "saved", NOTES.append)
    assert not (tmp_path / "saved").exists()

    backup(data, tmp_path / "saved", NOTES.append)
    assert (tmp_path / "saved/manifest.json").exists()


def test_a_flipped_bit_is_found_before_anything_is_written(data: Path, tmp_path: Path) -> None:
    backup(data, tmp_path / "saved", NOTES.append)
    path = tmp_path / "saved/store.tar.zst"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    other = empty_with_key(data, "other")

    with pytest.raises(RefusedError, match=r"store\.tar\.zst is not what was written"):
        restore(tmp_path / "saved", other, NOTES.append)
    assert [path.name for path in other.iterdir()] == ["sealing.key"]


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{}",
        b"\xff\xfe",
        json.dumps({"format": 2, "made_at": "2021-01-01", "key": "", "archives": []}).encode(),
        json.dumps({"format": 1, "made_at": "2021-01-01", "key": "", "archives": []}).encode(),
        json.dumps(
            {
                "made_at": "2021-01-01T00:00:00Z",
                "key": "",
                "archives": [
                    {"name": "../../etc", "bytes": 1, "sha256": ""},
                    {"name": "nats", "bytes": 1, "sha256": ""},
                ],
            }
        ).encode(),
    ],
)
def test_a_folder_that_is_no_backup_is_refused(
    content: bytes | None, data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    if content is not None:
        (folder / "manifest.json").write_bytes(content)

    with pytest.raises(RefusedError, match=r"manifest\.json cannot be used"):
        restore(folder, empty_with_key(data, "other"), NOTES.append)


def test_nothing_is_written_over(data: Path, tmp_path: Path) -> None:
    backup(data, tmp_path / "saved", NOTES.append)

    with pytest.raises(RefusedError, match="a restore writes over nothing"):
        restore(tmp_path / "saved", data, NOTES.append)
    assert (data / "nats/jetstream/1.blk").exists()


@pytest.mark.parametrize("other_key", [False, True])
def test_without_its_key_a_backup_is_refused(
    other_key: bool,
    data: Path,
    tmp_path: Path,
) -> None:
    backup(data, tmp_path / "saved", NOTES.append)
    other = tmp_path / "other"
    other.mkdir()
    if other_key:
        generate_master_key(other / "sealing.key")

    with pytest.raises(RefusedError, match="sealing"):
        restore(tmp_path / "saved", other, NOTES.append)
    assert not (other / "store").exists()


def test_a_restore_that_was_cut_off_keeps_the_system_from_starting_and_can_be_repeated(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(data, tmp_path / "saved", NOTES.append)
    other = empty_with_key(data, "other")

    def one_only(path: Path, target: Path) -> Path:
        if path.name == "store":
            raise OSError(5, "Input/output error")
        return rename(path, target)

    rename = Path.rename
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", one_only)
        with pytest.raises(RefusedError, match="Input/output error"):
            restore(tmp_path / "saved", other, NOTES.append)
    with pytest.raises(RefusedError, match="was cut off"):
        require_whole(other)

    restore(tmp_path / "saved", other, NOTES.append)
    require_whole(other)
    assert (other / "store/一.wt").exists()


def test_a_restored_system_starts_with_alerts_held(data: Path, tmp_path: Path) -> None:
    there = Endpoints("nats://there", "", "mongodb://there", {})
    assert "XUNCHA_NOTIFIER_HOLD" not in service_environment(data, there)

    backup(data, tmp_path / "saved", NOTES.append)
    other = empty_with_key(data, "other")
    restore(tmp_path / "saved", other, NOTES.append)
    assert service_environment(other, there)["XUNCHA_NOTIFIER_HOLD"] == "true"
