"""One mailbox instead of everybody: for trying the system out with real messages."""

from services.notifier.channels.base import Channel
from services.notifier.domain.route import shown
from shared.contracts.alert import Alert


class Redirect:
    """Sends every alert of a scheme to one address, and names whom it was meant for.

    Args:
        scheme: of the recipients that it stands for.
        channel: the way to that address.
        recipient: that address, such as `mailto:…`.
    """

    spacing_seconds = 0.0

    def __init__(self, scheme: str, channel: Channel, recipient: str) -> None:
        self.scheme = scheme
        self._channel = channel
        self._recipient = recipient

    async def send(self, alert: Alert, link: str) -> str:
        """See `Channel.send`."""
        meant = f"（试运行，原收件方：{shown(alert.recipient)}）"
        redirected = {"recipient": self._recipient, "text": f"{meant}\n\n{alert.text}"}
        return await self._channel.send(alert.model_copy(update=redirected), link)
