"""Posts JSON through the guarded way out; what channels over HTTP share."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from services.notifier.channels.base import GoneError
from shared.egress.body import WEBHOOK_ANSWER
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused, FetchFailed
from shared.errors import PermanentError, TransientError
from shared.masking import mask_text
from shared.redaction import HIDDEN, SHORTEST, redacted

POST_SECONDS = 20.0
SHOWN = 200
"""Characters of an answer that are kept."""
_TOO_MANY, _TIMEOUT, _GONE, _SERVER = 429, 408, 410, 500
_DEFAULT_WAIT_SECONDS = 60.0
_LONGEST_WAIT_SECONDS = 3600.0


class Reply(NamedTuple):
    """What the other side said, at most 4 KiB of it."""

    status: int
    text: str
    address: str = ""
    """Where it was said; a secret."""

    @property
    def shown(self) -> str:
        """The beginning of it for people: without keys, addresses and personal values."""
        text = self.text
        for secret in (self.address, urlsplit(self.address).path):
            text = text.replace(secret, HIDDEN) if len(secret) >= SHORTEST else text
        return mask_text(redacted(text))[:SHOWN]

    def field(self, *names: str) -> Any:
        """Return the first of these fields of a JSON answer; None when it has none of them."""
        try:
            body = json.loads(self.text)
        except ValueError:
            return None
        known = body if isinstance(body, dict) else {}
        return next((known[name] for name in names if name in known), None)


class Poster:
    """Posts to addresses that are secrets: no error and no answer of it names one.

    Args:
        egress: the guarded way out; redirects are not followed.
    """

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    async def post(
        self, url: str, body: Mapping[str, Any] | bytes, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Post one body; a 2xx answer is returned, whatever it says.

        Raises:
            TransientError: silence, 408, 429 or 5xx.
            GoneError: 410.
            PermanentError: the address is not allowed, or any other status.
        """
        content = body if isinstance(body, bytes) else encoded(body)
        try:
            answer = await self._egress.fetch(
                url,
                caps=WEBHOOK_ANSWER,
                method="POST",
                content=content,
                headers={"Content-Type": "application/json; charset=utf-8", **(headers or {})},
                deadline_seconds=POST_SECONDS,
                follow=False,
            )
        except EgressRefused as error:
            raise PermanentError(
                "the channel's address is not allowed; an address inside the office needs a line "
                "in XUNCHA_NOTIFIER_INTERNAL_FILE"
            ) from error
        except FetchFailed as error:
            raise TransientError(f"no answer from the channel: {error.outcome}") from None
        reply = Reply(answer.status, answer.body.decode("utf-8", "replace"), url)
        if answer.status // 100 == 2:  # noqa: PLR2004 - the class of success
            return reply
        text = f"HTTP {answer.status} {reply.shown}"
        if answer.status in {_TOO_MANY, _TIMEOUT} or answer.status >= _SERVER:
            raise TransientError(text, retry_after_seconds=_wait(answer.status, answer.headers))
        raise GoneError(text) if answer.status == _GONE else PermanentError(text)


def encoded(body: Mapping[str, Any]) -> bytes:
    """Return a body as the bytes that are signed and sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _wait(status: int, headers: Mapping[str, str]) -> float:
    """Return for how long the other side wants to be left alone, seconds."""
    written = headers.get("retry-after", "")
    if written.isascii() and written.isdigit():
        return min(float(written), _LONGEST_WAIT_SECONDS)
    return _DEFAULT_WAIT_SECONDS if status == _TOO_MANY else 0.0
