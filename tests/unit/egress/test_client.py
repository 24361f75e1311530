import asyncio
import gzip

import pytest

from shared.egress.body import HTML, WEBHOOK_ANSWER, Caps, Truncation
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused, FetchFailed, Outcome
from shared.egress.guard import Guard
from shared.egress.phases import Phase
from tests.unit.egress.servers import HOST, Respond, Site, answer, guard_for, names, raw, site

MIB = 1024 * 1024


def _redirect(to: str, status: str = "302 Found") -> Respond:
    return answer(b"moved", status=status, headers=[f"Location: {to}"])


def _by_path(**answers: Respond) -> Respond:
    async def respond(served: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split()[1].decode().partition("?")[0].strip("/") or "root"
        await answers[path](served, head, writer)

    return respond


async def test_an_answer_tells_its_whole_story() -> None:
    body = gzip.compress(b"hello" * 100)
    packed = answer(body, status="404 No", headers=["Content-Encoding: gzip", "X-A: b"])
    moved = _redirect("/packed?中 文".encode().decode("latin-1"))
    async with site(_by_path(root=moved, packed=packed)) as served:
        async with Egress(guard_for(served)) as egress:
            fetched = await egress.fetch(
                served.url("/#top"), caps=HTML, headers={"User-Agent": "test"}
            )

        assert fetched.final_url == served.url("/packed?%E4%B8%AD%20%E6%96%87")
        assert fetched.hops == (served.url("/"), fetched.final_url)
        assert (fetched.status, fetched.headers["x-a"]) == (404, "b")
        assert (fetched.body, fetched.wire_bytes) == (b"hello" * 100, len(body))
        assert fetched.truncated is None
        assert str(fetched.address) == "127.0.0.1"
        assert set(fetched.phases) == set(Phase)
        assert sum(fetched.phases.values()) <= fetched.seconds
        assert served.accepted == 1
        assert b"Accept-Encoding: gzip, deflate\r\n" in served.requests[0]
        assert b"User-Agent: test\r\n" in served.requests[1]


async def test_credentials_do_not_cross_origins() -> None:
    secrets = {"Authorization": "a", "Cookie": "b", "X-Api-Key": "c", "Accept": "text/html"}
    async with site(answer()) as other:
        away = _redirect(other.url(host="other.test"))
        async with site(_by_path(root=_redirect("/near"), near=away)) as served:
            async with Egress(guard_for(served, other)) as egress:
                await egress.fetch(served.url(), caps=HTML, headers=secrets)

            assert b"Cookie: b" in served.requests[1]
        assert b"Accept: text/html" in other.requests[0]
        for secret in (b"Authorization", b"Cookie", b"X-Api-Key"):
            assert secret not in other.requests[0]


@pytest.mark.parametrize(
    ("to", "outcome"),
    [("/", Outcome.REDIRECT_LOOP), ("#x", Outcome.REDIRECT_LOOP), ("", Outcome.REDIRECT_LOOP)],
)
async def test_a_loop_is_named(to: str, outcome: Outcome) -> None:
    async with site(_redirect(to)) as served, Egress(guard_for(served)) as egress:
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(served.url(), caps=HTML)

        assert failed.value.outcome is outcome
        assert len(served.requests) == 1


async def test_a_long_way_is_given_up() -> None:
    async def onward(served: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
        await _redirect(f"/{len(served.requests)}")(served, head, writer)

    async with site(onward) as served, Egress(guard_for(served)) as egress:
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(served.url(), caps=HTML)

        assert failed.value.outcome is Outcome.TOO_MANY_REDIRECTS
        assert len(served.requests) == 6


async def test_two_locations_are_not_guessed_at() -> None:
    both = answer(status="302 Found", headers=["Location: /a", "Location: /b"])
    async with site(both) as served, Egress(guard_for(served)) as egress:
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(served.url(), caps=HTML)

    assert failed.value.outcome is Outcome.PROTOCOL_ERROR


@pytest.mark.parametrize("options", [{"follow": False}, {"method": "POST", "content": b"x"}])
async def test_a_redirect_can_be_the_answer(options: dict) -> None:
    async with site(_redirect("/next", "307 Moved")) as served:
        async with Egress(guard_for(served)) as egress:
            fetched = await egress.fetch(served.url(), caps=WEBHOOK_ANSWER, **options)

        assert (fetched.status, fetched.body) == (307, b"moved")
        assert len(served.requests) == 1


async def test_content_is_sent() -> None:
    heard = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        heard.set_result(await reader.readexactly(3 * MIB))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"a" * 5000)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    target = Site(answer(), "http")
    target.port = server.sockets[0].getsockname()[1]
    async with server, Egress(guard_for(target)) as egress:
        fetched = await egress.fetch(
            target.url(), caps=WEBHOOK_ANSWER, method="post", content=b"x" * 3 * MIB
        )

    assert await heard == b"x" * 3 * MIB
    assert (len(fetched.body), fetched.truncated) == (4096, Truncation.WIRE_CAP)


async def test_an_endless_body_stops_at_the_cap() -> None:
    async def respond(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 10000)
            await writer.drain()

    async with site(respond) as served, Egress(guard_for(served)) as egress:
        fetched = await egress.fetch(served.url(), caps=Caps(MIB, MIB))
        await asyncio.wait_for(served.gone.wait(), 5)

    assert (fetched.wire_bytes, fetched.truncated) == (MIB, Truncation.WIRE_CAP)


async def test_a_bomb_stops_at_the_ratio() -> None:
    bomb = answer(gzip.compress(bytes(64 * MIB)), headers=["Content-Encoding: gzip"])
    async with site(bomb) as served, Egress(guard_for(served)) as egress:
        fetched = await egress.fetch(served.url(), caps=HTML)

    assert fetched.truncated is Truncation.RATIO_CAP
    assert len(fetched.body) < 8 * MIB


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
async def test_other_codings_are_refused(coding: str) -> None:
    coded = answer(headers=[f"Content-Encoding: {coding}"])
    async with site(coded) as served, Egress(guard_for(served)) as egress:
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(served.url(), caps=HTML)

    assert failed.value.outcome is Outcome.ENCODING_REFUSED


async def _trickle(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _silence(_: Site, __: bytes, ___: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("respond", [_trickle, _silence])
async def test_one_deadline_covers_everything(respond: Respond) -> None:
    async with site(respond) as served, Egress(guard_for(served)) as egress:
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(served.url(), caps=HTML, deadline_seconds=0.3)

        assert failed.value.outcome is Outcome.DEADLINE
        served.stop()
        await asyncio.wait_for(served.gone.wait(), 5)


async def test_the_deadline_covers_the_look_up() -> None:
    async def resolver(_: str, __: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    async with site(answer()) as served, Egress(guard_for(served, resolver=resolver)) as egress:
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(served.url(), caps=HTML, deadline_seconds=0.1)

    assert failed.value.outcome is Outcome.DEADLINE
    assert Phase.DNS in failed.value.detail


async def test_a_missing_name_is_told_apart() -> None:
    async with Egress(Guard(resolver=names({HOST: []}))) as egress:
        with pytest.raises(FetchFailed) as failed:
            await egress.fetch(f"http://{HOST}/", caps=HTML)

    assert failed.value.outcome is Outcome.DNS_FAILED


@pytest.mark.parametrize("name", ["Host", "content-length", "Accept-Encoding"])
async def test_our_own_headers_cannot_be_set(name: str) -> None:
    async with site(answer()) as served, Egress(guard_for(served)) as egress:
        with pytest.raises(ValueError, match="sets these headers itself"):
            await egress.fetch(served.url(), caps=HTML, headers={name: "1"})


@pytest.mark.parametrize(
    "to",
    ["file:///etc/passwd", "javascript:alert(1)", "http:///x", "//u@{host}/", "\\\\{host}/",
     "http://{host}\\@site.test/", "http://site.test@{host}/", "//127.1:{port}/", "//[::1]:{port}/",
     "http://2130706433:{port}/", "http://site。test:８０/", "http://a%00.test/"],
)  # fmt: skip
async def test_a_redirect_passes_the_same_guard(to: str) -> None:
    async with site(answer()) as forbidden:
        place = to.format(host=f"127.0.0.1:{forbidden.port}", port=forbidden.port)
        moved = raw(
            b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + place.encode() + b"\r\n\r\n"
        )
        async with site(moved) as served, Egress(guard_for(served)) as egress:
            with pytest.raises(EgressRefused):
                await egress.fetch(served.url(), caps=HTML)

        assert forbidden.accepted == 0


@pytest.mark.parametrize("lasts", [0, 1, 3])
async def test_a_fetch_ends_where_its_caller_may_not_go_on(lasts: int) -> None:
    class LostError(Exception):
        pass

    left = iter(range(lasts))

    def check() -> None:
        if next(left, None) is None:
            raise LostError

    async def endless(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 100)
            await writer.drain()

    async with site(endless) as served, Egress(guard_for(served)) as egress:
        with pytest.raises(LostError):
            await egress.fetch(served.url(), caps=HTML, check=check)

    assert len(served.requests) == min(lasts, 1)
