"""Listens to every pull: a subscription can stay open and silent after the broker restarts.

It also spares pulls: a batch waits a second for its first message, and only then, briefly, for
others.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any

import nats.errors

from shared.settlement import Settlement

SILENT_SECONDS = 60.0
"""A pull is answered, or times out, within seconds; a minute without either is a stall."""
HOPELESS_SECONDS = 180.0
FIRST_SECONDS = 1.0
"""How long a batch waits for its first message in one pull: one that the broker lost in a restart
is noticed as late."""
DISCONNECTED_SECONDS = 0.5
"""Pause between two pulls while there is no connection to pull over."""


class Pulse:
    """Knows when each subscription was last answered, real time.

    Args:
        settlement: while it has messages in hand, not pulling is no stall.
    """

    def __init__(self, settlement: Settlement) -> None:
        self._settlement = settlement
        self._answered: dict[str, float] = {}
        self._subscribers: dict[str, Any] = {}

    def watch(self, subscribers: Iterable[Any]) -> None:
        """Know who pulls, and how many messages together; call it before they start."""
        for subscriber in subscribers:
            if hasattr(subscriber, "pull_sub"):
                self._subscribers[str(subscriber.extra_options["durable"])] = subscriber

    def listen(self, context: Any) -> None:
        """Listen to every pull of what is subscribed to here, the first one too.

        FastStream begins to pull as soon as it has subscribed.

        Args:
            context: nats-py's JetStreamContext.
        """
        if getattr(context, "listened", False):
            return
        context.listened, subscribe = True, context.pull_subscribe

        async def subscribed(*args: Any, **options: Any) -> Any:
            subscription = await subscribe(*args, **options)
            name = str(options["durable"])
            self._answered.setdefault(name, time.monotonic())
            together = self._subscribers[name].pull_sub.batch_size
            subscription.fetch = self._listened(name, subscription, together)
            return subscription

        context.pull_subscribe = subscribed

    def stalled(self) -> list[str]:
        """Name the consumers for which nothing was pulled for `SILENT_SECONDS`."""
        if self._settlement.in_hand:
            return []
        return [name for name in self._answered if self._silence(name) > SILENT_SECONDS]

    def stalled_subscribers(self) -> list[Any]:
        """Return the subscribers of the stalled consumers."""
        return [self._subscribers[name] for name in self.stalled()]

    def hopeless(self) -> bool:
        """Tell whether subscribing anew did not help: only a new process will."""
        return any(self._silence(name) > HOPELESS_SECONDS for name in self.stalled())

    def _silence(self, name: str) -> float:
        return time.monotonic() - self._answered[name]

    def _listened(
        self, name: str, subscription: Any, together: int
    ) -> Callable[..., Awaitable[Any]]:
        fetch, connection = subscription.fetch, subscription._nc  # noqa: SLF001 - no other way

        async def begun(batch: int = 1, timeout: float | None = None) -> Any:  # noqa: ASYNC109 - as nats-py has it
            if together == 1 or batch < together:  # one that is begun goes on
                return await fetch(batch, timeout=timeout)
            messages = await fetch(1, timeout=FIRST_SECONDS)
            with suppress(TimeoutError):
                messages += await fetch(batch - 1, timeout=timeout)
            return messages

        async def pulled(*args: Any, **options: Any) -> Any:
            if not connection.is_connected:  # a request would be kept, and sent much later
                await asyncio.sleep(DISCONNECTED_SECONDS)
                raise nats.errors.TimeoutError
            try:
                return await begun(*args, **options)
            except TimeoutError as error:
                # nats-py 2.16 sometimes raises asyncio's; FastStream 0.7.8 catches only nats' own
                # and forgets the messages that it has in hand until their ack_wait ends
                raise nats.errors.TimeoutError from error

        async def listened(*args: Any, **options: Any) -> Any:
            try:
                messages = await pulled(*args, **options)
            except Exception:
                self._answered[name] = time.monotonic()  # an answer too; a cancelled pull is none
                raise
            self._answered[name] = time.monotonic()
            return messages

        return listened
