"""Where a redirect leads, and what may travel along."""

import re
from dataclasses import dataclass, replace

import httpx

from shared.egress.errors import FetchFailed, Outcome
from shared.egress.guard import Guard
from shared.egress.urls import CheckedUrl

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNSENDABLE = re.compile(rb"[ \x80-\xff]")
_FOLLOWED = frozenset({"GET", "HEAD"})
_TRAVELS = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"accept-language",
        b"from",
        b"if-modified-since",
        b"if-none-match",
        b"user-agent",
    }
)
"""Headers that may cross to another origin; any other might be a credential."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a chain."""

    method: str
    url: CheckedUrl
    headers: httpx.Headers
    content: bytes | None = None


def next_ask(ask: Ask, status: int, headers: httpx.Headers, guard: Guard) -> Ask | None:
    """Return the request that a redirect calls for, None when the answer is final.

    Only GET and HEAD are followed: no body is ever sent where its sender did not address it.

    Raises:
        EgressRefused: the redirect leads where requests must not go.
        FetchFailed: it names two places.
    """
    if status not in _REDIRECTS or ask.method not in _FOLLOWED:
        return None
    places = {value for name, value in headers.raw if name.lower() == b"location"}
    if not places:
        return None
    if len(places) > 1:
        raise FetchFailed(Outcome.PROTOCOL_ERROR, "two Location headers")
    url = guard.check(absolute(ask.url, places.pop()))
    if url.origin == ask.url.origin:
        return replace(ask, url=url)
    kept = [(name, value) for name, value in ask.headers.raw if name.lower() in _TRAVELS]
    return replace(ask, url=url, headers=httpx.Headers(kept))


def absolute(base: CheckedUrl, location: bytes) -> str:
    """Return the URL a Location header means, unchecked.

    Raw spaces and bytes beyond ASCII are escaped as they are, whatever charset they were meant
    in. A location with an authority of its own is passed on as it was written, so that the guard
    sees what the server sent and not a parser's mending of it.
    """
    text = _UNSENDABLE.sub(lambda found: b"%%%02X" % ord(found[0]), location.strip())
    return _with_base(base, text.decode("ascii"))


def _with_base(base: CheckedUrl, text: str) -> str:
    if text.startswith("//"):
        return f"{base.scheme}:{text}"
    try:
        if httpx.URL(text).scheme:
            return text
        return str(httpx.URL(base.url).join(text))
    except httpx.InvalidURL:
        return text
