"""A try ends with its lease: who was stopped meanwhile does not take one more step."""

import asyncio
from typing import Any

import pytest

from services.notifier.lease import LeaseEnded, within


class Steps:
    """Work of three steps, over a clock that the test turns."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done: list[str] = []
        self.waits: list[asyncio.Future[str]] = []

    async def work(self) -> str:
        for step in ("connected", "asked", "sent"):
            waiting: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            self.waits.append(waiting)
            self.done.append(await waiting)
            assert self.done[-1] == step
        return "250 accepted"

    async def answered(self, text: str) -> None:
        self.waits[-1].set_result(text)
        for _ in range(3):
            await asyncio.sleep(0)


async def started(steps: Steps) -> "asyncio.Task[str]":
    async def held() -> str:
        return await within(steps.work(), 30.0, lambda: steps.now)

    task = asyncio.create_task(held())
    await asyncio.sleep(0)
    return task


async def test_work_within_its_lease_returns_what_it_returns() -> None:
    steps = Steps()
    task = await started(steps)

    for text in ("connected", "asked", "sent"):
        await steps.answered(text)

    assert await task == "250 accepted"


async def test_an_answer_that_is_found_after_the_lease_leads_to_no_further_step() -> None:
    steps = Steps()
    task = await started(steps)
    await steps.answered("connected")

    steps.now = 30.0
    await steps.answered("asked")

    with pytest.raises(LeaseEnded):
        await task
    assert steps.done == ["connected"]


async def test_a_failure_of_the_other_side_comes_through() -> None:
    steps = Steps()
    task = await started(steps)

    steps.waits[-1].set_exception(OSError("reset"))

    with pytest.raises(OSError, match="reset"):
        await task


@pytest.mark.parametrize("now", [0.0, 30.0], ids=["within", "after"])
async def test_who_is_told_to_stop_stops(now: float) -> None:
    steps = Steps()
    task: Any = await started(steps)

    steps.now = now
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
