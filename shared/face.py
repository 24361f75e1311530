"""The HTTP face of a service: exact paths, then the service's own pages if it has any."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from time import monotonic
from typing import Any, NamedTuple

from shared.metrics import FaceMetrics

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
        metrics: times every request.
        pages: takes every other path; None answers 404.
    """

    def __init__(
        self,
        paths: Mapping[str, Callable[[], Answer]],
        begin: Callable[[], Awaitable[None]],
        end: Callable[[], Awaitable[None]],
        metrics: FaceMetrics,
        pages: ASGIApp | None = None,
    ) -> None:
        self._paths = paths
        self._begin = begin
        self._end = end
        self._metrics = metrics
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI asks for it."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._timed(scope, receive, send)
        elif self._pages:
            await self._pages(scope, receive, send)

    async def _timed(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = monotonic(), 500  # pages that raise are answered so by the server

        async def noting(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._answer(scope, receive, noting)
        finally:
            path = scope["path"] if scope["path"] in self._paths else "pages"
            seconds = self._metrics.seconds.labels(path, f"{status // 100}xx")
            seconds.observe(monotonic() - began)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] in self._paths:
            known = scope["method"] in {"GET", "HEAD"}
            await _send(send, self._paths[scope["path"]]() if known else NOT_ALLOWED)
        elif self._pages:
            await self._pages(scope, receive, send)
        else:
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
