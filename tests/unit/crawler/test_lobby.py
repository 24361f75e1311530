"""Re-checks of one host never take all the room, and each of them has its turn."""

import asyncio
from collections import Counter

import pytest

from services.crawler.lobby import SHARE, Lobby
from tests.eventually import eventually


async def wait_in(lobby: Lobby, host: str, entered: Counter[str], end: asyncio.Event) -> bool:
    async with lobby.place(host) as has_place:
        entered[host] += has_place
        if has_place:
            await end.wait()
        return has_place


async def test_one_host_has_its_share_and_another_one_does_not_wait() -> None:
    lobby, entered, end = Lobby(), Counter[str](), asyncio.Event()
    waiting = [asyncio.create_task(wait_in(lobby, "slow", entered, end)) for _ in range(3 * SHARE)]
    await eventually(lambda: entered["slow"] == SHARE)
    waiting.append(asyncio.create_task(wait_in(lobby, "good", entered, end)))
    await eventually(lambda: entered["good"] == 1)
    assert entered["slow"] == SHARE

    end.set()

    assert all(await asyncio.gather(*waiting))
    assert entered["slow"] == 3 * SHARE
    assert lobby._hosts == {}


async def test_when_it_is_crowded_those_beyond_their_share_make_room_until_it_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Lobby, "patience_seconds", 0.01)
    monkeypatch.setattr(Lobby, "crowded", 2 * SHARE)
    lobby, entered, end = Lobby(), Counter[str](), asyncio.Event()
    waiting = [asyncio.create_task(wait_in(lobby, "slow", entered, end)) for _ in range(3 * SHARE)]

    await eventually(lambda: sum(task.done() for task in waiting) == SHARE + 1)
    end.set()
    stayed = await asyncio.gather(*waiting)

    assert sum(stayed) == 2 * SHARE - 1
    assert lobby._inside == 0
