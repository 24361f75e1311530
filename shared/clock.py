"""Business time: when things happened and when they are due.

`XUNCHA_CLOCK=<start>[@rate]` lets demo and tests start anywhere and run faster. Leases, timeouts
and acks never use this clock but the monotonic one: they guard processes, not deadlines.
"""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone of every date a person reads; it has no daylight saving time."""


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


def parse_clock(text: str | None) -> Clock:
    """Read `XUNCHA_CLOCK`: empty, or `<ISO start>[@rate][@epoch]`.

    The supervisor appends the epoch, so that every process it starts shares one beginning.

    Raises:
        ValueError: the text is not of that form.
    """
    if not text:
        return SystemClock()
    start, *rest = text.split("@")
    moment = datetime.fromisoformat(start)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=OFFICE_ZONE)
    rate = float(rest[0]) if rest else 1.0
    epoch = float(rest[1]) if len(rest) > 1 else time.time()
    if rate < 0:
        raise ValueError(f"XUNCHA_CLOCK: the rate must be at least 0, not {rate}")
    return ScaledClock(moment, rate, epoch)


def office_date(moment: datetime) -> date:
    """Return the calendar day of `moment` in the office's zone."""
    return moment.astimezone(OFFICE_ZONE).date()


def _whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
