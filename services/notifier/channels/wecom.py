"""WeCom group robots (企业微信群机器人)."""

from collections.abc import Mapping

from services.notifier.channels.base import BusyError
from services.notifier.channels.brief import brief
from services.notifier.channels.posting import Poster
from services.notifier.credentials import Robot, named
from shared.contracts.alert import Alert
from shared.errors import PermanentError, TransientError

BASE = "https://qyapi.weixin.qq.com"
TEXT_LIMIT_BYTES = 2048
_TOO_OFTEN = 45009
_FOR_GOOD = frozenset({40008, 40058, 44004, 45002, 93000, 93008, 93017})
"""Malformed, too long, or no such robot."""


class WeCom:
    """Sends alerts to `wecom:<robot>`; the body's error code decides, not the HTTP status.

    Args:
        poster: the way out.
        robots: by name.
    """

    scheme = "wecom"
    spacing_seconds = 3.1
    """The vendor takes 20 messages a minute from one robot."""

    def __init__(self, poster: Poster, robots: Mapping[str, Robot]) -> None:
        self._poster = poster
        self._robots = robots

    async def send(self, alert: Alert, link: str) -> str:
        """See `Channel.send`."""
        robot = named(self._robots, alert.recipient)
        url = f"{robot.base or BASE}/cgi-bin/webhook/send?key={robot.key.get_secret_value()}"
        content = brief(alert, link, TEXT_LIMIT_BYTES)
        reply = await self._poster.post(url, {"msgtype": "text", "text": {"content": content}})
        code = reply.field("errcode")
        if code == 0:
            return "errcode 0"
        text = f"errcode {code}: {reply.shown}"
        if code == _TOO_OFTEN:
            raise BusyError(text, retry_after_seconds=60)
        raise PermanentError(text) if code in _FOR_GOOD else TransientError(text)
