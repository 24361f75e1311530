"""How much a browser may send: what is larger is refused before it is kept anywhere."""

from collections.abc import MutableMapping
from typing import Any

from shared.face import ASGIApp, Receive, Scope, Send

_TEXT = "提交的内容过大，请压缩或分次上传。\n".encode()


class BodyLimit:
    """An ASGI middleware that ends a request whose body grows beyond a limit.

    Args:
        app: what answers.
        most_bytes: of one body.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app = app
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI asks for it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _announced(scope) > self._most_bytes:
            await _refuse(send)
            return
        taken = 0

        async def counted() -> MutableMapping[str, Any]:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most_bytes:
                return {"type": "http.disconnect"}
            return message

        await self._app(scope, counted, send)


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _TEXT})
