"""Whatever a server sends is an answer or a failed fetch, and both ways of reading agree."""

import asyncio
import random
from ipaddress import ip_address

import pytest

from shared.egress import connection as module
from shared.egress.connection import Connection
from shared.egress.errors import FetchFailed
from shared.egress.plain import Outgoing

SEED = 20_210_130
ROUNDS = 2_500
ASKED = Outgoing("GET", "/", ((b"Host", b"site.test"),))
WHOLE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 200\r\ncontent-length:0\r\nX:\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n",
    b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 9\r\n\r\n',
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
    b"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nuntil the end",
    b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n",
)
PIECES = (
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b":",
    b"Content-Length: 3\r\n",
    b"Content-Length: 5, 5\r\n",
    b"Content-Length: +5\r\n",
    b"Content-Length: 99999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding : chunked\r\n",
    b"Transfer-Encoding: identity\r\n",
    b"Connection: upgrade\r\nUpgrade: h2c\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b" folded\r\n",
    b"fffffffffffffffffffff\r\n",
    b"-1\r\n",
    b"\xff\xfe",
)


class Writer:
    """Where a request goes; nobody reads it."""

    transport = None

    def write(self, _data: bytes) -> None:
        pass

    async def drain(self) -> None:
        pass


def mutated(chance: random.Random) -> bytes:
    data = bytearray(chance.choice(WHOLE))
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at:at] = chance.choice(PIECES)
            case 1:
                del data[at : at + chance.randrange(1, 9)]
            case 2:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                del data[at:]
    return bytes(data)


async def read(data: bytes, cut: int) -> tuple[object, ...]:
    """Read one answer that comes in two pieces; return what became of it."""
    reader = asyncio.StreamReader()
    key = ("http", "site.test", 80, ip_address("93.184.216.34"))
    opened = Connection(reader, Writer(), key)  # type: ignore[arg-type]
    reader.feed_data(data[:cut])

    async def later() -> None:
        reader.feed_data(data[cut:])
        reader.feed_eof()

    coming = asyncio.create_task(later())
    body = b""
    try:
        async with asyncio.timeout(5):
            await opened.send(ASKED)
            head = await opened.head()
            pieces = []
            while piece := await opened.piece():
                pieces.append(piece)
            body = b"".join(pieces)
    except FetchFailed as failure:
        return failure.outcome, body
    finally:
        await coming
    return head.status, [(name.lower(), value) for name, value in head.headers], body


async def test_any_answer_is_read_or_fails_and_both_ways_agree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - answers, not secrets
    cases = [
        (data := mutated(chance), chance.choice((len(data), len(data) // 2, 1)))
        for _ in range(ROUNDS)
    ]

    quick = [await read(data, cut) for data, cut in cases]
    monkeypatch.setattr(module, "plain_answer", lambda *_: None)
    slow = [await read(data, cut) for data, cut in cases]

    differ = [case for case, one, other in zip(cases, quick, slow, strict=True) if one != other]
    assert differ == []
    statuses = {one[0] for one in quick}
    assert {200, 304, 404, 302} <= statuses
    assert len(statuses) > 6
