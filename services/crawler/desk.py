"""The HTTP face of the connector `push`: `POST /push` with a bearer token."""

from typing import Any

import orjson
import structlog

from services.crawler.push import PUSHES_A_MINUTE, Push
from shared.errors import TransientError
from shared.face import Receive, Scope, Send
from shared.masking import mask_text

BODY_LIMIT_BYTES = 2 * 1024 * 1024
READ_LIMIT_BYTES = 8 * BODY_LIMIT_BYTES
PATH = "/push"
AGAIN_SECONDS = 5
log = structlog.get_logger()


class Desk:
    """An ASGI application that takes posts.

    Args:
        push: what is done with them.
    """

    def __init__(self, push: Push) -> None:
        self._push = push

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, as ASGI asks for it."""
        if scope["type"] != "http":
            return
        if scope["path"] != PATH:
            await _say(send, 404, "没有这个地址：请向 /push 推送")
        elif scope["method"] != "POST":
            await _say(send, 405, "只接受 POST", allow="POST")
        else:
            try:
                await self._taken(scope, receive, send)
            except TransientError as error:
                log.warning("push.delayed", reason=str(error))
                text = "系统暂时不能接收，请稍后用同样的内容再推送一次"
                await _say(send, 503, text, retry=AGAIN_SECONDS)

    async def _taken(self, scope: Scope, receive: Receive, send: Send) -> None:
        scheme, _, token = _header(scope, b"authorization").partition(" ")
        holder = await self._push.holder(token.strip()) if scheme.lower() == "bearer" else None
        if holder is None:
            text = "凭据无效、已收回或已过期：请在 Authorization: Bearer 后填写监测单位发给的凭据"
            await _say(send, 401, text, authenticate='Bearer realm="xuncha"')
            return
        if self._push.hurries(holder):
            text = f"推送过于频繁：每分钟至多 {PUSHES_A_MINUTE} 次，请合并后再推送"
            await _say(send, 429, text, retry=60)
            return
        body = await _read(scope, receive)
        if body is None:
            await _say(send, 413, f"内容超过 {BODY_LIMIT_BYTES // 1024 // 1024} MiB，请分批推送")
            return
        taken = await self._push.take(holder, body)
        if taken.wrong:
            wrong = [one._replace(field=mask_text(one.field))._asdict() for one in taken.wrong]
            await _say(send, 422, "有错误，一条也没有接收：改正后请整批重新推送", errors=wrong)
            return
        log.info("push.taken", token=holder.id, new=taken.new, unchanged=taken.unchanged)
        text = f"已接收 {taken.new} 条，{taken.unchanged} 条与此前相同"
        await _say(send, 200, text, new=taken.new, unchanged=taken.unchanged)


def _header(scope: Scope, name: bytes) -> str:
    for known, value in scope["headers"]:
        if known == name:
            return str(value.decode("latin-1"))
    return ""


async def _read(scope: Scope, receive: Receive) -> bytes | None:
    """Return the body, None when it is too large.

    What is too large is read all the same, up to a bound: a client that is still writing when the
    connection closes never sees the answer.
    """
    announced = _header(scope, b"content-length")
    if announced.isdigit() and int(announced) > READ_LIMIT_BYTES:
        return None
    body, taken = bytearray(), 0
    while taken <= READ_LIMIT_BYTES:
        message = await receive()
        part = message.get("body", b"")
        taken += len(part)
        if taken <= BODY_LIMIT_BYTES:
            body += part
        if not message.get("more_body"):
            return bytes(body) if taken <= BODY_LIMIT_BYTES else None
    return None


async def _say(
    send: Send,
    status: int,
    text: str,
    *,
    retry: int = 0,
    allow: str = "",
    authenticate: str = "",
    **more: Any,
) -> None:
    body = orjson.dumps({"message": text, **more}, option=orjson.OPT_APPEND_NEWLINE)
    headers = {
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "allow": allow,
        "www-authenticate": authenticate,
        "retry-after": str(retry or ""),
        "connection": "close" if status == 413 else "",  # noqa: PLR2004 - the rest is not read
    }
    given = [(name.encode(), value.encode()) for name, value in headers.items() if value]
    await send({"type": "http.response.start", "status": status, "headers": given})
    await send({"type": "http.response.body", "body": body})
