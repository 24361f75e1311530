import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from xuncha.data import LOCK, locked, require_space
from xuncha.failures import RefusedError


def test_a_lock_left_by_a_dead_owner_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("999999999")
    with locked(tmp_path):
        assert (tmp_path / LOCK).read_text() == str(os.getpid())
        with pytest.raises(RefusedError, match=str(os.getpid())), locked(tmp_path):
            pass


HOLDER = """
import fcntl, os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
lock = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(lock, fcntl.LOCK_EX)
os.write(lock, sys.argv[2].encode())
print("held", flush=True)
time.sleep(600)
"""


ONLOOKER = """
import sys, time
kept = open(sys.argv[1])
print("looks", flush=True)
time.sleep(600)
"""
WAITER = """
import sys, time
from pathlib import Path
from xuncha.data import locked
from xuncha.failures import RefusedError
print("waits", flush=True)
try:
    with locked(Path(sys.argv[1]), patience_seconds=1.0):
        time.sleep(3)
except RefusedError:
    sys.exit(7)
"""
DEAD = 999999999
"""No system gives out such a pid."""


@contextmanager
def running(source: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """Run a few lines of Python that say when they are ready; killed at the end at the latest."""
    command = (sys.executable, "-c", source, *map(str, arguments))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline()
            yield process
        finally:
            process.kill()


def test_what_a_dead_owner_left_and_does_not_end_is_killed(tmp_path: Path) -> None:
    with running(HOLDER, tmp_path / LOCK, DEAD) as left, locked(tmp_path, patience_seconds=0.2):
        assert left.wait(10) == -9


def test_what_a_living_owner_started_is_left_alone(tmp_path: Path) -> None:
    with running(HOLDER, tmp_path / LOCK, os.getpid()) as kept:
        with (
            pytest.raises(RefusedError, match=str(os.getpid())),
            locked(tmp_path, patience_seconds=0.2),
        ):
            pass
        with pytest.raises(subprocess.TimeoutExpired):
            kept.wait(0.2)


def test_who_only_looks_at_the_lock_is_left_alone(tmp_path: Path) -> None:
    lock = tmp_path / LOCK
    with (
        running(HOLDER, lock, DEAD),
        running(ONLOOKER, lock) as onlooker,
        locked(tmp_path, patience_seconds=0.2),
        pytest.raises(subprocess.TimeoutExpired),
    ):
        onlooker.wait(0.2)


def test_of_two_that_wait_for_a_dead_owner_one_is_refused_and_none_is_killed(
    tmp_path: Path,
) -> None:
    with (
        running(HOLDER, tmp_path / LOCK, DEAD),
        running(WAITER, tmp_path) as first,
        running(WAITER, tmp_path) as second,
    ):
        codes = sorted(process.wait(30) for process in (first, second))
    assert codes == [0, 7]


def test_a_nearly_full_disk_is_refused(tmp_path: Path) -> None:
    require_space(tmp_path, least_mb=0)
    with pytest.raises(RefusedError, match="MB are free"):
        require_space(tmp_path, least_mb=10**12)
