"""How a host is reached is told by family, and the certificate whether it can be trusted or not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.egress.guard import Guard
from shared.egress.reach import look
from tests.unit.egress.servers import HOST, answer, certificate, guard_for, names, raw, site

AGENT = "Xuncha tests (contact: office@example.cn)"


async def test_a_plain_site_opens_over_the_family_it_has() -> None:
    async with site(answer()) as served:
        reach = await look(guard_for(served), AGENT, served.url())

    assert reach == (True, None, None)
    assert served.requests[0].startswith(b"HEAD / HTTP/1.1\r\n")


async def test_what_the_guard_refuses_is_not_looked_at() -> None:
    assert await look(Guard(), AGENT, "http://127.0.0.1/") is None


async def test_a_host_that_answers_nonsense_does_not_open() -> None:
    async with site(raw(b"SSH-2.0-x\r\n")) as served:
        reach = await look(guard_for(served), AGENT, served.url())

    assert reach is not None
    assert reach.ipv4 is False


async def test_both_families_and_an_untrusted_certificate_are_told(tmp_path: Path) -> None:
    server, _ = certificate(tmp_path, HOST)
    async with site(answer(), tls=server, host="") as served:
        both = names({HOST: ("127.0.0.1", "::1")})
        reach = await look(guard_for(served, resolver=both), AGENT, served.url())

    assert reach is not None
    assert (reach.ipv4, reach.ipv6) == (True, True)
    assert reach.tls_expires_at is not None
    left = reach.tls_expires_at - datetime.now(UTC)
    assert timedelta() < left <= timedelta(days=1)


async def test_an_address_that_nobody_answers_at_is_told_apart_from_none() -> None:
    async with site(answer()) as served:
        both = names({HOST: ("127.0.0.1", "::1")})
        reach = await look(guard_for(served, resolver=both), AGENT, served.url())

    assert reach is not None
    assert (reach.ipv4, reach.ipv6) == (True, False)
