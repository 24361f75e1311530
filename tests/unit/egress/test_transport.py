import asyncio
import socket
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from shared.egress.addresses import Address
from shared.egress.body import HTML, ROBOTS
from shared.egress.client import Egress
from shared.egress.dial import dial_tcp
from shared.egress.errors import AddressRefused, EgressRefused, FetchFailed, Outcome, Refusal
from shared.egress.guard import Guard
from shared.egress.policy import InternalTarget, Policy
from shared.egress.transport import GuardedTransport
from tests.unit.egress.servers import (
    HOST,
    LOOPBACK,
    Site,
    answer,
    certificate,
    guard_for,
    names,
    raw,
    site,
)


async def test_connections_are_kept_alive() -> None:
    async with site(answer()) as served, Egress(guard_for(served)) as egress:
        for _ in range(3):
            assert (await egress.fetch(served.url(), caps=HTML)).body == b"ok"

        assert served.accepted == 1
        assert len(served.requests) == 3


async def test_a_kept_connection_is_not_used_for_another_name() -> None:
    async with site(answer()) as served, Egress(guard_for(served)) as egress:
        await egress.fetch(served.url(), caps=HTML)
        await egress.fetch(served.url(host="other.test"), caps=HTML)

        assert served.accepted == 2


async def test_a_name_that_moved_gets_a_new_connection() -> None:
    here = ["127.0.0.1"]
    async with site(answer(), host="0.0.0.0") as served:
        guard = guard_for(served, resolver=names({HOST: here}))
        async with Egress(guard) as egress:
            await egress.fetch(served.url(), caps=HTML)
            here[0] = "127.0.0.2"
            fetched = await egress.fetch(served.url(), caps=HTML)

        assert str(fetched.address) == "127.0.0.2"
        assert served.accepted == 2


async def test_a_post_never_risks_an_old_connection() -> None:
    async with site(answer()) as served, Egress(guard_for(served)) as egress:
        await egress.fetch(served.url(), caps=HTML)
        await egress.fetch(served.url(), caps=HTML, method="POST", content=b"")

        assert served.accepted == 2


@pytest.mark.parametrize("last_word", [b"", b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n"])
async def test_a_stale_connection_is_replaced_once(last_word: bytes) -> None:
    async def respond(served: Site, _: bytes, writer: asyncio.StreamWriter) -> None:
        if len(served.requests) == 2 and not last_word:
            writer.close()
            return
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        if last_word and len(served.requests) == 1:
            writer.write(last_word)
            await writer.drain()

    async with site(respond) as served, Egress(guard_for(served)) as egress:
        await egress.fetch(served.url(), caps=HTML)
        fetched = await egress.fetch(served.url(), caps=HTML)

        assert (fetched.status, fetched.body) == (200, b"ok")
        assert served.accepted == 2


async def test_words_on_an_idle_connection_answer_no_later_request() -> None:
    writers: list[asyncio.StreamWriter] = []

    async def respond(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    async with site(respond) as served, Egress(guard_for(served)) as egress:
        await egress.fetch(served.url(), caps=HTML)
        writers[0].write(b"HTTP/1.1 408 Timeout\r\nContent-Length: 0\r\n\r\n")
        fetched = await egress.fetch(served.url(), caps=HTML)

        assert fetched.status == 200
        assert served.accepted == 2


async def test_a_fresh_connection_is_not_tried_twice() -> None:
    async with site(raw(b"")) as served, Egress(guard_for(served)) as egress:
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(served.url(), caps=HTML)

        assert failed.value.outcome is Outcome.CONNECTION_LOST
        assert served.accepted == 1


@pytest.mark.parametrize(
    "headers", [["Connection: close"], ["Transfer-Encoding: chunked", "X-Body: 0"]]
)
async def test_a_connection_that_should_not_be_kept_is_closed(headers: Sequence[str]) -> None:
    ends = answer(b"0\r\n\r\n", headers=headers)
    async with site(ends) as served, Egress(guard_for(served)) as egress:
        await egress.fetch(served.url(), caps=HTML)
        await egress.fetch(served.url(), caps=HTML)

        assert served.accepted == 2


async def test_cancelling_closes_the_socket() -> None:
    asked = asyncio.Event()

    async def respond(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        asked.set()

    async with site(respond) as served, Egress(guard_for(served)) as egress:
        fetching = asyncio.create_task(egress.fetch(served.url(), caps=HTML))
        await asyncio.wait_for(asked.wait(), 5)
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching

        await asyncio.wait_for(served.gone.wait(), 5)


async def test_a_body_is_streamed_lazily_and_closing_it_closes_the_socket() -> None:
    async def respond(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nContent-Encoding: br\r\n\r\nabc")

    async with site(respond) as served:
        client = httpx.AsyncClient(transport=GuardedTransport(guard_for(served)), trust_env=False)
        async with client, client.stream("GET", served.url()) as response:
            raw_bytes = aiter(response.stream)
            assert await anext(raw_bytes) == b"abc"
            assert not served.gone.is_set()

        await asyncio.wait_for(served.gone.wait(), 5)


async def test_a_socket_that_reached_another_peer_is_dropped() -> None:
    async with site(answer()) as served, site(answer()) as forbidden:

        async def dial(address: Address, _: int) -> socket.socket:
            return await dial_tcp(address, forbidden.port)

        transport = GuardedTransport(guard_for(served), dial=dial)
        with pytest.raises(AddressRefused) as refused:
            await transport.handle_async_request(httpx.Request("GET", served.url()))

        assert refused.value.reason is Refusal.PEER
        assert forbidden.requests == []


async def test_a_dead_address_gives_way_to_the_next() -> None:
    async with site(answer()) as served:
        guard = guard_for(served, resolver=names({HOST: ["127.0.0.9", "::1", "127.0.0.1"]}))
        async with Egress(guard) as egress:
            fetched = await egress.fetch(served.url(), caps=HTML)

    assert str(fetched.address) == "127.0.0.1"


async def test_nobody_listening_is_a_failed_connection() -> None:
    async with site(answer()) as served:
        guard = guard_for(served)
    async with Egress(guard) as egress:
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(served.url(), caps=HTML)

    assert failed.value.outcome is Outcome.CONNECT_FAILED


async def test_tls_goes_by_name_to_the_vetted_address(tmp_path: Path) -> None:
    server, client = certificate(tmp_path, HOST)
    heard: list[str | None] = []
    server.sni_callback = lambda _, name, __: heard.append(name)

    async with site(answer(), tls=server) as served:
        async with Egress(guard_for(served), tls=client) as egress:
            await egress.fetch(served.url(), caps=HTML)
            fetched = await egress.fetch(served.url(), caps=HTML)

        assert fetched.status == 200
        assert heard == [HOST]
        assert f"Host: {HOST}:{served.port}\r\n".encode() in served.requests[0]
        assert served.accepted == 1


async def test_tls_by_literal_address(tmp_path: Path) -> None:
    server, client = certificate(tmp_path, "127.0.0.1")
    async with site(answer(), tls=server) as served:
        target = InternalTarget("127.0.0.1", LOOPBACK, frozenset({served.port}))
        async with Egress(Guard(Policy(internal=(target,))), tls=client) as egress:
            fetched = await egress.fetch(served.url(host="127.0.0.1"), caps=HTML)

    assert fetched.status == 200


@pytest.mark.parametrize("trusted", [False, True], ids=["unknown-issuer", "another-name"])
async def test_tls_is_verified(tmp_path: Path, trusted: bool) -> None:
    server, client = certificate(tmp_path, "another.test")
    async with site(answer(), tls=server) as served:
        async with Egress(guard_for(served), tls=client if trusted else None) as egress:
            with pytest.raises(FetchFailed) as failed:
                await egress.fetch(served.url(), caps=HTML)

        assert failed.value.outcome is Outcome.TLS_FAILED
        assert served.requests == []


async def test_a_header_cannot_smuggle_a_line() -> None:
    async with site(answer()) as served, Egress(guard_for(served)) as egress:
        for value in ("a\r\nX: y", "a\x00b", "中"):
            with pytest.raises(EgressRefused) as refused:
                await egress.fetch(served.url(), caps=HTML, headers={"If-None-Match": value})
            assert refused.value.reason is Refusal.HEADER

        assert served.requests == []


async def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with site(answer()) as served, site(answer()) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with Egress(guard_for(served)) as egress:
            await egress.fetch(served.url(), caps=ROBOTS)

        assert (served.accepted, proxy.accepted) == (1, 0)
