"""Channel addresses that nothing is sent to any more, and the commands about channels."""

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract
from shared.contracts.command import Command

NAME = r"[\w.-]{1,24}"
"""Of a robot or a webhook, as the registry has it; what is longer is a key or an address that
somebody took for a name."""


class ChannelState(Contract):
    """What stands of one channel address beside what the registry says of it."""

    recipient: str
    """As the registry has it, such as `webhook:county-a`."""
    disabled: bool
    reason: str = ""
    """What the other side answered, masked."""
    at: AwareDatetime
    """Business time of the last change."""
    by: str = ""
    version: int = Field(default=1, ge=1)


class TryChannel(Command):
    """Send one message that tries out an address, or every address of a unit."""

    recipient: str = Field(default="", max_length=500)
    unit: str = ""


class EnableChannel(Command):
    """Send to an address again that was disabled."""

    recipient: str = Field(min_length=1, max_length=500)
    reason: str = Field(default="", max_length=500)
