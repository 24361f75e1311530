"""Stocks and flows of the registry: registered, running, opened, closed.

Registered is what has been opened and neither closed, migrated nor deregistered; running leaves
out what is exempt for a time. Opening + opened − closed = registered.
"""

from datetime import date

from services.reporter.domain.period import Cut
from shared.contracts.target import Target, TargetStatus

_ENDED = frozenset({TargetStatus.CLOSED, TargetStatus.MIGRATED})


def ended_on(target: Target) -> date | None:
    """Return the day a target left the registry's stock: the earlier of closed and deregistered."""
    days = [day for day in (target.closed_on, target.deregistered_on) if day]
    return min(days, default=None)


def ended_unknown(target: Target) -> bool:
    """Tell whether a target is closed although no day says since when; it counts nowhere."""
    return target.status in _ENDED and ended_on(target) is None


def registered(target: Target, day: date) -> bool:
    """Tell whether a target stands on the registry at the end of `day`."""
    end = ended_on(target)
    if ended_unknown(target):
        return False
    return (target.opened_on is None or target.opened_on <= day) and (end is None or end > day)


def running(target: Target, day: date) -> bool:
    """Tell whether a target runs at the end of `day`: registered and not exempt."""
    return registered(target, day) and target.status is not TargetStatus.EXEMPT


def opened(target: Target, cut: Cut) -> bool:
    """Tell whether a target was opened in the period."""
    return not ended_unknown(target) and target.opened_on is not None and target.opened_on in cut


def closed(target: Target, cut: Cut) -> bool:
    """Tell whether a target was closed or deregistered in the period."""
    end = ended_on(target)
    return end is not None and end in cut
