import os
from pathlib import Path

import pytest

from xuncha.data import locked, require_space
from xuncha.failures import RefusedError


def test_a_lock_left_by_a_dead_owner_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("999999999")
    with locked(tmp_path):
        assert (tmp_path / "lock").read_text() == str(os.getpid())
        with pytest.raises(RefusedError, match=str(os.getpid())), locked(tmp_path):
            pass


def test_a_nearly_full_disk_is_refused(tmp_path: Path) -> None:
    require_space(tmp_path, least_mb=0)
    with pytest.raises(RefusedError, match="MB are free"):
        require_space(tmp_path, least_mb=10**12)
