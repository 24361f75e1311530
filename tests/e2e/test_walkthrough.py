"""docs/walkthrough.md, command by command, on an empty system: what it shows is what is printed."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.e2e.demo import ROOT, running
from tests.e2e.user import settle
from tests.eventually import eventually
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Site

PAGE = ROOT / "docs/walkthrough.md"
LEFT_OUT = "…"
REFUSED = ("xuncha findings reject $(xuncha findings list --target site-c1",)
"""Commands that must not be carried out: the page shows how they are stopped."""


def steps() -> list[tuple[str, list[str]]]:
    """Return every command of the page with the lines that it shows below."""
    blocks = re.findall(
        r"^```console\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(part.splitlines()[0], part.splitlines()[1:]) for part in parts]


def plain(line: str) -> str:
    """Take out of a line what differs from run to run, and how wide a table was drawn."""
    line = re.sub(r"20(2[6-9]|[3-9]\d)-\d\d-\d\d", "DAY", line)
    line = re.sub(r"\b[0-9a-f]{12,64}\b|\d+ bytes|127\.0\.0\.1:\d+", "ID", line)
    return re.sub(r"[\s┃│]+", " ", re.sub(r"[━─┏┓┡┩╇┳└┘┴]+", "", line)).strip()


def play(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", command],
        cwd=folder,
        env={
            **os.environ,
            "COLUMNS": "200",
            "LC_ALL": "C.UTF-8",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def follows(command: str, shown: list[str], folder: Path) -> bool:
    """Play a command; tell whether it printed what the page shows.

    A list of orders may lack some for a moment: they follow a confirmation. All else is at once so.
    """
    done = play(command, folder)
    said = done.stdout + done.stderr
    assert done.returncode == (1 if command.startswith(REFUSED) else 0), said
    assert "Traceback" not in said
    printed = iter([plain(line) for line in said.splitlines()])
    missing = [line for line in shown if line.strip() != LEFT_OUT and plain(line) not in printed]
    assert not missing or command == "xuncha orders list", (command, missing, said)
    return not missing


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with Site({}) as site, Inbox() as inbox:
        data = settle(monkeypatch, site, inbox, tmp_path)
        monkeypatch.delenv("XUNCHA_CLOCK")
        monkeypatch.setenv("XUNCHA_NOTIFIER_DRY_RUN", "true")
        yield data


@pytest.mark.timeout(400)
async def test_a_new_user_follows_the_walkthrough(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shutil.which("bash")
    folder = tmp_path / "empty"
    folder.mkdir()
    (first, files), *rest = steps()
    assert follows(first, files, folder)
    monkeypatch.setenv("XUNCHA_REPORTER_NOTICE_PROFILE", str(folder / "city/notice.yaml"))
    with running("up"):
        await eventually((data / "endpoints.json").exists, within=60)
        for command, shown in rest:

            def carried_out(command: str = command, shown: list[str] = shown) -> bool:
                return follows(command, shown, folder)

            await eventually(carried_out, within=60)

    notice = "\n".join(one.text for one in Document(str(folder / "notice-2025Q3.docx")).paragraphs)
    assert "freshness." not in notice
    assert "示例市人民政府办公室" in notice
    assert "临沧" not in notice
    assert "存在“站点无法访问”情形" in notice
    book = load_workbook(folder / "report-2025Q3.xlsx")
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
