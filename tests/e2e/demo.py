"""Runs the demo as its user does, and reads what it leaves behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden" / "report-2020Q4.json"


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run `xuncha …` with its output readable line by line; nothing of it survives the test."""
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    process = subprocess.Popen(
        [sys.executable, "-m", "xuncha", *arguments],
        cwd=ROOT,
        env={**environment, "PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def children(parent: int) -> dict[str, int]:
    """Return the processes that the system started, by name."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            status = (entry / "stat").read_text().rpartition(")")[2].split()
            words = (entry / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if int(status[1]) == parent:
            found[name_of(words)] = int(entry.name)
    return found


def name_of(words: list[str]) -> str:
    """Name a process by its command line."""
    text = " ".join(words)
    for name in ("crawler", "analyzer", "notifier", "reporter"):
        if f"services.{name}" in text:
            return name
    return "nats" if "nats-server" in text else "store"


def kill(parent: int, name: str) -> None:
    """End one part of the system as a power cut would."""
    os.kill(children(parent)[name], signal.SIGKILL)


def figures(report: dict[str, Any]) -> dict[str, Any]:
    """Return what must be the same in every run: all but ids that are keyed by the deployment."""
    kept = {key: value for key, value in report.items() if key not in {"digest", "evidence"}}
    text = json.dumps(kept, ensure_ascii=False)
    figures: dict[str, Any] = json.loads(text)
    for problem in figures["problems"]:
        for target in problem["targets"]:
            target["findings"] = len(target["findings"])
    return figures
