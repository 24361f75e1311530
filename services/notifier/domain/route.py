"""Which of a unit's channels a message goes by first, and which when those fail. Pure."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from shared.contracts.alert import Alert


def first(channels: Sequence[str], fallbacks: AbstractSet[str]) -> tuple[str, ...]:
    """Return the addresses that get a message at once: all but fallbacks, or all there are.

    Args:
        channels: of a unit, as the registry has them.
        fallbacks: schemes, such as `sms`, that serve only where another channel has failed.
    """
    chosen = tuple(one for one in channels if scheme(one) not in fallbacks)
    return chosen or tuple(channels)


def instead(failed: Alert, channels: Sequence[str], fallbacks: AbstractSet[str]) -> tuple[str, ...]:
    """Return the addresses that get what could not be delivered for good."""
    if scheme(failed.recipient) in fallbacks:
        return ()
    waiting = set(channels) - set(first(channels, fallbacks))
    return tuple(one for one in channels if one in waiting)


def scheme(recipient: str) -> str:
    """Return what an address begins with, such as `mailto`."""
    return recipient.partition(":")[0]
