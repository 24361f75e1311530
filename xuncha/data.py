"""The data directory: made, checked, and locked for one system at a time."""

import contextlib
import fcntl
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from xuncha.failures import RefusedError
from xuncha.texts import fault, say

DEFAULT_DATA = Path(".xuncha")
LOCK = "lock"
"""File in the data directory that its owner holds locked, with the owner's pid."""
RESTORING = "restoring"
"""Folder in a data directory while a backup is put there; a system does not start beside it."""
RESTORED = "restored"
"""File in the data directory of a restored system, until it has run once with alerts held back."""
LEAST_FREE_MB = 200
_MB = 1_000_000
_POLL_SECONDS = 0.05
_KILLED_WITHIN_SECONDS = 5.0


def data_directory(chosen: Path | None = None) -> Path:
    """Return the data directory: `chosen`, else XUNCHA_DATA_DIR, else `.xuncha` here."""
    return (chosen or Path(os.environ.get("XUNCHA_DATA_DIR") or DEFAULT_DATA)).absolute()


def key_file(data: Path) -> Path:
    """Return where the sealing key lies: XUNCHA_SEALING_KEY_FILE, else below `data`."""
    chosen = os.environ.get("XUNCHA_SEALING_KEY_FILE")
    return Path(chosen).absolute() if chosen else data / "sealing.key"


@contextlib.contextmanager
def locked(data: Path, *, patience_seconds: float = 10.0) -> Iterator[int]:
    """Make and lock `data`; yields the lock's file descriptor.

    Programs that inherit the descriptor keep the lock: after a supervisor was killed outright, its
    store may need some seconds to end. Only then, when the named owner is gone, the lock is waited
    for; what has not ended by then is killed.

    Args:
        data: the directory.
        patience_seconds: how long the remains of a dead owner have to end by themselves.

    Raises:
        RefusedError: in use, or not writable.
    """
    path = data / LOCK
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise RefusedError(say("not_writable", path=data, why=fault(error))) from error
    try:
        _lock(file, data, patience_seconds)
        yield file
    finally:
        os.close(file)


def require_space(data: Path, least_mb: int = LEAST_FREE_MB) -> None:
    """Check that the disk below `data` has room.

    Raises:
        RefusedError: fewer than `least_mb` megabytes are free.
    """
    free = shutil.disk_usage(data).free // _MB
    if free < least_mb:
        raise RefusedError(say("disk_full", free=free, path=data, least=least_mb))


def require_whole(data: Path) -> None:
    """Check that no restore was cut off in `data`.

    Raises:
        RefusedError: one was.
    """
    if (data / RESTORING).exists():
        raise RefusedError(say("half_restored", path=data))


def _lock(file: int, data: Path, patience_seconds: float) -> None:
    """Take the lock, from the remains of a dead owner by force.

    Raises:
        RefusedError: somebody who lives has it, or what is left of its owner cannot be ended.
    """
    if _taken_within(patience_seconds, file, data):
        return
    _kill_holders(data / LOCK)
    if not _taken_within(_KILLED_WITHIN_SECONDS, file, data):
        raise RefusedError(say("in_use", path=data, pid=_owner(file) or "?"))


def _taken_within(seconds: float, file: int, data: Path) -> bool:
    """Take the lock as soon as what is left of a dead owner has ended.

    Raises:
        RefusedError: somebody who lives has it; the owner may change while this waits.
    """
    deadline = time.monotonic() + seconds
    while not _taken(file):
        owner = _owner(file)
        if _alive(owner):
            raise RefusedError(say("in_use", path=data, pid=owner))
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _taken(file: int) -> bool:
    """Take the lock if it is free, and say who has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    os.truncate(file, 0)
    os.pwrite(file, str(os.getpid()).encode(), 0)
    return True


def _owner(file: int) -> str:
    return os.pread(file, 20, 0).decode(errors="replace").strip()


def _kill_holders(lock: Path) -> None:
    """Kill the programs that hold a lock; where the system does not list them, none."""
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):  # ended since, or somebody else's
            if link.samefile(lock) and _locks(link):
                os.kill(int(link.parts[2]), signal.SIGKILL)


def _locks(link: Path) -> bool:
    """Tell whether an open file of a program holds a lock: others only look at it."""
    return "FLOCK" in (link.parents[1] / "fdinfo" / link.name).read_text()


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
