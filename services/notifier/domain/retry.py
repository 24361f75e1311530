"""When a failed hand-over is tried again. Pure."""

from datetime import timedelta

FIRST = timedelta(seconds=2)
LONGEST = timedelta(hours=1)


def pause_after(attempts: int) -> timedelta:
    """Return the real time to wait after so many failed attempts: doubling, capped at an hour."""
    doublings = min(max(attempts - 1, 0), 12)
    return min(FIRST * (1 << doublings), LONGEST)
