"""What every channel promises."""

from typing import Protocol

from shared.contracts.alert import Alert
from shared.errors import PermanentError, TransientError


class BusyError(TransientError):
    """The channel is asked to wait, by its own rules or by the other side's; not a failed try."""


class GoneError(PermanentError):
    """The receiver says that nothing shall be sent to this address any more."""


class Channel(Protocol):
    """Hands one alert over.

    The alert's id goes along, the same on every copy, so that a receiver can drop a repeat.
    """

    scheme: str
    """What its recipients begin with, such as `mailto`."""
    spacing_seconds: float
    """Least real time between two messages to one recipient, over all replicas; 0 for none."""

    async def send(self, alert: Alert, link: str) -> str:
        """Hand over one alert; return what the other side answered.

        Args:
            alert: what to say, masked.
            link: where the unit acts on it; empty for none. It is a secret: never log it.

        Raises:
            BusyError: not now; wait at least as long as it says.
            TransientError: try again later.
            PermanentError: this recipient will never take it; a person must look.
        """
        ...
