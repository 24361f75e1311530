"""A host sees two connections at most, and a re-check never waits behind a crawl."""

import asyncio
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from services.crawler.hosts import Hosts, Use
from tests.eventually import eventually


async def hold(hosts: Hosts, use: Use, entered: list[Use], until: asyncio.Event) -> None:
    async with hosts.connection("a.example.cn", use):
        entered.append(use)
        await until.wait()


async def test_a_recheck_goes_on_while_a_crawl_holds_the_ordinary_connection() -> None:
    hosts, entered, end = Hosts(), [], asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(hold(hosts, Use.CRAWL, entered, end))
        tasks.create_task(hold(hosts, Use.PROBE, entered, end))
        tasks.create_task(hold(hosts, Use.RECHECK, entered, end))
        await eventually(lambda: len(entered) == 2)
        assert entered == [Use.CRAWL, Use.RECHECK]
        end.set()
    assert entered == [Use.CRAWL, Use.RECHECK, Use.PROBE]


async def test_a_probe_goes_before_the_next_page_of_a_crawl() -> None:
    hosts, entered = Hosts(), []
    first, rest = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(hold(hosts, Use.CRAWL, entered, first))
        await eventually(lambda: len(entered) == 1)
        tasks.create_task(hold(hosts, Use.CRAWL, entered, rest))
        tasks.create_task(hold(hosts, Use.PROBE, entered, rest))
        for _ in range(5):
            await asyncio.sleep(0)
        first.set()
        await eventually(lambda: len(entered) == 2)
        assert entered[1] is Use.PROBE
        rest.set()


async def test_hosts_do_not_wait_for_one_another_and_are_forgotten() -> None:
    hosts = Hosts()
    async with hosts.connection("a", Use.CRAWL), hosts.connection("b", Use.CRAWL):
        assert len(hosts._hosts) == 2
    assert hosts._hosts == {}


@given(st.lists(st.sampled_from(list(Use)), max_size=30))
@settings(max_examples=30, deadline=None)
def test_never_more_than_two_and_one_of_them_ordinary(uses: list[Use]) -> None:
    in_hand: Counter[Use] = Counter()

    async def use_one(hosts: Hosts, use: Use) -> None:
        async with hosts.connection("a", use):
            in_hand[use] += 1
            assert sum(in_hand.values()) <= 2
            assert in_hand[Use.CRAWL] + in_hand[Use.PROBE] <= 1
            await asyncio.sleep(0)
            in_hand[use] -= 1

    async def all_of_them() -> None:
        hosts = Hosts()
        await asyncio.gather(*(use_one(hosts, use) for use in uses))
        assert hosts._hosts == {}

    asyncio.run(all_of_them())
