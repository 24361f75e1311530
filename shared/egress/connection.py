"""One HTTP/1.1 connection: asyncio carries, and everything is bounded.

The plainest exchanges are read here; h11 speaks all others.
"""

import asyncio
import select
from collections.abc import AsyncIterable
from contextlib import suppress
from time import monotonic

import h11

from shared.egress.addresses import Address
from shared.egress.errors import FetchFailed, Outcome
from shared.egress.plain import Head, Outgoing, plain_answer, plain_request

READ_BYTES = 64 * 1024
MAX_HEADER_BYTES = 64 * 1024
MAX_HEADER_LINES = 200
MAX_INFORMATIONAL = 8
_MAX_OVERHEAD = 16
_TOO_LARGE = 431

Key = tuple[str, str, int, Address]
"""Scheme, host, port and vetted address."""


class Connection:
    """Carries one exchange at a time to one address.

    Attributes:
        key: what the connection may be used for.
        reused: whether an earlier exchange went over it.
        answered: whether any byte came back in this exchange.
        idle_since: monotonic seconds when it was last free.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: Key
    ) -> None:
        self.key = key
        self.reused = False
        self.answered = False
        self.idle_since = 0.0
        self._reader = reader
        self._writer = writer
        self._ended = False
        self._has_head = False
        self._ambiguous = False
        self._received = self._delivered = 0
        self._asked: Outgoing | None = None
        self._rest = b""
        self._left = 0
        self._h11: h11.Connection | None = None

    async def send(self, request: Outgoing, body: AsyncIterable[bytes] | None = None) -> None:
        """Send a request.

        Raises:
            h11.LocalProtocolError: it cannot be sent.
        """
        self._asked = request
        written = plain_request(request) if body is None else b""
        speaks = None if written else self._speak(request)
        # A server may answer and close before it has read everything: the reading side will tell.
        with suppress(OSError):
            if speaks is None:
                self._writer.write(written)
            else:
                await self._send(*speaks, body)
            await self._writer.drain()

    async def _send(
        self, speaker: h11.Connection, head: bytes, body: AsyncIterable[bytes] | None
    ) -> None:
        self._writer.write(head)
        if body is not None:
            async for chunk in body:
                if chunk:
                    self._writer.write(speaker.send(h11.Data(data=chunk)) or b"")
                    await self._writer.drain()
        self._writer.write(speaker.send(h11.EndOfMessage()) or b"")

    def _speak(self, request: Outgoing) -> tuple[h11.Connection, bytes]:
        """Let h11 lead this exchange; return it with the head that it would send."""
        speaker = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEADER_BYTES)
        asked = h11.Request(
            method=request.method, target=request.target, headers=list(request.headers)
        )
        head = speaker.send(asked) or b""
        self._h11 = speaker
        return speaker, head

    async def head(self) -> Head:
        """Wait for the final response's status and headers.

        Raises:
            FetchFailed: the connection ended, or what came is not HTTP or exceeds the caps.
        """
        if self._h11 is None:
            data = await self._receive()
            plain = plain_answer(data, MAX_HEADER_LINES, MAX_HEADER_BYTES)
            if plain is not None:
                self._has_head = True
                self._rest, self._left = data[plain.begins :], plain.length
                return plain.head
            if self._asked is None:
                raise RuntimeError("nothing was asked on this connection")
            speaker, _ = self._speak(self._asked)
            speaker.send(h11.EndOfMessage())
            speaker.receive_data(data)
        return await self._head(self._h11 or speaker)

    async def _head(self, speaker: h11.Connection) -> Head:
        informational = 0
        while True:
            event = self._next_event(speaker)
            if event is h11.NEED_DATA:
                if self._received > MAX_HEADER_BYTES:
                    raise FetchFailed(Outcome.HEADERS_TOO_LARGE, f"{self._received} bytes")
                speaker.receive_data(await self._receive())
            elif isinstance(event, h11.Response):
                self._has_head = True
                self._ambiguous = _is_ambiguous(event)
                return _bounded(event)
            elif isinstance(event, h11.InformationalResponse):
                informational += 1
                if informational > MAX_INFORMATIONAL:
                    raise FetchFailed(Outcome.PROTOCOL_ERROR, "too many informational responses")
            else:
                raise FetchFailed(Outcome.PROTOCOL_ERROR, f"unexpected {event!r}")

    async def piece(self) -> bytes:
        """Return what of the body arrives next, transfer coding removed; empty at its end.

        Raises:
            FetchFailed: the body ended early or its framing is broken.
        """
        if self._h11 is not None:
            return await self._piece(self._h11)
        if not self._left:
            return b""
        data = self._rest or await self._receive()
        if not data:
            raise FetchFailed(Outcome.BODY_INCOMPLETE, f"{self._left} bytes are missing")
        piece, self._rest = data[: self._left], data[self._left :]
        self._left -= len(piece)
        return piece

    async def _piece(self, speaker: h11.Connection) -> bytes:
        while True:
            event = self._next_event(speaker)
            if event is h11.NEED_DATA:
                most = MAX_HEADER_BYTES + READ_BYTES + _MAX_OVERHEAD * self._delivered
                if self._received > most:
                    raise FetchFailed(Outcome.PROTOCOL_ERROR, "framing outweighs the body")
                speaker.receive_data(await self._receive())
            elif not isinstance(event, h11.Data):
                return b""
            elif event.data:
                self._delivered += len(event.data)
                return bytes(event.data)

    def recycle(self) -> bool:
        """Make ready for another exchange; False when that cannot be.

        Reads nothing from the network, but skips a rest of the body that is already here.
        """
        is_over = self._is_over(self._h11) if self._h11 else len(self._rest) == self._left
        if not is_over or self._ambiguous or self._ended or not self._has_head:
            return False
        self._h11, self._rest, self._left = None, b"", 0
        self.reused, self.answered, self._has_head = True, False, False
        self._received = self._delivered = 0
        self.idle_since = monotonic()
        return True

    def _is_over(self, speaker: h11.Connection) -> bool:
        with suppress(FetchFailed):
            while isinstance(self._next_event(speaker), h11.Data):
                pass
        if speaker.trailing_data[0]:
            return False
        try:
            speaker.start_next_cycle()
        except h11.LocalProtocolError:
            return False
        return True

    async def is_quiet(self) -> bool:
        """Tell whether an idle connection is still open, with nothing unasked-for in it."""
        if not self._writer.is_closing() and self._has_news():
            # The first turn lets the loop fetch what the kernel holds, the second hands it over.
            for _ in range(2):
                await asyncio.sleep(0)
        unasked = bool(self._reader._buffer)  # type: ignore[attr-defined] # noqa: SLF001 - there is no public look
        ended = self._reader.at_eof() or self._reader.exception() is not None
        return not (unasked or ended or self._writer.is_closing())

    def _has_news(self) -> bool:
        """Tell whether the kernel holds anything for us, an end or an error included."""
        kernel = select.poll()
        kernel.register(self._writer.get_extra_info("socket").fileno(), select.POLLIN)
        return bool(kernel.poll(0))

    def abort(self) -> None:
        """Close at once, without farewell."""
        self._writer.transport.abort()

    def _next_event(self, speaker: h11.Connection) -> object:
        try:
            return speaker.next_event()
        except h11.RemoteProtocolError as error:
            raise FetchFailed(self._outcome(error), str(error)) from error

    def _outcome(self, error: h11.RemoteProtocolError) -> Outcome:
        if error.error_status_hint == _TOO_LARGE:
            return Outcome.HEADERS_TOO_LARGE
        if not self._ended:
            return Outcome.PROTOCOL_ERROR
        return self._lost

    @property
    def _lost(self) -> Outcome:
        return Outcome.BODY_INCOMPLETE if self._has_head else Outcome.CONNECTION_LOST

    async def _receive(self) -> bytes:
        try:
            data = await self._reader.read(READ_BYTES)
        except OSError as error:
            raise FetchFailed(self._lost, str(error)) from error
        self.answered = self.answered or bool(data)
        self._ended = not data
        self._received += len(data)
        return data


def _is_ambiguous(response: h11.Response) -> bool:
    """Two framings in one head: what follows on this connection cannot be trusted."""
    names = {name for name, _ in response.headers}
    return {b"content-length", b"transfer-encoding"} <= names


def _bounded(response: h11.Response) -> Head:
    lines = response.headers.raw_items()
    size = sum(len(name) + len(value) + 4 for name, value in lines)
    if len(lines) > MAX_HEADER_LINES or size > MAX_HEADER_BYTES:
        raise FetchFailed(Outcome.HEADERS_TOO_LARGE, f"{len(lines)} lines, {size} bytes")
    return Head(response.status_code, tuple(lines))
