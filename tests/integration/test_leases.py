"""A lease is one replica's until it is given back, or its holder is silent for too long."""

import asyncio

import pytest
from nats.aio.client import Client
from nats.js.api import KeyValueConfig

from shared.errors import OutageError
from shared.leases import Leases
from shared.streams import LEASES, Keys
from tests.eventually import eventually

SHORT = Keys("SHORT", max_age_seconds=1.0, max_bytes=1_000_000)


@pytest.fixture
async def pair(streams: Client) -> tuple[Leases, Leases]:
    await streams.jetstream().create_key_value(
        KeyValueConfig(SHORT.name, ttl=SHORT.max_age_seconds, direct=True)
    )

    async def connect() -> Client:
        return streams

    one, other = Leases(SHORT, connect), Leases(SHORT, connect)
    await one.prepare()
    await other.prepare()
    return one, other


async def test_one_at_a_time_and_the_next_one_knows_of_the_last(
    pair: tuple[Leases, Leases],
) -> None:
    one, other = pair
    taken = await one.take("a")
    assert taken
    assert not taken.second_hand
    assert await other.take("a") is None
    assert await other.take("b")
    await one.give_back(taken)
    then = await other.take("a")
    assert then
    assert then.second_hand
    assert await one.renew(taken) is None
    await one.give_back(taken)
    assert await one.take("a") is None
    await other.give_back(then)
    again = await other.take("a")
    assert again
    assert not again.second_hand


async def test_a_lease_lasts_while_it_is_renewed_and_ends_when_it_is_not(
    pair: tuple[Leases, Leases],
) -> None:
    one, other = pair
    taken = await one.take("a")
    for _ in range(6):
        assert taken
        await asyncio.sleep(SHORT.max_age_seconds / 4)
        assert await other.take("a") is None
        taken = await one.renew(taken)

    async def ended() -> bool:
        return await other.take("a") is not None

    await eventually(ended, within=10)


async def test_of_many_who_take_at_once_one_has_it(streams: Client) -> None:
    async def connect() -> Client:
        return streams

    many = [Leases(LEASES, connect) for _ in range(20)]
    for one in many:
        await one.prepare()
    taken = await asyncio.gather(*(one.take("a") for one in many))
    assert sum(lease is not None for lease in taken) == 1


async def test_whoever_has_it_hears_that_another_wants_it(pair: tuple[Leases, Leases]) -> None:
    one, other = pair
    heard: list[str] = []
    async with one.asked(heard.append):
        await other.ask_for("a")
        await eventually(lambda: heard == ["a"])


async def test_a_bucket_that_is_missing_says_how_to_mend_it(client: Client) -> None:
    async def connect() -> Client:
        return client

    with pytest.raises(OutageError, match=r"LEASES is missing: run `xuncha topology apply`"):
        await Leases(LEASES, connect).prepare()
