"""When a failed hand-over is tried again. Pure."""

import zlib
from datetime import timedelta

FIRST = timedelta(seconds=2)
LONGEST = timedelta(hours=1)


def pause_after(attempts: int, key: str, asked: timedelta = timedelta(0)) -> timedelta:
    """Return the real time to wait after so many failed attempts.

    It doubles up to an hour, with up to a quarter more, another for each alert, so that those that
    failed together do not come back together.

    Args:
        attempts: so far, at least 1.
        key: of the alert.
        asked: what the other side asked for; it is never tried sooner.
    """
    doublings = min(max(attempts - 1, 0), 12)
    pause = max(min(FIRST * (1 << doublings), LONGEST), asked)
    return pause * (1 + zlib.crc32(f"{key} {attempts}".encode()) / (1 << 34))
