"""Serves the generated site on loopback as fast as one core can: `python -m bench.server PORT`."""

import asyncio
import sys

import uvloop

from bench.corpus import site

_END = b"\r\n\r\n"


class Serving(asyncio.Protocol):
    """Answers pipelined keep-alive GETs from memory."""

    def __init__(self, answers: dict[bytes, bytes], absent: bytes) -> None:
        self._answers = answers
        self._absent = absent
        self._rest = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        heads = (self._rest + data).split(_END)
        self._rest = heads.pop()
        for head in heads:
            path = head.split(b" ", 2)[1]
            self._transport.write(self._answers.get(path, self._absent))


def _answer(status: bytes, kind: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: %s\r\nServer: bench\r\nContent-Length: %d%s%s" % (
        status,
        kind,
        len(body),
        _END,
        body,
    )


async def _serve(port: int) -> None:
    html = b"text/html; charset=utf-8"
    answers = {page.path.encode(): _answer(b"200 OK", html, page.body) for page in site()}
    answers[b"/robots.txt"] = _answer(
        b"200 OK", b"text/plain", b"User-agent: *\nDisallow: /private/\n"
    )
    absent = _answer(b"404 Not Found", html, b"")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Serving(answers, absent), "0.0.0.0", port)  # noqa: S104 - all of 127.0.0.0/8
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
