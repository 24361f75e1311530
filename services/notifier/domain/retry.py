"""When a failed hand-over is tried again. Pure."""

import zlib
from datetime import timedelta
from typing import NamedTuple

FIRST = timedelta(seconds=2)


class Patience(NamedTuple):
    """How long one sort of channel is tried.

    Attributes:
        longest: real time between two tries, but for a quarter more.
        tries: so many, then the alert has failed for good; None tries without end.
    """

    longest: timedelta = timedelta(hours=1)
    tries: int | None = None


WEBHOOK = Patience(timedelta(hours=4), 30)
"""Three days, at most 20 tries in any one of them."""
MAIL_AND_ROBOTS = Patience()
_OF = {"webhook": WEBHOOK}


def patience_of(scheme: str) -> Patience:
    """Return how long addresses that begin so are tried."""
    return _OF.get(scheme, MAIL_AND_ROBOTS)


def pause_after(
    attempts: int,
    key: str,
    asked: timedelta = timedelta(0),
    longest: timedelta = MAIL_AND_ROBOTS.longest,
) -> timedelta:
    """Return the real time to wait after so many failed attempts.

    It doubles up to the longest pause, with up to a quarter more, another for each alert, so that
    those that failed together do not come back together.

    Args:
        attempts: so far, at least 1.
        key: of the alert.
        asked: what the other side asked for; it is never tried sooner.
        longest: see `Patience`.
    """
    doublings = min(max(attempts - 1, 0), 20)
    pause = max(min(FIRST * (1 << doublings), longest), asked)
    return pause * (1 + zlib.crc32(f"{key} {attempts}".encode()) / (1 << 34))
