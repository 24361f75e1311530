"""A mail relay and a web receiver that fail in every way, as chance by id and attempt wills."""

import asyncio
import contextlib
import zlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, cast

from aiosmtpd.smtp import Envelope

from xuncha.demo.inbox import Inbox

STALL_SECONDS = 4.0
"""How long a stalled answer takes: longer than the sender waits."""
RETRY_AFTER = 3
BAD_TRIES = 2
"""Tries of one message that may go wrong; the next is taken."""
GOOD = "good"
REFUSED = "refused"
MAIL_MODES = ("later", "drop", "stall", REFUSED)
WEB_MODES = ("later", "slow_down", "drop", "stall", REFUSED)
_ANSWERS = {"later": 503, "slow_down": 429, REFUSED: 400, GOOD: 200}
BAD_OF_100 = 12


class Tally:
    """What came: which copies were taken, and what was done with every try."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.windows: Counter[str] = Counter()
        self.refused: set[str] = set()
        self.hasty = 0
        self._tries: Counter[str] = Counter()
        self._not_before: dict[str, float] = defaultdict(float)

    def mode(self, key: str, modes: tuple[str, ...]) -> str:
        """Choose what happens to the next try of a message."""
        self._tries[key] += 1
        self.hasty += monotonic() < self._not_before[key]
        chance = zlib.crc32(f"{key} {self._tries[key]}".encode())
        if self._tries[key] > BAD_TRIES or chance % 100 >= BAD_OF_100:
            mode = GOOD
        else:
            mode = modes[chance // 100 % len(modes)]
        if mode == "slow_down":
            self._not_before[key] = monotonic() + RETRY_AFTER
        self.taken[key] += mode in {GOOD, "drop", "stall"}
        self.windows[key] += mode in {"drop", "stall"}
        if mode == REFUSED:
            self.refused.add(key)
        return mode


class Relay(Inbox):
    """A mail relay on loopback."""

    def __init__(self) -> None:
        super().__init__()
        self.tally = Tally()

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Take or refuse one mail."""
        head = cast("bytes", envelope.content).decode("utf-8", "replace")
        key = head.partition("Message-ID: <")[2].partition("@")[0]
        mode = self.tally.mode(key, MAIL_MODES)
        if mode == "later":
            return "451 4.7.1 try again later"
        if mode == REFUSED:
            return "550 5.1.1 no such mailbox"
        if mode == "stall":
            await asyncio.sleep(STALL_SECONDS)
        if mode == "drop":
            server.transport.abort()
        return "250 2.0.0 accepted"


class Receiver:
    """A receiver of webhooks on loopback."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.port = 0

    async def _respond(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = (OSError, asyncio.IncompleteReadError, asyncio.CancelledError)
        with contextlib.suppress(*ends):  # gone, done, or the loop stops while an answer stalls
            while True:
                await self._answer(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        await reader.readexactly(int(fields["content-length"]))
        mode = self.tally.mode(fields["webhook-id"], WEB_MODES)
        if mode == "drop":
            writer.transport.abort()
            return
        if mode == "stall":
            await asyncio.sleep(STALL_SECONDS)
        extra = f"Retry-After: {RETRY_AFTER}\r\n" if mode == "slow_down" else ""
        status = _ANSWERS.get(mode, 200)
        writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: 2\r\n{extra}\r\nok".encode())
        await writer.drain()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Receiver"]:
        """Listen on a free port of loopback."""
        server = await asyncio.start_server(self._respond, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
