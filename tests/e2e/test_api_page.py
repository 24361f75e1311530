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
from tests.e2e.user import call, settle
from tests.eventually import eventually
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Site

PAGE = ROOT / "docs/api.md"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with Site({}) as site, Inbox() as inbox:
        yield settle(monkeypatch, site, inbox, tmp_path)


@pytest.fixture
def tour(missing: Missing) -> str:
    if shutil.which("curl") is None:
        missing("curl", "the page's commands need curl")
    (block,) = re.findall(
        r"^```bash\n(API=.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return block


def play(commands: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the page's commands as a shell would."""
    return subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", commands],
        cwd=folder,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


async def test_a_new_user_follows_the_tour_of_the_api(
    tour: str, data: Path, tmp_path: Path
) -> None:
    endpoints, folder = data / "endpoints.json", tmp_path / "tour"
    folder.mkdir()
    with running("up"):
        await eventually(endpoints.exists, within=60)
        assert "ready" in call("status", "--wait", "60")
        (address,) = json.loads(endpoints.read_text("utf-8"))["services"]["reporter"]
        done = play(tour.replace("http://127.0.0.1:8104", address), folder)

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
