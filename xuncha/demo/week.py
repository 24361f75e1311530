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
SLOWEST, FASTEST = 500.0, 16_000.0
"""Rates of the clock: it begins with the lowest, as everything is read for the first time then."""
SPARED_AT_ONCE, SPARED, MOST_LOST = 4.0, 10.0, 12.0
"""Hours without a look at the home page that may pass at the beginning, and until the end; and how
many of the former are put up with where the machine is slow: of the 168 probes of a week the
indicators ask for 140, and what crawls read counts as a look here."""
_LOOK_SECONDS = 0.25


async def watch(clock_file: Path, probes: Callable[[], int]) -> None:
    """Let the week pass; where the machine cannot keep up, time slows down instead of probes.

    Args:
        clock_file: the clock that all processes share.
        probes: how many probes the least probed website has had.
    """
    clock, pace = FileClock(clock_file), Pace()
    set_clock(clock_file, BEGIN, pace.rate)
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
            pace.look(passed / 3600, probes())
            set_clock(clock_file, clock.now(), pace.rate)
            await asyncio.sleep(_LOOK_SECONDS)
        progress.update(task, completed=(END - BEGIN).total_seconds())


class Pace:
    """How fast the week passes.

    Attributes:
        rate: of the clock.
    """

    def __init__(self) -> None:
        self.rate = SLOWEST
        self._spared = SPARED_AT_ONCE

    def look(self, hours: float, probes: int) -> None:
        """Slow down while more hours passed without a probe than may be spared, else speed up.

        What is lost when it cannot go slower is put up with, for no waiting brings it back.

        Args:
            hours: that have passed of the week.
            probes: that came in them.
        """
        missed, of_week = hours - probes, hours * 3600 / (END - BEGIN).total_seconds()
        if missed <= self._spared + (SPARED - SPARED_AT_ONCE) * of_week:
            self.rate = min(self.rate * 1.15, FASTEST)
        elif self.rate > SLOWEST:
            self.rate = max(self.rate * 0.85, SLOWEST)
        else:
            self._spared = min(missed, MOST_LOST)
