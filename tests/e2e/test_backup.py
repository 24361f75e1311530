"""A backup and its restore at a terminal: all is there again, and nothing old is sent again."""

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.demo import running
from tests.e2e.user import call, rows, settle
from xuncha.data import RESTORED
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Site

UNITS = "id,name,kind,channels\narchives,档案局,bureau,mailto:archives@example.cn\n"


@pytest.mark.timeout(240)
def test_a_system_comes_back_from_its_backup_with_alerts_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site({}) as site, Inbox() as inbox:
        data = settle(monkeypatch, site, inbox, tmp_path)
        with running("up"):
            call("status", "--wait", "60")
            units = tmp_path / "units.csv"
            units.write_text(UNITS, encoding="utf-8")
            call("registry", "import", str(units))
        said = call("backup", str(tmp_path / "saved"))
        assert str(data / "sealing.key") in said

        other = tmp_path / "other"
        other.mkdir()
        shutil.copy2(data / "sealing.key", other)
        monkeypatch.setenv("XUNCHA_DATA_DIR", str(other))
        call("restore", str(tmp_path / "saved"))
        with running("up"):
            call("status", "--wait", "60")
            assert [row["name"] for row in rows("registry", "list", "--kind", "unit")] == ["档案局"]
            assert json.loads(call("alerts", "status", "--json"))["held"]
            call("audit", "verify")
        assert not (other / RESTORED).exists()
