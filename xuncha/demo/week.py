"""Watches the imitation sites for a week, many thousand times as fast as the clock on the wall."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from shared.clock import OFFICE_ZONE, FileClock, set_clock
from xuncha.cli.screen import console

BEGIN = datetime(2020, 12, 14, tzinfo=OFFICE_ZONE)
END = BEGIN + timedelta(days=7)
FASTEST = 16_000.0
SLOWEST = 500.0
SPARED_AT_ONCE, SPARED = 4, 10
"""Hours without a look at the home page that may pass at the beginning, and until the end: of the
168 probes of a week the indicators ask for 140, and what crawls read counts as a look here."""
_LOOK_SECONDS = 0.25


async def watch(clock_file: Path, probes: Callable[[], int]) -> None:
    """Let the week pass; where the machine cannot keep up, time slows down instead of probes.

    Args:
        clock_file: the clock that all processes share.
        probes: how many probes the least probed website has had.
    """
    clock, rate = FileClock(clock_file), FASTEST
    set_clock(clock_file, BEGIN, rate)
    with Progress(
        TextColumn("监测一周"),
        BarColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        task = progress.add_task("", total=(END - BEGIN).total_seconds())
        while (now := clock.now()) < END:
            passed = (now - BEGIN).total_seconds()
            day = now.astimezone(OFFICE_ZONE)
            progress.update(
                task, completed=passed, description=f"{day:%Y-%m-%d %H时} 每站已探测 {probes()} 次"
            )
            rate = _steered(rate, passed, probes())
            set_clock(clock_file, clock.now(), rate)
            await asyncio.sleep(_LOOK_SECONDS)
        progress.update(task, completed=(END - BEGIN).total_seconds())


def _steered(rate: float, passed_seconds: float, probes: int) -> float:
    """Slow down while more hours passed without a probe than may be spared, else speed up."""
    missed = passed_seconds / 3600 - probes
    share = passed_seconds / (END - BEGIN).total_seconds()
    spared = SPARED_AT_ONCE + (SPARED - SPARED_AT_ONCE) * share
    return max(rate * 0.85, SLOWEST) if missed > spared else min(rate * 1.15, FASTEST)
