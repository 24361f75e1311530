"""The command line as a person at a terminal has it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.demo import ROOT
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Site
from xuncha.demo.slice import environment


def settle(monkeypatch: pytest.MonkeyPatch, site: Site, inbox: Inbox, folder: Path) -> Path:
    """Set what the README tells a new user to export; return the data directory."""
    for name in [key for key in os.environ if key.endswith("_URL")]:
        monkeypatch.delenv(name)
    for name, value in environment(site, inbox, folder).items():
        monkeypatch.setenv(name, value)
    data = folder / "data"
    monkeypatch.setenv("XUNCHA_DATA_DIR", str(data))
    return data


def call(*arguments: str, code: int = 0) -> str:
    """Run one command as a person would; what it prints on both outputs."""
    done = subprocess.run(
        [sys.executable, "-m", "xuncha", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert "Traceback" not in said, said
    return said


def rows(*arguments: str) -> list[dict[str, Any]]:
    """Run a list command; what it lists."""
    found: list[dict[str, Any]] = json.loads(call(*arguments, "--json"))
    return found
