"""The HTTP face of a service: exact paths, then the service's own pages if it has any."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, NamedTuple

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class Answer(NamedTuple):
    """One HTTP answer."""

    body: bytes
    status: int = 200
    content_type: str = "text/plain; charset=utf-8"


NOT_FOUND = Answer(b"not found\n", 404)
NOT_ALLOWED = Answer(b"only GET and HEAD\n", 405)


class Face:
    """An ASGI application with a few fixed paths.

    Args:
        paths: what answers at which path.
        begin: awaited when the server starts; it must return at once.
        end: awaited when the server stops.
        pages: takes every other path; None answers 404.
    """

    def __init__(
        self,
        paths: Mapping[str, Callable[[], Answer]],
        begin: Callable[[], Awaitable[None]],
        end: Callable[[], Awaitable[None]],
        pages: ASGIApp | None = None,
    ) -> None:
        self._paths = paths
        self._begin = begin
        self._end = end
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI asks for it."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and scope["path"] in self._paths:
            known = scope["method"] in {"GET", "HEAD"}
            await _send(send, self._paths[scope["path"]]() if known else NOT_ALLOWED)
        elif self._pages:
            await self._pages(scope, receive, send)
        elif scope["type"] == "http":
            await _send(send, NOT_FOUND)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._begin()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._end()
        await send({"type": "lifespan.shutdown.complete"})


async def _send(send: Send, answer: Answer) -> None:
    headers = [
        (b"content-type", answer.content_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
