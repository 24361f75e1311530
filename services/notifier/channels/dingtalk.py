"""DingTalk group robots (钉钉群机器人)."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from services.notifier.channels.base import BusyError
from services.notifier.channels.brief import brief
from services.notifier.channels.posting import Poster
from services.notifier.credentials import Robot, named
from shared.contracts.alert import Alert
from shared.errors import PermanentError, TransientError

BASE = "https://oapi.dingtalk.com"
TEXT_LIMIT_BYTES = 18_000
_TOO_OFTEN = 130101
_BANNED_SECONDS = 600
"""Who sends too often is refused for ten minutes."""
_FOR_GOOD = frozenset({300001, 300005, 310000, 400013, 400101, 400102, 400105, 400106})
"""No such robot, stopped, wrong signature or key word, malformed."""


class DingTalk:
    """Sends alerts to `dingtalk:<robot>`; the body's error code decides, not the HTTP status.

    Args:
        poster: the way out.
        robots: by name.
    """

    scheme = "dingtalk"
    spacing_seconds = 3.1
    """The vendor takes 20 messages a minute from one robot."""

    def __init__(self, poster: Poster, robots: Mapping[str, Robot]) -> None:
        self._poster = poster
        self._robots = robots

    async def send(self, alert: Alert, link: str) -> str:
        """See `Channel.send`."""
        robot = named(self._robots, alert.recipient)
        query = {"access_token": robot.key.get_secret_value()}
        if robot.secret:
            query |= signature(robot.secret.get_secret_value(), round(time.time() * 1000))
        content = brief(alert, link, TEXT_LIMIT_BYTES)
        body = {"msgtype": "text", "text": {"content": content}, "at": {"isAtAll": False}}
        url = f"{robot.base or BASE}/robot/send?{urlencode(query)}"
        reply = await self._poster.post(url, body)
        code = reply.field("errcode")
        if code == 0:
            return "errcode 0"
        text = f"errcode {code}: {reply.shown}"
        if code == _TOO_OFTEN:
            raise BusyError(text, retry_after_seconds=_BANNED_SECONDS)
        raise PermanentError(text) if code in _FOR_GOOD else TransientError(text)


def signature(secret: str, milliseconds: int) -> dict[str, str]:
    """Sign a request the vendor's way: key = secret, data = timestamp, line break, secret."""
    data = f"{milliseconds}\n{secret}".encode()
    digest = hmac.new(secret.encode(), data, hashlib.sha256).digest()
    return {"timestamp": str(milliseconds), "sign": base64.b64encode(digest).decode()}
