"""The way out: one call fetches one URL, guarded at every hop, under one deadline."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Self

import httpx

from shared.egress.addresses import Address
from shared.egress.body import Body, Caps, Truncation
from shared.egress.dial import Dial, dial_tcp
from shared.egress.errors import FetchFailed, Outcome, Refusal, UrlRefused
from shared.egress.guard import Guard
from shared.egress.phases import Phase, Timings
from shared.egress.redirects import Ask, next_ask
from shared.egress.transport import NOTHING, Answer, GuardedTransport, Plain

_BODY_FREE = frozenset({"GET", "HEAD"})
_BODILESS = frozenset({204, 304})
_OURS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer.

    Attributes:
        final_url: where it came from, after redirects.
        status: HTTP status, any.
        headers: of the final answer; names are matched without regard to case.
        body: decoded, at most the caps.
        wire_bytes: body bytes read, content coding still on.
        truncated: why the body is not whole, None when it is.
        hops: every URL asked, first to final.
        address: the vetted address that answered.
        seconds: from call to last byte, monotonic.
        phases: seconds by phase, summed over hops.
    """

    final_url: str
    status: int
    headers: httpx.Headers
    body: bytes
    wire_bytes: int
    truncated: Truncation | None
    hops: tuple[str, ...]
    address: Address
    seconds: float
    phases: Mapping[Phase, float]


class Egress:
    """Fetches URLs that the guard allows. Keeps connections; close it when done.

    Args:
        guard: decides about every hop.
        tls: verifies servers; the public certificate authorities by default.
        dial: opens sockets, such as through a proxy.
    """

    def __init__(
        self, guard: Guard, *, tls: ssl.SSLContext | None = None, dial: Dial = dial_tcp
    ) -> None:
        self._guard = guard
        self._transport = GuardedTransport(guard, tls=tls, dial=dial)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close idle connections."""
        await self._transport.aclose()

    async def fetch(  # noqa: PLR0913 - each is one free choice of one fetch
        self,
        url: str,
        *,
        caps: Caps,
        headers: Mapping[str, str] | None = None,
        deadline_seconds: float = 15.0,
        method: str = "GET",
        content: bytes | None = None,
        max_redirects: int = 5,
        follow: bool = True,
        may_enter: Callable[[str], Awaitable[bool]] | None = None,
        check: Callable[[], None] | None = None,
    ) -> Fetched:
        """Fetch `url`.

        Args:
            url: absolute, http or https.
            caps: what the final body may cost; reading stops there.
            headers: sent as they are; only harmless ones cross to another origin.
            deadline_seconds: from call to last byte, all hops, monotonic.
            method: redirects are followed for GET and HEAD only.
            content: body to send.
            max_redirects: most hops after the first.
            follow: False returns a redirect as the answer.
            may_enter: asked about the target of each redirect, such as its robots.txt; the time
                that it takes is none of the fetch.
            check: called before each request and after each piece of the body; ends the fetch by
                raising.

        Raises:
            EgressRefused: the URL, a redirect's or an address behind them is not allowed.
            FetchFailed: no usable answer within the deadline.
        """
        ask = Ask(method.upper(), self._guard.check(url), _sendable(headers or {}), content)
        trip = _Trip(caps, max_redirects if follow else None)
        trip.may_enter, trip.check = may_enter, check
        try:
            async with asyncio.timeout(deadline_seconds) as deadline:
                return await self._travel(ask, trip, deadline)
        except TimeoutError as error:
            detail = f"{deadline_seconds} s, in {trip.timings.current}"
            raise FetchFailed(Outcome.DEADLINE, detail) from error

    async def _travel(self, ask: Ask, trip: "_Trip", deadline: asyncio.Timeout) -> Fetched:
        while True:
            trip.enter(ask.url.url)
            if trip.check:
                trip.check()
            response = await self._send(ask, trip)
            try:
                headers = response.headers
                following = (
                    next_ask(ask, response.status, headers, self._guard)
                    if trip.max_redirects is not None
                    else None
                )
                if following is None:
                    return await trip.arrive(ask, response)
            finally:
                await response.stream.aclose()
            ask = following
            if trip.may_enter:
                async with _halted(deadline):
                    entered = await trip.may_enter(ask.url.url)
                if not entered:
                    raise UrlRefused(Refusal.ROBOTS, ask.url.url)

    async def _send(self, ask: Ask, trip: "_Trip") -> Answer:
        if ask.content is None and ask.method in _BODY_FREE:
            plain = Plain(ask.method, ask.headers, NOTHING)
            return await self._transport.send(ask.url, plain, trip.timings)
        request = httpx.Request(ask.method, ask.url.url, headers=ask.headers, content=ask.content)
        return await self._transport.send(ask.url, request, trip.timings)


@asynccontextmanager
async def _halted(deadline: asyncio.Timeout) -> AsyncIterator[None]:
    """Stop the clock of a deadline for the block."""
    clock, until = asyncio.get_running_loop().time, deadline.when()
    left = until - clock() if until is not None else 0.0
    deadline.reschedule(None)
    yield
    deadline.reschedule(clock() + left)


class _Trip:
    """What one fetch remembers from hop to hop."""

    def __init__(self, caps: Caps, max_redirects: int | None) -> None:
        self.timings = Timings()
        self.max_redirects = max_redirects
        self.may_enter: Callable[[str], Awaitable[bool]] | None = None
        self.check: Callable[[], None] | None = None
        self._caps = caps
        self._hops: list[str] = []
        self._started = monotonic()

    def enter(self, url: str) -> None:
        if url in self._hops:
            raise FetchFailed(Outcome.REDIRECT_LOOP, url)
        if self._hops and len(self._hops) > (self.max_redirects or 0):
            raise FetchFailed(Outcome.TOO_MANY_REDIRECTS, url)
        self._hops.append(url)

    async def arrive(self, ask: Ask, response: Answer) -> Fetched:
        body = await self._read(ask, response)
        content = body.finish()
        return Fetched(
            final_url=ask.url.url,
            status=response.status,
            headers=response.headers,
            body=content,
            wire_bytes=body.wire_bytes,
            truncated=body.truncated,
            hops=tuple(self._hops),
            address=response.address,
            seconds=monotonic() - self._started,
            phases=self.timings.seconds,
        )

    async def _read(self, ask: Ask, response: Answer) -> Body:
        if ask.method == "HEAD" or response.status in _BODILESS:
            return Body("", self._caps)
        body = Body(response.headers.get("content-encoding", ""), self._caps)
        with self.timings.phase(Phase.BODY):
            while chunk := await response.stream.piece():
                if self.check:
                    self.check()
                if not body.feed(chunk):
                    break
        return body


def _sendable(headers: Mapping[str, str]) -> httpx.Headers:
    return _headers(tuple(headers.items()))


@lru_cache(maxsize=64)
def _headers(given: tuple[tuple[str, str], ...]) -> httpx.Headers:
    """Make the headers of a request, which are never changed: most requests have the same."""
    headers = dict(given)
    if ours := _OURS & {name.lower() for name in headers}:
        raise ValueError(f"egress sets these headers itself: {', '.join(sorted(ours))}")
    try:
        return httpx.Headers({**headers, "Accept-Encoding": "gzip, deflate"})
    except UnicodeEncodeError as error:
        raise UrlRefused(Refusal.HEADER, str(error)) from error
