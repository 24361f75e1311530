"""A name is asked for once in a while; what was remembered is vetted like what was just said."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_network

import pytest

from shared.egress import resolver as module
from shared.egress.body import HTML
from shared.egress.client import Egress
from shared.egress.errors import AddressRefused, FetchFailed
from shared.egress.guard import Guard
from shared.egress.policy import InternalTarget, Policy
from shared.egress.resolver import Remembering
from tests.eventually import eventually
from tests.unit.egress.servers import HOST, answer, guard_for, site

PUBLIC = "93.184.216.34"


class Names:
    """Says one answer after the other, the last one for ever; counts how often it is asked."""

    def __init__(self, *answers: Sequence[str] | OSError) -> None:
        self.answers = [*answers]
        self.asked = 0
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, _host: str, _port: int) -> Sequence[str]:
        self.asked += 1
        await self.open.wait()
        now = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(now, OSError):
            raise now
        return now


async def test_a_name_is_asked_for_once_while_it_is_remembered() -> None:
    names = Names([PUBLIC])
    remembering = Remembering(names)
    for _ in range(5):
        assert await remembering("a.example.cn", 80) == [PUBLIC]
    assert names.asked == 1
    await remembering("b.example.cn", 443)
    assert names.asked == 2


async def test_it_is_asked_for_anew_when_its_time_is_over() -> None:
    names = Names([PUBLIC], ["93.184.216.35"])
    remembering = Remembering(names, keep_seconds=0.0)
    assert await remembering("a.example.cn", 80) == [PUBLIC]
    assert await remembering("a.example.cn", 80) == ["93.184.216.35"]


async def test_those_who_ask_together_share_one_answer() -> None:
    names = Names([PUBLIC])
    names.open.clear()
    remembering = Remembering(names)
    waiting = [asyncio.create_task(remembering("a.example.cn", 80)) for _ in range(9)]
    await eventually(lambda: names.asked == 1)
    waiting[0].cancel()
    names.open.set()
    assert await asyncio.gather(*waiting[1:]) == [[PUBLIC]] * 8
    assert names.asked == 1


async def test_a_failure_and_an_empty_answer_are_not_remembered() -> None:
    names = Names(OSError("no such name"), [], [PUBLIC])
    remembering = Remembering(names)
    with pytest.raises(OSError, match="no such name"):
        await remembering("a.example.cn", 80)
    assert await remembering("a.example.cn", 80) == []
    assert await remembering("a.example.cn", 80) == [PUBLIC]


async def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NAMES_LIMIT", 3)
    names = Names([PUBLIC])
    remembering = Remembering(names)
    for number in range(5):
        await remembering(f"{number}.example.cn", 80)
    assert sorted(remembering._known) == ["2.example.cn", "3.example.cn", "4.example.cn"]


async def test_what_is_remembered_is_vetted_each_time() -> None:
    names = Names([PUBLIC, "127.0.0.1"], [PUBLIC], ["10.0.0.1"])
    guard = Guard(resolver=Remembering(names, keep_seconds=0.0))
    checked = guard.check("http://a.example.cn/")
    with pytest.raises(AddressRefused):
        await guard.resolve(checked)
    assert [str(one) for one in await guard.resolve(checked)] == [PUBLIC]
    with pytest.raises(AddressRefused):
        await guard.resolve(checked)
    remembered = Guard(resolver=Remembering(Names(["127.0.0.1"])))
    for _ in range(3):
        with pytest.raises(AddressRefused):
            await remembered.resolve(checked)
    assert remembered._resolver._resolver.asked == 1


async def test_a_site_that_moved_is_found_at_its_new_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "STALE_SECONDS", -1.0)
    async with site(answer(b"here")) as served:
        names = Names(["127.0.0.9"], ["127.0.0.1"])
        async with Egress(guard_for(served, resolver=Remembering(names))) as egress:
            fetched = await egress.fetch(served.url(), caps=HTML)
    assert (fetched.body, str(fetched.address)) == (b"here", "127.0.0.1")
    assert names.asked == 2


async def test_a_site_whose_name_leads_inside_meanwhile_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "STALE_SECONDS", -1.0)
    async with site(answer(b"secret")) as served:
        names = Names(["127.0.0.9"], ["127.0.0.1"])
        there = (ip_network("127.0.0.9/32"),)
        policy = Policy(internal=(InternalTarget(HOST, there, frozenset({served.port})),))
        async with Egress(Guard(policy, resolver=Remembering(names))) as egress:
            with pytest.raises(AddressRefused):
                await egress.fetch(served.url(), caps=HTML)
    assert names.asked == 2
    assert served.requests == []


async def test_an_address_that_was_just_told_is_not_asked_for_again() -> None:
    async with site(answer(b"here")) as served:
        names = Names(["127.0.0.9"], ["127.0.0.1"])
        async with Egress(guard_for(served, resolver=Remembering(names))) as egress:
            with pytest.raises(FetchFailed):
                await egress.fetch(served.url(), caps=HTML)
    assert names.asked == 1
