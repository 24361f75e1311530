"""Nothing on loopback hears from us unless the operator said so."""

import socket
from collections.abc import AsyncIterator, Sequence
from ipaddress import ip_network

import pytest

from shared.egress.body import HTML
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused
from shared.egress.guard import Guard
from shared.egress.policy import InternalTarget, InternalUse, Policy
from tests.unit.egress.servers import HOST, LOOPBACK, EveryHost, Site, answer, names, site
from tests.unit.egress.spellings import SPELLINGS, TABLE


@pytest.fixture
async def forbidden() -> AsyncIterator[Site]:
    """A listener that no test may reach, on both families and every loopback address."""
    async with site(answer(), host="") as listening:
        yield listening


def _guard(listening: Site, **options) -> Guard:
    """Let no port be the reason, so that only text and addresses can refuse."""
    target = InternalTarget("allowed.test", LOOPBACK, frozenset({listening.port}))
    policy = Policy(internal=(target,), extra_ports=EveryHost(listening.port))
    table = {**TABLE, "allowed.test": ("127.0.0.1",)}
    return Guard(policy, resolver=options.pop("resolver", names(table)), **options)


def test_the_table_is_long_enough() -> None:
    assert len(set(SPELLINGS)) >= 150


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_reaches_loopback(spelling: str, forbidden: Site) -> None:
    url = spelling.replace("{p}", str(forbidden.port))
    async with Egress(_guard(forbidden)) as egress:
        with pytest.raises(EgressRefused):
            await egress.fetch(url, caps=HTML, deadline_seconds=5)

    assert forbidden.accepted == 0


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1"])
async def test_the_listener_would_have_heard(address: str, forbidden: Site) -> None:
    if ":" in address and not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    used: list[InternalUse] = []
    resolver = names({"allowed.test": [address]})
    guard = _guard(forbidden, resolver=resolver, on_internal=used.append)
    async with Egress(guard) as egress:
        fetched = await egress.fetch(forbidden.url(host="allowed.test"), caps=HTML)

    assert fetched.body == b"ok"
    assert forbidden.accepted == 1
    assert [(use.host, str(use.address)) for use in used] == [("allowed.test", address)]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "place", ["http://loop.test:{p}/", "//127.0.0.1:{p}/", "http://[::1]:{p}/"]
)
async def test_a_redirect_does_not_reach_loopback(status: int, place: str, forbidden: Site) -> None:
    location = place.replace("{p}", str(forbidden.port))
    moved = answer(status=f"{status} Moved", headers=[f"Location: {location}"])
    async with site(moved) as served:
        target = InternalTarget(HOST, LOOPBACK, frozenset({served.port}))
        policy = Policy(internal=(target,), extra_ports=EveryHost(forbidden.port))
        guard = Guard(policy, resolver=names({**TABLE, HOST: ("127.0.0.1",)}))
        async with Egress(guard) as egress:
            with pytest.raises(EgressRefused):
                await egress.fetch(served.url(), caps=HTML)

        assert served.accepted == 1
    assert forbidden.accepted == 0


async def test_a_rebinding_name_is_only_reached_where_it_was_vetted(forbidden: Site) -> None:
    asked: list[str] = []

    async def rebinding(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.2"] if len(asked) % 2 else ["127.0.0.3"]

    vetted = (ip_network("127.0.0.2/32"),)
    target = InternalTarget(HOST, vetted, frozenset({forbidden.port}))
    guard = Guard(Policy(internal=(target,)), resolver=rebinding)
    async with Egress(guard) as egress:
        for turn in range(10):
            if turn % 2 == 0:
                fetched = await egress.fetch(forbidden.url(), caps=HTML)
                assert str(fetched.address) == "127.0.0.2"
            else:
                with pytest.raises(EgressRefused):
                    await egress.fetch(forbidden.url(), caps=HTML)

    assert len(asked) == 10
    assert forbidden.accepted == 1
