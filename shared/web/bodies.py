"""How much a browser may send: what is larger is refused before it is kept anywhere."""

from collections.abc import MutableMapping
from typing import Any

from shared.face import Answer, ASGIApp, Receive, Scope, Send

DROPPED = 4
"""So many times the limit is still read, and dropped: a browser shows what we answer only when it
has sent everything. Whoever announces more is cut off."""


class BodyLimit:
    """An ASGI middleware that ends a request whose body grows beyond a limit.

    Args:
        app: what answers.
        most_bytes: of one body.
        refusal: what a larger one is told.
    """

    def __init__(self, app: ASGIApp, most_bytes: int, refusal: Answer) -> None:
        self._app = app
        self._refusal = refusal
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI asks for it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = _announced(scope)
        if announced > self._most_bytes:
            if announced <= DROPPED * self._most_bytes:
                await _drop(receive)
            await _refuse(send, self._refusal)
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


async def _drop(receive: Receive) -> None:
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)


async def _refuse(send: Send, refusal: Answer) -> None:
    headers = [(b"content-type", refusal.content_type.encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": refusal.body})
