"""The tour of docs/api.md, command by command, against a new and empty system."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import Missing
from tests.e2e.demo import ROOT, running
from tests.e2e.test_first_site import call, until
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Site
from xuncha.demo.slice import environment

PAGE = ROOT / "docs/api.md"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with Site({}) as site, Inbox() as inbox:
        for name in [key for key in os.environ if key.endswith("_URL")]:
            monkeypatch.delenv(name)
        for name, value in environment(site, inbox, tmp_path).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("XUNCHA_DATA_DIR", str(tmp_path / "data"))
        yield


@pytest.fixture
def tour(missing: Missing) -> str:
    if shutil.which("curl") is None:
        missing("curl", "the page's commands need curl")
    (block,) = re.findall(
        r"^```bash\n(API=.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return block


@pytest.mark.usefixtures("settings")
def test_a_new_user_follows_the_tour_of_the_api(tour: str, tmp_path: Path) -> None:
    endpoints, folder = tmp_path / "data" / "endpoints.json", tmp_path / "tour"
    folder.mkdir()
    with running("up"):
        until(endpoints.exists)
        assert "ready" in call("status", "--wait", "60")
        (address,) = json.loads(endpoints.read_text("utf-8"))["services"]["reporter"]
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", tour.replace("http://127.0.0.1:8104", address)],
            cwd=folder,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert said.count('"state":"applied"') == 3
    assert re.search(r"^304$", done.stdout, re.MULTILINE), said
    assert '"decision":"confirmed"' in said
    assert '"actor":"token:tour"' in said
    assert '"frozen":true' in said
    assert '"type":"urn:xuncha:problem:unauthorized"' in said
    (sheet,) = load_workbook(folder / "findings.xlsx").worksheets
    assert sheet.max_row == 2
    assert "市攻府" in (folder / "findings.csv").read_text("utf-8")
