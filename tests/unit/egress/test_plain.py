import asyncio

import pytest

from shared.egress.body import HTML
from shared.egress.client import Egress
from shared.egress.plain import Outgoing, plain_answer, plain_request
from tests.unit.egress.servers import Site, guard_for, site

HOST = (b"Host", b"a.cn")


def test_a_plain_answer_is_read_to_its_body() -> None:
    data = b"HTTP/1.1 404 Not Found\r\nContent-Length: \t3 \r\nX: \r\n\r\nabc"

    found = plain_answer(data, 200, 65_536)

    assert found is not None
    assert found.head == (404, ((b"Content-Length", b"3"), (b"X", b"")))
    assert (found.length, data[found.begins :]) == (3, b"abc")


@pytest.mark.parametrize(
    "head",
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 3",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 100 Go\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 204 No\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 304 Same\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 3\n\n",
        "HTTP/1.1 200 OK\r\nContent-Length : 3\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\0\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\ncontent-length: 3\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n" + "a: b\r\n" * 9 + "\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\na: " + "b" * 500 + "\r\n\r\n",
    ],
)
def test_whatever_bears_on_framing_is_not_plain(head: str) -> None:
    assert plain_answer(head.encode() + b"abc", 9, 400) is None


@pytest.mark.parametrize(
    "request_",
    [
        Outgoing("POST", "/", (HOST,)),
        Outgoing("GET", "/ HTTP/1.1\r\nX:", (HOST,)),
        Outgoing("GET", "/", (HOST, (b"X", b"a\r\nY: b"))),
        Outgoing("GET", "/", (HOST, (b"X: a", b"b"))),
        Outgoing("GET", "/", (HOST, (b"X", b"\xe4\xb8\xad"))),
    ],
)
def test_what_could_smuggle_a_line_is_not_plain(request_: Outgoing) -> None:
    assert plain_request(request_) == b""


def test_a_plain_request_is_written_as_it_is() -> None:
    assert (
        plain_request(Outgoing("GET", "/x?y", (HOST,)))
        == b"GET /x?y HTTP/1.1\r\nHost: a.cn\r\n\r\n"
    )


async def test_head_and_body_may_come_in_pieces() -> None:
    async def respond(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
        for piece in (b"HTTP/1.1 200 OK\r\nContent-", b"Length: 4\r\n\r\na", b"b", b"cd"):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)

    async with site(respond) as served, Egress(guard_for(served)) as egress:
        for _ in range(2):
            assert (await egress.fetch(served.url(), caps=HTML)).body == b"abcd"

        assert served.accepted == 1


async def test_a_longer_body_than_said_ends_the_connection() -> None:
    async def respond(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 200 OK\r\n\r\n")

    async with site(respond) as served, Egress(guard_for(served)) as egress:
        for _ in range(2):
            assert (await egress.fetch(served.url(), caps=HTML)).body == b"ab"

        assert served.accepted == 2
