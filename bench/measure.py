"""How a figure is measured: interleaved rounds, medians, peers in the same run."""

import json
import os
import statistics
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROUNDS = 5
PEER_PYTHON = Path(".venv-bench/bin/python")
"""Peers run here, as programs of their own."""


@dataclass(frozen=True)
class Row:
    """One measured figure: the median of its rounds, with the extremes."""

    name: str
    value: float
    unit: str
    min: float
    max: float
    runs: int


@dataclass
class Result:
    """What one suite measured."""

    rows: list[Row] = field(default_factory=list)
    ratios: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What a reader must know, such as which part had a core of its own."""


def interleaved(
    contestants: Mapping[str, Callable[[], float]], rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Let each contestant run once a round, in turn, and return its figures round by round."""
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, once in contestants.items():
            figures[name].append(once())
    return figures


def row(name: str, figures: list[float], unit: str) -> Row:
    """Return the median of the rounds as a row."""
    return Row(name, statistics.median(figures), unit, min(figures), max(figures), len(figures))


def ratio(ours: list[float], theirs: list[float]) -> float:
    """Return the median of the ratios of each round: the noise that both share cancels out."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def peer(script: Path, *arguments: str, seconds: float = 600.0) -> Any:
    """Run a peer's script in the peers' environment and return the JSON of its last line.

    Raises:
        subprocess.CalledProcessError: it failed; its errors stand on the screen.
    """
    done = subprocess.run(
        [str(PEER_PYTHON), str(script), *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=seconds,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def cpu_of(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
