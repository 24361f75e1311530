"""An imitation of hostile sites: what each of them does, and what must come of it."""

import asyncio
import gzip
import zlib
from typing import NamedTuple

from services.crawler.domain.outcome import FetchOutcome
from tests.unit.egress.servers import Respond, Site

OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_MIB = 1024 * 1024


class Hostile(NamedTuple):
    """One site and the outcome of looking at it."""

    respond: Respond
    outcome: FetchOutcome


def whatever(answer: bytes) -> Respond:
    """Return what answers the same whatever is asked for, and allows everything."""

    async def respond(_: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
        if head.startswith(b"GET /robots.txt"):
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(answer)
            await writer.drain()
            writer.close()

    return respond


def _body(body: bytes, more: str = "") -> Respond:
    return whatever(f"{OK}{more}Content-Length: {len(body)}\r\n\r\n".encode() + body)


async def _endless(_: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
    if head.startswith(b"GET /robots.txt"):
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        return
    writer.write(f"{OK}\r\n".encode())
    while True:
        writer.write(b"<p>more and more</p>" * 1000)
        await writer.drain()


async def _trickle(_: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
    if head.startswith(b"GET /robots.txt"):
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        return
    writer.write(f"{OK}Content-Length: 100000\r\n\r\n".encode())
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _loop(_: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
    if head.startswith(b"GET /robots.txt"):
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        return
    there = "/b" if head.startswith(b"GET /a") else "/a"
    writer.write(f"HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n".encode())


async def _further(site: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
    if head.startswith(b"GET /robots.txt"):
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        return
    there = f"/{len(site.requests)}"
    writer.write(f"HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n".encode())


async def _robots_silent(_: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
    if head.startswith(b"GET /robots.txt"):
        await asyncio.sleep(60)
    writer.write(f"{OK}Content-Length: 0\r\n\r\n".encode())


def _bomb(coding: str) -> bytes:
    zeros = bytes(_MIB)
    if coding == "deflate":
        packer = zlib.compressobj(9)
        return b"".join(packer.compress(zeros) for _ in range(512)) + packer.flush()
    packed = gzip.compress(zeros, 9)
    return packed * 512 if coding == "members" else gzip.compress(zeros * 256, 9)


def _coded(coding: str, body: bytes) -> Respond:
    return _body(body, f"Content-Encoding: {coding}\r\n")


LINE = "关于做好春耕备耕工作的通知。" * 9
NESTED = ("<div>" * 100_000 + f"<p>{LINE}</p>").encode()
ATTRIBUTES = ("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{LINE}</p>").encode()

SITES = {
    "endless body": Hostile(_endless, FetchOutcome.TRUNCATED),
    "one byte at a time": Hostile(_trickle, FetchOutcome.DEADLINE),
    "redirect loop": Hostile(_loop, FetchOutcome.REDIRECTS),
    "redirects without end": Hostile(_further, FetchOutcome.REDIRECTS),
    "robots that times out": Hostile(_robots_silent, FetchOutcome.ROBOTS_UNREACHABLE),
    "bomb in gzip": Hostile(_coded("gzip", _bomb("gzip")), FetchOutcome.TRUNCATED),
    "bomb in deflate": Hostile(_coded("deflate", _bomb("deflate")), FetchOutcome.TRUNCATED),
    "bomb in gzip members": Hostile(_coded("gzip", _bomb("members")), FetchOutcome.TRUNCATED),
    "bomb in br": Hostile(_coded("br", b"\x8b" * 99), FetchOutcome.ENCODING_ERROR),
    "bomb in zstd": Hostile(_coded("zstd", b"(\xb5/\xfd" * 9), FetchOutcome.ENCODING_ERROR),
    "stacked codings": Hostile(
        _coded("gzip, gzip", gzip.compress(_bomb("gzip"))), FetchOutcome.ENCODING_ERROR
    ),
    "broken gzip": Hostile(_coded("gzip", b"\x1f\x8b\x08garbage"), FetchOutcome.ENCODING_ERROR),
    "header of 10 MB": Hostile(
        whatever(f"HTTP/1.1 200 OK\r\nX: {'x' * 10_000_000}\r\n\r\n".encode()),
        FetchOutcome.PROTOCOL_ERROR,
    ),
    "header of 100,000 lines": Hostile(
        whatever(b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 100_000 + b"\r\n"),
        FetchOutcome.PROTOCOL_ERROR,
    ),
    "no HTTP": Hostile(whatever(b"SSH-2.0-OpenSSH\r\n\r\n"), FetchOutcome.PROTOCOL_ERROR),
    "body cut short": Hostile(
        whatever(f"{OK}Content-Length: 500\r\n\r\n<p>".encode()), FetchOutcome.CONNECTION_LOST
    ),
    "100,000 nested tags": Hostile(_body(NESTED), FetchOutcome.OK),
    "100,000 attributes": Hostile(_body(ATTRIBUTES), FetchOutcome.OK),
    "lying charset": Hostile(
        whatever(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>"
            + LINE.encode("gb18030")
        ),
        FetchOutcome.OK,
    ),
    "soft 404": Hostile(_body("<h1>404 页面不存在</h1>".encode()), FetchOutcome.SOFT_NOT_FOUND),
    "nothing": Hostile(_body(b""), FetchOutcome.NO_PAGE),
    "a server's own page": Hostile(
        _body(f"<h1>Welcome to nginx!</h1><p>{'It is to be set up. ' * 9}</p>".encode()),
        FetchOutcome.NO_PAGE,
    ),
    "a program": Hostile(
        whatever(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-msdownload\r\n\r\nMZ"),
        FetchOutcome.NOT_HTML,
    ),
}
