"""Business time: when things happened and when they are due.

`XUNCHA_CLOCK=<start>[@rate]` lets demo and tests start anywhere and run faster, and
`XUNCHA_CLOCK=file:<path>` lets them jump: every process reads the same text from that file and
notices when it changes. Leases, timeouts and acks never use this clock but the monotonic one: they
guard processes, not deadlines.
"""

import math
import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone of every date a person reads; it has no daylight saving time."""

_FIRST_YEAR, _LAST_YEAR = 1900, 9998


class Clock(Protocol):
    """Tells business time."""

    def now(self) -> datetime:
        """Return the current business time: UTC, aware, whole milliseconds as the store keeps."""
        ...


class SystemClock:
    """Business time is real time."""

    def now(self) -> datetime:
        """Return the real time, UTC, aware."""
        return _whole_milliseconds(datetime.now(UTC))


class ScaledClock:
    """Starts at a chosen moment and runs `rate` times as fast as real time.

    All processes of one run agree because they share `epoch`, the real moment at which the scaled
    time began.

    Args:
        start: business time at `epoch`, aware.
        rate: business seconds for each real second, at least 0 (0 stands still).
        epoch: real time in seconds since 1970.
    """

    def __init__(self, start: datetime, rate: float, epoch: float) -> None:
        self._start = start.astimezone(UTC)
        self._rate = rate
        self._epoch = epoch

    def now(self) -> datetime:
        """Return the scaled time, UTC, aware."""
        passed = timedelta(seconds=(time.time() - self._epoch) * self._rate)
        return _whole_milliseconds(self._start + passed)


class FileClock:
    """Business time that may jump: what a file says, read again whenever the file changes.

    Only demo and tests write such a file; a real deployment has no reason to name one.

    Args:
        path: holds `<ISO start>@<rate>@<epoch>`; replaced whole by `set_clock`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed = -1
        self._clock: Clock = SystemClock()

    def now(self) -> datetime:
        """Return the time by the file's newest text, UTC, aware."""
        changed = os.stat(self._path).st_mtime_ns  # noqa: PTH116 - asked for at every event
        if changed != self._changed:
            self._clock = parse_clock(self._path.read_text("utf-8").strip())
            self._changed = changed
        return self._clock.now()


def set_clock(path: Path, start: datetime, rate: float) -> None:
    """Let all processes that share `path` jump to `start` and run at `rate` from there."""
    fresh = path.with_suffix(".new")
    fresh.write_text(f"{start.isoformat()}@{rate!r}@{time.time()!r}\n", "utf-8")
    fresh.replace(path)


def parse_clock(text: str | None) -> Clock:
    """Read `XUNCHA_CLOCK`: empty, `<ISO start>[@rate][@epoch]`, or `file:<path>`.

    The supervisor appends the epoch, so that every process it starts shares one beginning.

    Raises:
        ValueError: the text is not of that form.
    """
    if not text:
        return SystemClock()
    if text.startswith("file:"):
        return FileClock(Path(text.removeprefix("file:")))
    start, *rest = text.split("@")
    moment = datetime.fromisoformat(start)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=OFFICE_ZONE)
    rate = float(rest[0]) if rest else 1.0
    epoch = float(rest[1]) if len(rest) > 1 else time.time()
    if not (0 <= rate < math.inf and math.isfinite(epoch)):
        raise ValueError(f"XUNCHA_CLOCK: the rate must be a number of at least 0, not {rate}")
    return ScaledClock(moment, rate, epoch)


def as_written(moment: datetime) -> datetime:
    """Return a moment that somebody wrote, aware: without a zone it is Asia/Shanghai.

    Raises:
        ValueError: its year is none that anybody means; many systems write 0001-01-01 for no day,
            and the store cannot hold that.
    """
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"{moment.year} is no year that is meant")
    return moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE)


def office_date(moment: datetime) -> date:
    """Return the calendar day of `moment` in the office's zone."""
    return moment.astimezone(OFFICE_ZONE).date()


def _whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
