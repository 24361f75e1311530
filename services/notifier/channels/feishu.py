"""Feishu group robots (飞书群机器人)."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any

from services.notifier.channels.base import BusyError
from services.notifier.channels.brief import brief
from services.notifier.channels.posting import Poster
from services.notifier.credentials import Robot, named
from shared.contracts.alert import Alert
from shared.errors import PermanentError, TransientError

BASE = "https://open.feishu.cn"
TEXT_LIMIT_BYTES = 19_000
_TOO_OFTEN = frozenset({9499, 11232, 99991400})
_FOR_GOOD = frozenset({19001, 19002, 19021, 19022, 19024})
"""No such robot, malformed, wrong signature, address or key word not allowed."""
HALF_HOUR_SECONDS, RUSH_SECONDS = 1800, 20
"""The vendor is overrun at every full and half hour, and asks to stay away from it."""


class Feishu:
    """Sends alerts to `feishu:<robot>`; the body's code decides, not the HTTP status.

    Args:
        poster: the way out.
        robots: by name.
        now: real time in seconds since 1970.
    """

    scheme = "feishu"
    spacing_seconds = 0.7
    """The vendor takes 100 messages a minute and 5 a second from one robot."""

    def __init__(
        self, poster: Poster, robots: Mapping[str, Robot], now: Callable[[], float] = time.time
    ) -> None:
        self._poster = poster
        self._robots = robots
        self._now = now

    async def send(self, alert: Alert, link: str) -> str:
        """See `Channel.send`."""
        robot = named(self._robots, alert.recipient)
        if wait := rush(self._now()):
            raise BusyError("away from the full and half hour", retry_after_seconds=wait)
        content = brief(alert, link, TEXT_LIMIT_BYTES)
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": content}}
        if robot.secret:
            body |= signature(robot.secret.get_secret_value(), round(self._now()))
        url = f"{robot.base or BASE}/open-apis/bot/v2/hook/{robot.key.get_secret_value()}"
        reply = await self._poster.post(url, body)
        code = reply.field("code", "StatusCode")
        if code == 0:
            return "code 0"
        text = f"code {code}: {reply.shown}"
        if code in _TOO_OFTEN:
            raise BusyError(text, retry_after_seconds=60)
        raise PermanentError(text) if code in _FOR_GOOD else TransientError(text)


def rush(now: float) -> float:
    """Return how many seconds to wait near a full or half hour; 0 when it is far enough."""
    past = now % HALF_HOUR_SECONDS
    if past < RUSH_SECONDS:
        return RUSH_SECONDS - past
    left = HALF_HOUR_SECONDS - past
    return left + RUSH_SECONDS if left < RUSH_SECONDS else 0.0


def signature(secret: str, seconds: int) -> dict[str, str]:
    """Sign a request the vendor's way: key = timestamp, line break, secret; data = nothing."""
    key = f"{seconds}\n{secret}".encode()
    digest = hmac.new(key, b"", hashlib.sha256).digest()
    return {"timestamp": str(seconds), "sign": base64.b64encode(digest).decode()}
