"""Backups of a system with broker and store of its own: made while it rests, checked before use.

A backup is a folder: one archive for the broker, one for the store, and `manifest.json`, which is
written last and names the digest of each. The sealing key is not in it: whoever finds a backup
must not be able to read it. The manifest holds a fingerprint of the key, so that a restore with
another key is refused before anything is written.
"""

import hashlib
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final, Literal

import zstandard
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.errors import PermanentError
from shared.sealing import MasterKey
from xuncha.data import RESTORED, RESTORING, key_file, locked, require_space
from xuncha.failures import RefusedError
from xuncha.texts import fault, say

PARTS: Final = ("nats", "store")
MANIFEST: Final = "manifest.json"
_LEVEL = 6


class Archive(BaseModel):
    """One part of a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """Of the folder in the data directory."""
    bytes: int
    """Of the archive."""
    sha256: str


class Manifest(BaseModel):
    """What a backup holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    made_at: datetime
    """UTC, by this machine's clock."""
    key: str
    """Fingerprint of the sealing key that its contents need."""
    archives: tuple[Archive, ...]


def backup(data: Path, folder: Path, note: Callable[[str], None]) -> Manifest:
    """Write broker and store of a system that rests to `folder`; it is there whole or not at all.

    Args:
        data: the data directory.
        folder: a new one, or an empty one.
        note: takes a line about each part.

    Raises:
        RefusedError: the system runs, keeps its data elsewhere, or `folder` holds something.
    """
    _require_own_servers()
    for part in PARTS:
        if not (data / part).is_dir():
            raise RefusedError(say("backup_nothing", path=data / part))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedError(say("backup_there", path=folder))
    growing = folder.with_name(f".{folder.name}.growing")
    with locked(data), _refused(folder):
        shutil.rmtree(growing, ignore_errors=True)
        growing.mkdir(mode=0o700, parents=True)
        manifest = Manifest(
            made_at=datetime.now(UTC).replace(microsecond=0),
            key=_fingerprint(key_file(data)),
            archives=tuple(_pack(data / part, growing, note) for part in PARTS),
        )
        _write(growing / MANIFEST, manifest.model_dump_json(indent=2).encode())
        if folder.exists():
            folder.rmdir()
        growing.rename(folder)
    return manifest


def restore(folder: Path, data: Path, note: Callable[[str], None]) -> Manifest:
    """Put a backup into a data directory without a system; the next start holds alerts back.

    One that was cut off is begun again by repeating it; until then the system does not start.

    Args:
        folder: what `backup` has written.
        data: the data directory; only the sealing key may lie there already.
        note: takes a line about each part.

    Raises:
        RefusedError: no whole backup, another sealing key, or a system is there already.
    """
    _require_own_servers()
    manifest = _read(folder)
    for archive in manifest.archives:
        if _digest(folder / _file(archive.name)) != archive.sha256:
            raise RefusedError(say("backup_damaged", path=folder / _file(archive.name)))
    with locked(data), _refused(data):
        _require_key(data, manifest.key)
        require_space(data)
        _clear(data)
        for archive in manifest.archives:
            note(say("restoring", path=data / archive.name))
            _unpack(folder / _file(archive.name), data / RESTORING / archive.name)
        _write(data / RESTORED, manifest.made_at.isoformat().encode())
        for archive in manifest.archives:
            (data / RESTORING / archive.name).rename(data / archive.name)
        (data / RESTORING).rmdir()
    return manifest


def _require_own_servers() -> None:
    """Refuse what lies on servers of somebody else: their own tools know how to save it."""
    for variable in ("NATS_URL", "MONGO_URL"):
        if os.environ.get(variable):
            raise RefusedError(say("backup_outside", variable=variable))


def _clear(data: Path) -> None:
    """Remove what a restore that was cut off has left; refuse what a system has written."""
    cut_off = (data / RESTORING).exists()
    for part in PARTS:
        if (data / part).exists() and not cut_off:
            raise RefusedError(say("restore_there", path=data / part))
    for left in (*PARTS, RESTORING):
        shutil.rmtree(data / left, ignore_errors=True)


def _require_key(data: Path, expected: str) -> None:
    path = key_file(data)
    if not path.exists() or _fingerprint(path) != expected:
        raise RefusedError(say("restore_key", path=path))


def _fingerprint(path: Path) -> str:
    try:
        key = MasterKey.read(path)
    except PermanentError as error:
        raise RefusedError(str(error)) from error
    return key.derive("backup").hex()[:32]


def _file(part: str) -> str:
    return f"{part}.tar.zst"


def _pack(source: Path, folder: Path, note: Callable[[str], None]) -> Archive:
    note(say("packing", path=source))
    target = folder / _file(source.name)
    with target.open("xb") as file:
        with (
            zstandard.ZstdCompressor(_LEVEL).stream_writer(file, closefd=False) as packed,
            tarfile.open(fileobj=packed, mode="w|") as tar,
        ):
            tar.add(source, arcname=".")
        _sync(file)
    return Archive(name=source.name, bytes=target.stat().st_size, sha256=_digest(target))


def _unpack(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700, parents=True)
    with (
        source.open("rb") as file,
        zstandard.ZstdDecompressor().stream_reader(file) as unpacked,
        tarfile.open(fileobj=unpacked, mode="r|") as tar,
    ):
        for member in tar:
            inside = (target / member.name).resolve().is_relative_to(target.resolve())
            if not inside or not (member.isfile() or member.isdir()):
                raise RefusedError(say("backup_damaged", path=source))
            tar.extract(member, target, set_attrs=False)


def _read(folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RefusedError(say("backup_unread", path=path, why=fault(error))) from error
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        raise RefusedError(say("backup_unread", path=path, why=why)) from error
    if sorted(archive.name for archive in manifest.archives) != sorted(PARTS):
        raise RefusedError(say("backup_unread", path=path, why="archives"))
    return manifest


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RefusedError(say("backup_unread", path=path, why=fault(error))) from error


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        _sync(file)


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """Say of a disk that is full or read-only what it is."""
    try:
        yield
    except OSError as error:
        raise RefusedError(say("backup_disk", path=path, why=fault(error))) from error
