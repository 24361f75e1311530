"""Through the operator's proxy go vetted addresses only, and the site's own bytes come back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from shared.egress.body import HTML
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused, FetchFailed, Outcome
from shared.egress.guard import Guard
from shared.egress.proxy import ProxyDial
from tests.unit.egress.servers import answer, guard_for, site


class Proxy:
    """Tunnels, and remembers for what it was asked."""

    def __init__(self, status: str = "200 OK") -> None:
        self.asked: list[str] = []
        self.port = 0
        self._status = status

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head.split(b" ")[1].decode())
        writer.write(f"HTTP/1.1 {self._status}\r\n\r\n".encode())
        if self._status.startswith("200"):
            host, _, port = self.asked[-1].rpartition(":")
            onward = await asyncio.open_connection(host.strip("[]"), int(port))
            await asyncio.gather(_pump(reader, onward[1]), _pump(onward[0], writer))
        writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def proxying(proxy: Proxy) -> AsyncIterator[ProxyDial]:
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield ProxyDial(f"http://127.0.0.1:{proxy.port}")
    finally:
        server.close()


async def test_a_page_comes_through_the_proxy_by_its_vetted_address() -> None:
    async with (
        site(answer(b"hello")) as served,
        proxying(proxy := Proxy()) as dial,
        Egress(guard_for(served), dial=dial) as egress,
    ):
        fetched = await egress.fetch(served.url(), caps=HTML)

    assert fetched.body == b"hello"
    assert proxy.asked == [f"127.0.0.1:{served.port}"]
    assert b"Host: site.test" in served.requests[0]


async def test_what_the_guard_refuses_never_reaches_the_proxy() -> None:
    async with proxying(proxy := Proxy()) as dial, Egress(Guard(), dial=dial) as egress:
        with pytest.raises(EgressRefused):
            await egress.fetch("http://127.0.0.1/", caps=HTML)

    assert proxy.asked == []


async def test_a_proxy_that_refuses_is_a_failed_connection() -> None:
    async with (
        site(answer()) as served,
        proxying(Proxy("403 Forbidden")) as dial,
        Egress(guard_for(served), dial=dial) as egress,
    ):
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(served.url(), caps=HTML)

    assert failed.value.outcome is Outcome.CONNECT_FAILED


@pytest.mark.parametrize(
    "text", ["", "proxy:3128", "https://proxy:3128", "http://proxy", "http://u:p@proxy:3128"]
)
def test_a_proxy_that_is_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a proxy is written"):
        ProxyDial(text)
