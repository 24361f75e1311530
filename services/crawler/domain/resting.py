"""How long a host in trouble is left alone, and how often an address is tried again. Pure."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

from services.crawler.domain.outcome import MEANINGS, Again, FetchOutcome

TRIES = 5
"""Visits of one address in one pass that may fail; the waits between them add to 15 minutes."""
SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
ASKED_TO_WAIT = frozenset(one for one, says in MEANINGS.items() if says.again is Again.LATER)
"""After one of these the host is asked for nothing more in this run."""
_LATER = frozenset(one.value for one, says in MEANINGS.items() if says.again is not Again.USUAL)


def rest(strikes: int, asked_seconds: float = 0.0) -> timedelta:
    """Return how long to wait after the first, second … failure in a row.

    The wait doubles, up to an hour; a host that asks for more gets more.

    Args:
        strikes: failures in a row before this one.
        asked_seconds: what the host has asked for (Retry-After).
    """
    wait = min(SHORTEST * (1 << min(strikes, 10)), LONGEST)
    return max(wait, timedelta(seconds=asked_seconds))


def is_settled(outcome: str) -> bool:
    """Tell whether a visit that ended so is not worth another try in the same pass."""
    return outcome not in _LATER


def is_worth_a_try(outcome: FetchOutcome, tries: int) -> bool:
    """Tell whether an address is visited again in the same pass.

    Args:
        outcome: of the visit.
        tries: visits of the address in this pass that failed before it.
    """
    if outcome is FetchOutcome.RESTING:  # it was not asked
        return True
    return not is_settled(outcome.value) and tries + 1 < TRIES


def rest_seconds(retry_after: str, now: float) -> float | None:
    """Read a Retry-After header (RFC 9110, 10.2.3): seconds or a date; None when it says nothing.

    Args:
        retry_after: the header.
        now: seconds since the epoch, real time.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
