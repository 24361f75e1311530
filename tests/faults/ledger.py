"""What the outside saw: written to disk before it is acted upon, and never faulted."""

import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


class Ledger:
    """An append-only file of JSON lines; each line is on disk when `write` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, **row: Any) -> None:
        line = json.dumps({"at": time.time(), **row}, ensure_ascii=False) + "\n"
        with self._lock:
            os.write(self._handle, line.encode())
            os.fsync(self._handle)

    def rows(self) -> Iterator[dict[str, Any]]:
        for line in self.path.read_text("utf-8").splitlines():
            yield json.loads(line)

    def close(self) -> None:
        os.close(self._handle)


@dataclass
class Fault:
    """One thing that was broken, from when to when (real time)."""

    kind: str
    """kill, failpoint, scale, down, full, pause, mail or poison."""
    victim: str
    start: float = field(default_factory=time.time)
    end: float = 0.0
    note: str = ""


class FaultLog:
    """The faults of one run, on disk with their seed."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self._ledger = ledger
        self.faults: list[Fault] = []
        ledger.write(seed=seed)

    def begin(self, kind: str, victim: str, note: str = "") -> Fault:
        """Record a fault before it happens."""
        fault = Fault(kind, victim, note=note)
        self.faults.append(fault)
        self._ledger.write(begins=asdict(fault))
        return fault

    def end(self, fault: Fault) -> None:
        """Record that what was broken works again."""
        if not fault.end:
            fault.end = time.time()
            self._ledger.write(ends=asdict(fault))

    def note(self, text: str) -> None:
        """Record something that was seen on the way."""
        self._ledger.write(note=text)
