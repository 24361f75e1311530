"""Headers of every answer to a browser: nothing foreign is loaded, nothing is kept or framed."""

from collections.abc import MutableMapping
from typing import Any

from shared.face import ASGIApp, Receive, Scope, Send

SAFE = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class SafeHeaders:
    """An ASGI middleware that sets these headers on every answer.

    Args:
        app: what answers.
        caching: `cache-control`; pages are kept nowhere.
    """

    def __init__(self, app: ASGIApp, caching: str = SAFE["cache-control"]) -> None:
        self._app = app
        self._safe = {**SAFE, "cache-control": caching}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI asks for it."""

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0].decode().lower() not in SAFE]
                ours = [(name.encode(), value.encode()) for name, value in self._safe.items()]
                message["headers"] = [*kept, *ours]
            await send(message)

        await self._app(scope, receive, guarded)
