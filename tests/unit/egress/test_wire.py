import asyncio

import pytest

from shared.egress.body import HTML
from shared.egress.client import Egress
from shared.egress.errors import FetchFailed, Outcome
from tests.unit.egress.servers import (
    Site,
    guard_for,
    raw,
    site,
)


async def _fails(respond, **options) -> FetchFailed:
    async with site(respond) as served, Egress(guard_for(served)) as egress:
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(served.url(), caps=HTML, **options)
        return failed.value


@pytest.mark.parametrize(
    ("method", "status"), [("HEAD", "200 OK"), ("GET", "204 No"), ("GET", "304 Same")]
)
async def test_answers_without_a_body(method: str, status: str) -> None:
    async def respond(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
        length = b"Content-Length: 9\r\n" if method == "HEAD" else b""
        head = f"HTTP/1.1 {status}\r\nContent-Encoding: br\r\n".encode()
        writer.write(head + length + b"\r\n")

    async with site(respond) as served, Egress(guard_for(served)) as egress:
        for _ in range(2):
            fetched = await egress.fetch(served.url(), caps=HTML, method=method)
            assert (fetched.body, fetched.truncated) == (b"", None)

        assert served.accepted == 1


async def test_chunked_bodies_are_joined() -> None:
    data = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    async with site(raw(data)) as served, Egress(guard_for(served)) as egress:
        assert (await egress.fetch(served.url(), caps=HTML)).body == b"abcde"


async def test_a_body_may_end_with_the_connection() -> None:
    data = b"HTTP/1.0 200 OK\r\n\r\nabc"
    async with site(raw(data)) as served, Egress(guard_for(served)) as egress:
        assert (await egress.fetch(served.url(), caps=HTML)).body == b"abc"


async def test_informational_answers_are_skipped() -> None:
    data = b"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"
    async with site(raw(data)) as served, Egress(guard_for(served)) as egress:
        assert (await egress.fetch(served.url(), caps=HTML)).status == 200


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", Outcome.BODY_INCOMPLETE, id="short"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
            Outcome.BODY_INCOMPLETE,
            id="no-last-chunk",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            Outcome.PROTOCOL_ERROR,
            id="bad-chunk",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            Outcome.PROTOCOL_ERROR,
            id="two-lengths",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", Outcome.PROTOCOL_ERROR, id="negative"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            Outcome.PROTOCOL_ERROR,
            id="transfer-gzip",
        ),
        pytest.param(b"SSH-2.0-OpenSSH\r\n\r\n", Outcome.PROTOCOL_ERROR, id="not-http"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", Outcome.CONNECTION_LOST, id="half-a-head"),
        pytest.param(b"HTTP/1.1 101 Up\r\n\r\n", Outcome.PROTOCOL_ERROR, id="upgrade"),
        pytest.param(b"HTTP/1.1 100 Go\r\n\r\n" * 9, Outcome.PROTOCOL_ERROR, id="many-100"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 201 + b"\r\n",
            Outcome.HEADERS_TOO_LARGE,
            id="201-lines",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\na: " + b"b" * 70000 + b"\r\n\r\n",
            Outcome.HEADERS_TOO_LARGE,
            id="long-line",
        ),
        pytest.param(b"a" * 200000, Outcome.HEADERS_TOO_LARGE, id="endless-status-line"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + (b"1;" + b"x" * 60000 + b"\r\na\r\n") * 9,
            Outcome.PROTOCOL_ERROR,
            id="chunk-extensions",
        ),
    ],
)
async def test_broken_answers_fail_by_name(data: bytes, outcome: Outcome) -> None:
    assert (await _fails(raw(data))).outcome is outcome


async def test_200_header_lines_are_accepted() -> None:
    data = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" + b"a: b\r\n" * 199 + b"\r\na"
    async with site(raw(data)) as served, Egress(guard_for(served)) as egress:
        assert (await egress.fetch(served.url(), caps=HTML)).body == b"a"


async def test_a_header_flood_is_cut_off() -> None:
    async def respond(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"x: y\r\n" * 100)
            await writer.drain()

    assert (await _fails(respond)).outcome is Outcome.HEADERS_TOO_LARGE
