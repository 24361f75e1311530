"""A try that ends with its lease, also in a process that was stopped meanwhile."""

from collections.abc import Callable, Coroutine, Generator
from time import monotonic
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class LeaseEnded(Exception):  # noqa: N818 - an answer, not a fault
    """The lease was over, or another replica had it, before the message was handed over."""


@coroutine
def within(
    work: Coroutine[Any, Any, T], until: float, now: Callable[[], float] = monotonic
) -> Generator[Any, Any, T]:
    """Let work go on until a moment: who wakes up after it does not take one more step.

    A time-out of asyncio cannot promise that: a process that was stopped and goes on finds its
    answer and its time-out at once, and takes the step that the answer allows.

    Args:
        work: what is to be done, without tasks of its own.
        until: monotonic time in seconds.
        now: tells it.

    Raises:
        LeaseEnded: the moment came first; the work was cancelled where it stood.
    """
    step: Callable[[Any], Any] = work.send
    given: Any = None
    while True:
        if step == work.send and now() >= until:
            step, given = work.throw, LeaseEnded("the lease ended before the message had left")
        try:
            waited_for = step(given)
        except StopIteration as done:
            result: T = done.value
            return result
        try:
            step, given = work.send, (yield waited_for)
        except BaseException as error:  # noqa: BLE001 - handed on, as an await hands it on
            step, given = work.throw, error
