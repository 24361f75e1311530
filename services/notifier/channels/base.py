"""What every channel promises."""

from typing import Protocol

from shared.contracts.alert import Alert


class Channel(Protocol):
    """Hands one alert over.

    The alert's id goes along, the same on every copy, so that a receiver can drop a repeat.
    """

    scheme: str
    """What its recipients begin with, such as `mailto`."""

    async def send(self, alert: Alert) -> str:
        """Hand over one alert; return what the other side answered.

        Raises:
            TransientError: try again later.
            PermanentError: this recipient will never take it; a person must look.
        """
        ...
