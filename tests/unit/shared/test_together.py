"""Calls that are gathered keep what each alone promises."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.errors import OutageError, PermanentError
from shared.store.together import MOST, Together
from tests.eventually import eventually


class Shelf:
    """Carries out calls; refuses what says so, and waits for `open`."""

    def __init__(self) -> None:
        self.carried: list[list[str]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.away = False

    async def carry(self, items: Sequence[str]) -> Sequence[str]:
        self.carried.append(list(items))
        await self.open.wait()
        if self.away:
            raise OutageError("away")
        if "bad" in items:
            raise PermanentError("bad")
        return [item.upper() for item in items]


async def test_what_comes_meanwhile_goes_along_and_each_gets_its_own_answer() -> None:
    shelf = Shelf()
    shelf.open.clear()
    together: Together[str, str] = Together(shelf.carry, str)
    first = asyncio.create_task(together("a"))
    await eventually(lambda: bool(shelf.carried))
    others = [asyncio.create_task(together(f"b{n}")) for n in range(MOST + 1)]
    await asyncio.sleep(0)
    shelf.open.set()

    assert await first == "A"
    assert await asyncio.gather(*others) == [f"B{n}" for n in range(MOST + 1)]
    assert [len(one) for one in shelf.carried] == [1, MOST, 1]


async def test_two_calls_about_the_same_thing_go_one_after_the_other() -> None:
    shelf = Shelf()
    together: Together[str, str] = Together(shelf.carry, lambda item: item[0])

    assert await asyncio.gather(*(together(one) for one in ("a1", "b1", "a2"))) == [
        "A1",
        "B1",
        "A2",
    ]
    assert shelf.carried == [["a1", "b1"], ["a2"]]


async def test_only_what_is_refused_is_told_so() -> None:
    shelf = Shelf()
    together: Together[str, str] = Together(shelf.carry, str)
    calls = (together(one) for one in ("a", "bad", "c"))
    good, bad, other = await asyncio.gather(*calls, return_exceptions=True)

    assert (good, other) == ("A", "C")
    assert isinstance(bad, PermanentError)


async def test_an_outage_is_told_to_all_and_the_next_call_goes_out() -> None:
    shelf = Shelf()
    together: Together[str, str] = Together(shelf.carry, str)
    shelf.away = True
    answers = await asyncio.gather(together("a"), together("b"), return_exceptions=True)
    assert [type(one) for one in answers] == [OutageError, OutageError]

    shelf.away = False
    assert await together("a") == "A"


async def test_one_who_waits_no_more_takes_nobody_along() -> None:
    shelf = Shelf()
    shelf.open.clear()
    together: Together[str, str] = Together(shelf.carry, str)
    first, second = (asyncio.create_task(together(one)) for one in ("a", "b"))
    await eventually(lambda: bool(shelf.carried))
    first.cancel()
    shelf.open.set()

    assert await second == "B"
    with pytest.raises(asyncio.CancelledError):
        await first
