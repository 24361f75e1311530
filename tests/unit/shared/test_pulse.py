"""The stall watchdog: silence is noticed, answers of any kind are not taken for it."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import nats.errors
import pytest
from prometheus_client import CollectorRegistry

from shared import pulse
from shared.metrics import MessageMetrics
from shared.publisher import Publisher
from shared.pulse import Pulse
from shared.settlement import Settlement


class Subscription:
    """A pull subscription that answers as it is told."""

    def __init__(self, *answers: Any) -> None:
        self._nc = SimpleNamespace(is_connected=True)
        self._answers = list(answers)
        self.asked = 0
        self.pulls: list[tuple[int, float | None]] = []

    async def fetch(self, batch: int = 1, timeout: float | None = None) -> Any:  # noqa: ASYNC109 - as nats-py has it
        self.asked += 1
        self.pulls.append((batch, timeout))
        answer = self._answers.pop(0)
        if isinstance(answer, asyncio.Event):
            await answer.wait()
        if isinstance(answer, BaseException):
            raise answer
        return answer


def subscriber(durable: str, subscription: Subscription, batch: int = 1) -> Any:
    return SimpleNamespace(
        subscription=subscription,
        extra_options={"durable": durable},
        pull_sub=SimpleNamespace(batch_size=batch),
    )


class Context:
    """Subscribes to what a subscriber has ready."""

    def __init__(self, subscribers: Sequence[Any]) -> None:
        self._subscribers = {one.extra_options["durable"]: one for one in subscribers}

    async def pull_subscribe(self, *, durable: str) -> Any:
        return self._subscribers[durable].subscription


async def watch(watchdog: Pulse, *subscribers: Any) -> None:
    """Subscribe as FastStream does: each by itself, after the watchdog was told of all."""
    watchdog.watch(subscribers)
    context = Context(subscribers)
    watchdog.listen(context)
    watchdog.listen(context)
    for one in subscribers:
        one.subscription = await context.pull_subscribe(durable=one.extra_options["durable"])


@pytest.fixture
def settlement() -> Settlement:
    return Settlement(Publisher(), MessageMetrics.register(CollectorRegistry(), "tester"))


@pytest.fixture
def watchdog(settlement: Settlement) -> Pulse:
    return Pulse(settlement)


def pass_time(watchdog: Pulse, seconds: float) -> None:
    for name in watchdog._answered:
        watchdog._answered[name] -= seconds


async def test_silence_is_a_stall_after_a_minute(watchdog: Pulse) -> None:
    one, two = Subscription(["m"]), Subscription()
    first, second = subscriber("one", one), subscriber("two", two)
    await watch(watchdog, first, second)
    assert watchdog.stalled() == []

    pass_time(watchdog, pulse.SILENT_SECONDS + 1)
    assert watchdog.stalled() == ["one", "two"]
    assert await one.fetch(1) == ["m"]

    assert watchdog.stalled() == ["two"]
    assert watchdog.stalled_subscribers() == [second]
    assert not watchdog.hopeless()


@pytest.mark.parametrize(
    "answer", [nats.errors.TimeoutError(), nats.errors.ConnectionClosedError(), ValueError("x")]
)
async def test_an_error_is_an_answer(watchdog: Pulse, answer: Exception) -> None:
    subscription = Subscription(answer)
    await watch(watchdog, subscriber("one", subscription))
    pass_time(watchdog, 1000)

    with pytest.raises(type(answer)):
        await subscription.fetch(1)

    assert watchdog.stalled() == []


async def test_a_plain_timeout_becomes_the_one_that_is_understood(watchdog: Pulse) -> None:
    subscription = Subscription(TimeoutError())
    await watch(watchdog, subscriber("one", subscription))

    with pytest.raises(nats.errors.TimeoutError):
        await subscription.fetch(1)


async def test_a_cancelled_pull_is_no_answer(watchdog: Pulse) -> None:
    subscription = Subscription(asyncio.Event())
    await watch(watchdog, subscriber("one", subscription))
    pulled = asyncio.create_task(subscription.fetch(1))
    await asyncio.sleep(0)
    pass_time(watchdog, 1000)

    pulled.cancel()
    await asyncio.gather(pulled, return_exceptions=True)

    assert watchdog.stalled() == ["one"]


async def test_subscribing_anew_does_not_hide_how_long_it_was_silent(watchdog: Pulse) -> None:
    await watch(watchdog, subscriber("one", Subscription()))
    pass_time(watchdog, pulse.SILENT_SECONDS + 1)

    again = Subscription(["m"])
    await watch(watchdog, subscriber("one", again))
    assert watchdog.stalled() == ["one"]
    pass_time(watchdog, pulse.HOPELESS_SECONDS)
    assert watchdog.hopeless()
    await again.fetch(1)

    assert not watchdog.hopeless()
    assert watchdog.stalled() == []


async def test_messages_in_hand_are_no_stall(watchdog: Pulse, settlement: Settlement) -> None:
    await watch(watchdog, subscriber("one", Subscription()))
    pass_time(watchdog, 1000)

    settlement.in_hand = 1
    assert watchdog.stalled() == []
    assert not watchdog.hopeless()
    settlement.in_hand = 0
    assert watchdog.stalled() == ["one"]


def test_what_does_not_pull_is_not_watched(watchdog: Pulse) -> None:
    watchdog.watch([SimpleNamespace(subscription=object(), extra_options={})])

    pass_time(watchdog, 1000)

    assert watchdog.stalled() == []


async def test_nothing_is_asked_without_a_connection(
    watchdog: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "DISCONNECTED_SECONDS", 0.001)
    subscription = Subscription(["m"])
    await watch(watchdog, subscriber("one", subscription))
    subscription._nc.is_connected = False
    pass_time(watchdog, 1000)

    with pytest.raises(nats.errors.TimeoutError):
        await subscription.fetch(1)

    assert subscription.asked == 0
    assert watchdog.stalled() == []
    subscription._nc.is_connected = True
    assert await subscription.fetch(1) == ["m"]


async def test_a_batch_waits_long_for_its_first_message_and_briefly_for_more(
    watchdog: Pulse,
) -> None:
    subscription = Subscription(["a"], ["b", "c"])
    await watch(watchdog, subscriber("one", subscription, batch=250))

    assert await subscription.fetch(250, timeout=0.1) == ["a", "b", "c"]
    assert subscription.pulls == [(1, pulse.FIRST_SECONDS), (249, 0.1)]


async def test_a_batch_of_which_no_more_come_is_what_has_come(watchdog: Pulse) -> None:
    subscription = Subscription(["a"], nats.errors.TimeoutError())
    await watch(watchdog, subscriber("one", subscription, batch=250))

    assert await subscription.fetch(250, timeout=0.1) == ["a"]


async def test_a_batch_that_has_begun_is_not_held_for_another_message(watchdog: Pulse) -> None:
    subscription = Subscription(nats.errors.TimeoutError())
    await watch(watchdog, subscriber("one", subscription, batch=250))

    with pytest.raises(nats.errors.TimeoutError):
        await subscription.fetch(247, timeout=0.01)
    assert subscription.pulls == [(247, 0.01)]
