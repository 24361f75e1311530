"""Short messages, through a gateway that the office runs or buys.

The gateway takes `POST {url}` with `Authorization: Bearer <token>` and a JSON body
`{"id", "to", "text"}`, drops a repeat of an id, and answers 2xx when it has taken the message.
docs/channels.md describes it for those who write one.
"""

from services.notifier.channels.base import GoneError
from services.notifier.channels.brief import cut, harmless
from services.notifier.channels.posting import Poster
from services.notifier.credentials import Gateway
from shared.contracts.alert import Alert
from shared.errors import PermanentError

TEXT_LIMIT_BYTES = 420
"""Two parts of 70 characters of Chinese."""


class Sms:
    """Sends alerts to `sms:<number>`.

    Args:
        poster: the way out.
        gateway: of the office; None when it has none.
    """

    scheme = "sms"
    spacing_seconds = 0.0

    def __init__(self, poster: Poster, gateway: Gateway | None) -> None:
        self._poster = poster
        self._gateway = gateway

    async def send(self, alert: Alert, link: str) -> str:
        """See `Channel.send`."""
        gateway = self._gateway
        if gateway is None:
            raise PermanentError(
                "no gateway for short messages: describe it under `sms` in "
                "XUNCHA_NOTIFIER_CREDENTIALS_FILE"
            )
        text = short(alert, link)
        body = {"id": alert.id, "to": alert.recipient.partition(":")[2], "text": text}
        headers = {"Authorization": f"Bearer {gateway.token.get_secret_value()}"}
        try:
            reply = await self._poster.post(gateway.url, body, headers)
        except GoneError as error:  # the gateway is, not the number
            raise PermanentError(str(error)) from error
        return f"HTTP {reply.status}"


def short(alert: Alert, link: str) -> str:
    """Write an alert as one short message; the subject gives way to the link."""
    room = TEXT_LIMIT_BYTES - len(link.encode()) - 1
    return f"{cut(harmless(alert.subject_line), room)} {link}".strip()
