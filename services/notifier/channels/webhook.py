"""Generic webhooks, after Standard Webhooks 1.0."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook as Signer

from services.notifier.channels.posting import Poster, encoded
from services.notifier.credentials import Hook, named
from shared.contracts.alert import Alert


class Webhook:
    """Posts alerts to `webhook:<name>`.

    Args:
        poster: the way out.
        hooks: addresses and keys, by name.
    """

    scheme = "webhook"
    spacing_seconds = 0.0

    def __init__(self, poster: Poster, hooks: Mapping[str, Hook]) -> None:
        self._poster = poster
        self._hooks = hooks

    async def send(self, alert: Alert, link: str) -> str:
        """See `Channel.send`: 410 disables the address, other 4xx are for good."""
        hook = named(self._hooks, alert.recipient)
        body = encoded(
            {
                "type": f"alert.{alert.kind}",
                "timestamp": alert.due_at.isoformat(),
                "data": {
                    "id": alert.id,
                    "order": alert.order,
                    "unit": alert.unit,
                    "subject": alert.subject_line,
                    "text": alert.text,
                    "link": link,
                },
            }
        )
        headers = signed(hook.keys, alert.id, body)
        reply = await self._poster.post(hook.url.get_secret_value(), body, headers)
        return f"HTTP {reply.status}"


def signed(keys: Sequence[SecretStr], message_id: str, body: bytes) -> dict[str, str]:
    """Return the headers that prove the sender; every active key signs."""
    now = datetime.now(UTC)
    text = body.decode()
    signatures = [Signer(key.get_secret_value()).sign(message_id, now, text) for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
