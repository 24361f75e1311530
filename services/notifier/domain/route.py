"""Which of a unit's channels a message goes by first, and which when those fail. Pure."""

import hashlib
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from shared.contracts.alert import Alert
from shared.contracts.channel import NAME

_HOST = re.compile(r"(https?)://(?:[^/?#@]*@)?([^/?#@]+)", re.IGNORECASE)
_NAME = re.compile(NAME)
_NAMED = frozenset({"wecom", "dingtalk", "feishu", "webhook"})


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


def shown(recipient: str) -> str:
    """Return an address as people may read it.

    Names of robots and webhooks are no secret, nor is a mailbox. What an older registry, or a
    person at the keyboard, has in their place may be one: of a web address the host stays, of a
    key nothing, and a mark that tells one such address from the next.
    """
    found = _HOST.match(recipient)
    name = recipient.partition(":")[2]
    if found:
        kept = f"{found[1]}://{found[2]}/"
    elif scheme(recipient) in _NAMED and not _NAME.fullmatch(name):
        kept = f"{scheme(recipient)}:"
    else:
        return recipient
    return f"{kept}…{hashlib.sha256(recipient.encode()).hexdigest()[:8]}"


def veiled(alert: Alert) -> Alert:
    """Return an alert for people and events, with its address as `shown` writes it."""
    return alert.model_copy(update={"recipient": shown(alert.recipient)})
