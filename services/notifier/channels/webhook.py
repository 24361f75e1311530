"""Generic webhooks, after Standard Webhooks 1.0."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook as Signer

from services.notifier.channels.posting import Poster, encoded
from shared.contracts.alert import Alert
from shared.errors import PermanentError


class Webhook:
    """Posts alerts to an `https:` address that the credentials file has keys for.

    Args:
        poster: the way out.
        keys: signing keys by address, `whsec_…`; two while one is being replaced.
        scheme: `https`, or `http` for an address inside the office.
    """

    spacing_seconds = 0.0

    def __init__(
        self, poster: Poster, keys: Mapping[str, Sequence[SecretStr]], scheme: str = "https"
    ) -> None:
        self._poster = poster
        self._keys = keys
        self.scheme = scheme

    async def send(self, alert: Alert, link: str) -> str:
        """See `Channel.send`: 410 disables the address, other 4xx are for good."""
        keys = self._keys.get(alert.recipient, ())
        if not keys:
            raise PermanentError(
                "no signing key for this webhook: add its address under `webhooks` in "
                "XUNCHA_NOTIFIER_CREDENTIALS_FILE"
            )
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
        reply = await self._poster.post(alert.recipient, body, signed(keys, alert.id, body))
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
