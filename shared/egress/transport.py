"""An httpx transport that reaches vetted addresses only."""

import ssl
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Protocol

import h11
import httpx

from shared.egress.addresses import Address
from shared.egress.connection import Connection
from shared.egress.dial import Dial, connect, dial_tcp
from shared.egress.errors import FetchFailed, Refusal, UrlRefused
from shared.egress.guard import Guard
from shared.egress.phases import Phase, Timings
from shared.egress.plain import Outgoing, RawHeaders
from shared.egress.pool import Pool
from shared.egress.urls import CheckedUrl

_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})
NOTHING = httpx.ByteStream(b"")
"""The body of a request that has none."""
_OURS = frozenset({b"host", b"connection", b"proxy-connection", b"keep-alive", b"upgrade", b"te"})


class Sendable(Protocol):
    """What is needed of a request; an `httpx.Request` has it, and so has less."""

    method: str
    headers: httpx.Headers
    stream: httpx.SyncByteStream | httpx.AsyncByteStream


@dataclass(slots=True)
class Plain:
    """A request without a body of its own and without a URL to parse again."""

    method: str
    headers: httpx.Headers
    stream: httpx.SyncByteStream | httpx.AsyncByteStream


@dataclass(slots=True)
class Answer:
    """What came back, its body still unread.

    Attributes:
        status: HTTP status.
        headers: names are matched without regard to case.
        stream: the body; close it.
        address: the vetted address that answered.
    """

    status: int
    headers: httpx.Headers
    stream: "BodyStream"
    address: Address


def public_tls() -> ssl.SSLContext:
    """Return a context that verifies certificates and names, whatever the environment says."""
    context = httpx.create_ssl_context(verify=True, trust_env=False)
    context.set_alpn_protocols(["http/1.1"])
    return context


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends each request to an address that the guard vetted for it.

    Follows no redirect, uses no proxy, decodes no body. A response's extensions hold `address`.
    A request's extension `timings` (a `Timings`), when given, is filled.

    Args:
        guard: decides about every request.
        tls: verifies servers; must not be weakened outside tests. Without it the public authorities
            are read when TLS is first spoken: they are 1.5 MiB that not every service needs.
        dial: opens sockets.
    """

    def __init__(
        self, guard: Guard, *, tls: ssl.SSLContext | None = None, dial: Dial = dial_tcp
    ) -> None:
        self._guard = guard
        self._given = tls
        self._dial = dial
        self._pool = Pool()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`; the body of the answer is read as the caller iterates it.

        Raises:
            EgressRefused: the guard forbids the URL or an address behind it.
            FetchFailed: no usable answer came.
        """
        timings = request.extensions.get("timings") or Timings()
        answer = await self.send(self._guard.check(str(request.url)), request, timings)
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=answer.stream,
            extensions={"address": answer.address, "http_version": b"HTTP/1.1"},
        )

    async def send(self, checked: CheckedUrl, request: Sendable, timings: Timings) -> "Answer":
        """Send a request whose URL the guard has checked; see `handle_async_request`."""
        with timings.phase(Phase.DNS):
            addresses = await self._guard.resolve(checked)
        # Only what may be sent twice goes over a connection that may be dying.
        if request.method in _IDEMPOTENT and isinstance(request.stream, httpx.ByteStream):
            response = await self._try_pooled(checked, addresses, request, timings)
            if response is not None:
                return response
        fresh = await self._connect(checked, addresses, timings)
        return await self._exchange(fresh, checked, request, timings)

    async def aclose(self) -> None:
        """Close all idle connections."""
        self._pool.close()

    def _tls(self) -> ssl.SSLContext:
        if self._given is None:
            self._given = public_tls()
        return self._given

    async def _connect(
        self, checked: CheckedUrl, addresses: Sequence[Address], timings: Timings
    ) -> Connection:
        """Open a connection; addresses that may be out of date are no fault of the site."""
        opened = partial(connect, checked, tls=self._tls, dial=self._dial, timings=timings)
        try:
            return await opened(addresses)
        except FetchFailed:
            if not self._guard.forget(checked):
                raise
            with timings.phase(Phase.DNS):
                anew = await self._guard.resolve(checked)
            if set(anew) == set(addresses):
                raise
        return await opened(anew)

    async def _try_pooled(
        self,
        checked: CheckedUrl,
        addresses: tuple[Address, ...],
        request: Sendable,
        timings: Timings,
    ) -> "Answer | None":
        pooled = await self._pool.take(checked.origin, addresses)
        if pooled is None:
            return None
        try:
            return await self._exchange(pooled, checked, request, timings)
        except FetchFailed:
            if pooled.answered:
                raise
            return None

    async def _exchange(
        self, connection: Connection, checked: CheckedUrl, request: Sendable, timings: Timings
    ) -> "Answer":
        try:
            with timings.phase(Phase.WAIT):
                await _send(connection, checked, request)
                head = await connection.head()
        except BaseException:
            connection.abort()
            raise
        return Answer(
            head.status,
            httpx.Headers(head.headers),
            BodyStream(connection, self._pool),
            connection.key[3],
        )


async def _send(connection: Connection, checked: CheckedUrl, request: Sendable) -> None:
    headers = _sent(checked.netloc, tuple(request.headers.raw))
    outgoing = Outgoing(request.method, checked.target, headers)
    try:
        await connection.send(outgoing, None if request.stream is NOTHING else _body(request))
    except h11.LocalProtocolError as error:
        raise UrlRefused(Refusal.HEADER, str(error)) from error


@lru_cache(maxsize=256)
def _sent(netloc: str, given: RawHeaders) -> RawHeaders:
    kept = [(name, value) for name, value in given if name.lower() not in _OURS]
    return ((b"Host", netloc.encode("ascii")), *kept)


def _body(request: Sendable) -> AsyncIterable[bytes]:
    if not isinstance(request.stream, AsyncIterable):
        raise TypeError("the request's body must be asynchronous")
    return request.stream


class BodyStream(httpx.AsyncByteStream):
    """The body of an answer; gives its connection back when it is read or closed."""

    def __init__(self, connection: Connection, pool: Pool) -> None:
        self._connection: Connection | None = connection
        self._pool = pool

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while piece := await self.piece():
                yield piece
        finally:
            await self.aclose()

    async def piece(self) -> bytes:
        """Return what arrives next, content coding kept; empty at the end, or when closed."""
        return await self._connection.piece() if self._connection else b""

    async def aclose(self) -> None:
        """Read no more of it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._pool.put(connection)
