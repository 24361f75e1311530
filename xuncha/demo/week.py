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
SLOWEST, FASTEST = 1_000.0, 16_000.0
"""Rates of the clock; it begins with the lowest, for everything is read for the first time then."""
LEG, MISSED = 6.0, 2.0
"""Hours after which the rate is raised where the machine keeps up, and hours without a probe in
them by which it shows that it does not; of the week's 168 probes the indicators ask for 140."""
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
        self._from = (0.0, 0)

    def look(self, hours: float, probes: int) -> None:
        """Slow down as soon as probes are missed in a leg, speed up at the end of one that has all.

        What was missed before is over and brings no slower pace.

        Args:
            hours: that have passed of the week.
            probes: that came in them.
        """
        passed = hours - self._from[0]
        if passed - (probes - self._from[1]) > MISSED:
            self.rate = max(self.rate / 4, SLOWEST)
        elif passed >= LEG:
            self.rate = min(self.rate * 1.5, FASTEST)
        else:
            return
        self._from = (hours, probes)
