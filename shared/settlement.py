"""How a message ends: acknowledged, tried again later, or parked with the dead letters.

The only file that settles. A handler returns or raises; what that means for the message is decided
here: `OutageError` holds the message until the part answers again and counts no try,
`TransientError` returns it after the delay it names, `PermanentError` and unreadable bodies go to
the dead letters, anything else is a bug of ours and slows down. A message that was delivered more
than `MAX_TRIES` times goes to the dead letters before its handler runs, because a handler that
ends its process never gets a last try.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from typing import Any, TypeVar
from urllib.parse import quote

import nats.errors
import structlog
from fast_depends.exceptions import ValidationError as CallInvalid
from faststream import BaseMiddleware
from faststream.nats.message import NatsBatchMessage
from nats.aio.msg import Msg
from pydantic import ValidationError

from shared.contracts.base import MSG_ID, Event
from shared.errors import OutageError, PermanentError, TransientError, XunchaError
from shared.failpoints import Failpoint, reach
from shared.masking import mask_text
from shared.metrics import MessageMetrics
from shared.publisher import Publisher

MAX_TRIES = 8
HEARTBEAT_SECONDS = 5.0
"""How often a message in hand tells the broker so; well below every ack_wait."""
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 300.0
HOLD_SECONDS = 1.0
"""Pause between two looks at a part that does not answer."""
PLAIN = "".join(chr(code) for code in range(32, 127) if chr(code) != "%")
REASON_SCAN = 5_000
REASON_LIMIT = 500
"""Characters of a reason that are looked at, and that travel in a header."""

E = TypeVar("E", bound=Event)
log = structlog.get_logger()


class Settlement:
    """Settles the messages of one service.

    Args:
        publisher: where dead letters go.
        metrics: counts how messages end.
    """

    heartbeat_seconds = HEARTBEAT_SECONDS
    hold_seconds = HOLD_SECONDS
    first_delay_seconds = FIRST_DELAY_SECONDS

    def __init__(self, publisher: Publisher, metrics: MessageMetrics) -> None:
        self._publisher = publisher
        self._metrics = metrics
        self.in_hand = 0
        """Messages that are being handled now; the stall watchdog reads it."""

    async def settle(self, message: Msg, handle: Callable[[], Awaitable[Any]]) -> None:
        """Run one handler on one message and settle it; every line logged meanwhile names it."""
        with _named(message):
            await self._settle(message, handle)

    async def _settle(self, message: Msg, handle: Callable[[], Awaitable[Any]]) -> None:
        if message.metadata.num_delivered > MAX_TRIES:
            await self._bury(message, f"delivered {message.metadata.num_delivered} times")
            return
        async with self._kept([message]):
            try:
                await self._through_outages(handle, message.subject)
            except Exception as error:  # noqa: BLE001 - every failure has a verdict
                await self._fail(message, error)
            else:
                await self._finish(message)

    async def settle_batch(
        self,
        messages: Sequence[Msg],
        kind: type[E],
        handle: Callable[[Sequence[E]], Awaitable[Mapping[int, Exception]]],
    ) -> None:
        """Run one handler on many messages; one bad message takes none of its neighbours along.

        Args:
            messages: as they were pulled.
            kind: the event that each must be.
            handle: returns the failures by index in the events it was given.
        """
        good: list[tuple[Msg, E]] = []
        async with self._kept(messages):
            for message in messages:
                with _named(message):
                    event = await self._read(message, kind)
                good += [(message, event)] if event else []
            if not good:
                return
            failures: Mapping[int, Exception] = {}
            try:
                with _named(good[0][0], batch=len(good)):
                    failures = await self._through_outages(
                        lambda: handle([event for _, event in good]), kind.__name__
                    )
            except Exception as error:  # noqa: BLE001 - every failure has a verdict
                failures = dict.fromkeys(range(len(good)), error)
            for index, (message, _) in enumerate(good):
                if failure := failures.get(index):
                    with _named(message):
                        await self._fail(message, failure)
                else:
                    await self._finish(message)

    async def _read(self, message: Msg, kind: type[E]) -> E | None:
        if message.metadata.num_delivered > MAX_TRIES:
            await self._bury(message, f"delivered {message.metadata.num_delivered} times")
            return None
        try:
            return kind.model_validate_json(message.data)
        except ValidationError as error:
            await self._fail(message, error)
            return None

    async def _through_outages(self, handle: Callable[[], Awaitable[Any]], what: str) -> Any:
        while True:
            try:
                return await handle()
            except OutageError as error:
                self._metrics.held.inc()
                log.warning("message.held", what=what, reason=str(error))
                await asyncio.sleep(self.hold_seconds)

    async def _finish(self, message: Msg) -> None:
        reach(Failpoint.SHARED_BEFORE_ACK)
        with suppress(nats.errors.Error):  # an ack that is lost is a repeat, and repeats are safe
            await message.ack()
        self._count(message, "acked")

    async def _fail(self, message: Msg, error: Exception) -> None:
        if isinstance(error, PermanentError | ValidationError | CallInvalid):
            await self._bury(message, _reason(error))
            return
        tries = message.metadata.num_delivered
        delay = min(self.first_delay_seconds * 2 ** (tries - 1), LONGEST_DELAY_SECONDS)
        if isinstance(error, TransientError):
            delay = max(error.retry_after_seconds, delay)
        else:
            log.error("message.failed", subject=message.subject, exc_info=error)
        with suppress(nats.errors.Error):
            await message.nak(delay=delay)
        self._count(message, "retried")

    async def _bury(self, message: Msg, reason: str) -> None:
        """Copy the message to the dead letters, wait for the receipt, then end it."""
        meta = message.metadata
        headers = {
            "Xuncha-Reason": quote(reason, safe=PLAIN),  # headers are ASCII; read it with unquote
            "Xuncha-Origin": f"{meta.stream}:{meta.sequence.stream}",
            "Xuncha-Deliveries": str(meta.num_delivered),
        }
        try:
            await self._publisher.send(
                f"dead.{message.subject}", message.data, f"dead:{headers['Xuncha-Origin']}", headers
            )
        except XunchaError as error:
            # never end what is not safe with the dead letters
            passing = isinstance(error, TransientError)
            log.warning("message.kept", subject=message.subject, reason=str(error))
            with suppress(nats.errors.Error):
                await message.nak(delay=self.hold_seconds if passing else LONGEST_DELAY_SECONDS)
            return
        reach(Failpoint.SHARED_AFTER_DEAD)
        with suppress(nats.errors.Error):
            await message.term()
        self._count(message, "dead")
        log.error("message.dead", subject=message.subject, reason=reason)

    def _count(self, message: Msg, end: str) -> None:
        self._metrics.settled.labels(message.metadata.consumer, end).inc()

    @asynccontextmanager
    async def _kept(self, messages: Sequence[Msg]) -> AsyncIterator[None]:
        """Tell the broker that these messages are in hand, for as long as that is so."""
        self.in_hand += len(messages)
        heartbeat = asyncio.create_task(_beat(messages, self.heartbeat_seconds))
        try:
            with self._metrics.handling(messages):
                yield
        finally:
            heartbeat.cancel()
            self.in_hand -= len(messages)


class SettlementMiddleware(BaseMiddleware):
    """Puts `Settlement` around every JetStream handler that takes one message.

    Batches settle themselves, request/reply commands answer for themselves.
    """

    def __init__(self, settlement: Settlement, msg: Any, *, context: Any) -> None:
        super().__init__(msg, context=context)
        self._settlement = settlement

    async def consume_scope(self, call_next: Callable[[Any], Awaitable[Any]], msg: Any) -> Any:
        """Settle one JetStream message; pass everything else through."""
        if isinstance(msg, NatsBatchMessage) or not _is_stored(msg.raw_message):
            return await call_next(msg)
        await self._settlement.settle(msg.raw_message, lambda: call_next(msg))
        return None


async def _beat(messages: Sequence[Msg], every_seconds: float) -> None:
    while True:
        await asyncio.sleep(every_seconds)
        for message in messages:
            with suppress(nats.errors.Error):
                await message.in_progress()


def _named(message: Msg, **more: Any) -> AbstractContextManager[None]:
    """Put the message's id into every line that is logged about it; of a batch the first one's."""
    meta = message.metadata
    name = (message.headers or {}).get(MSG_ID) or f"{meta.stream}:{meta.sequence.stream}"
    return structlog.contextvars.bound_contextvars(message=name, **more)


def _is_stored(raw: Any) -> bool:
    return isinstance(raw, Msg) and raw.reply.startswith("$JS.ACK")


def _reason(error: Exception) -> str:
    """Say in one masked line of bounded length why a message was parked."""
    if isinstance(error, ValidationError):
        faults = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        text = "unreadable: " + "; ".join(faults)
    elif isinstance(error, CallInvalid):
        text = "unreadable: not the event that this subject carries"
    else:
        text = str(error) or type(error).__name__
    line = " ".join(mask_text(text[:REASON_SCAN]).split())[:REASON_LIMIT]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in line)
