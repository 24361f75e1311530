"""The one way to publish: stream and message id required, the broker's receipt checked."""

import asyncio
import time
import uuid
from collections.abc import Iterable, Sequence

import nats.errors
import orjson
from nats.js import JetStreamContext
from nats.js.api import PubAck
from nats.js.errors import APIError, NoStreamResponseError, ServiceUnavailableError

from shared.contracts.base import MSG_ID, Event
from shared.errors import OutageError, PermanentError
from shared.failpoints import Failpoint, reach
from shared.metrics import PublishMetrics
from shared.streams import stream_of

RECEIPT_SECONDS = 5.0
"""How long one try waits for the receipt; an fsync or a change of leader takes its time."""
TRIES = 3
BATCH_LIMIT = 256
AT_A_TIME = 4
"""Events of a batch that wait encoded: all of a large one would be megabytes."""

_STREAM_FULL = 10077
_SILENT = (
    nats.errors.TimeoutError,
    nats.errors.ConnectionClosedError,
    nats.errors.ConnectionReconnectingError,
    nats.errors.ConnectionDrainingError,
    nats.errors.StaleConnectionError,
    nats.errors.OutboundBufferLimitError,
    nats.errors.NoServersError,
    NoStreamResponseError,
    ConnectionError,
    TimeoutError,
)


_Waiting = tuple[Event, "asyncio.Future[None]"]


class AlreadyQueued(Exception):  # noqa: N818 - not a failure: the work is queued
    """The stream holds a message of this subject already."""


class Publisher:
    """Publishes events; returns when the broker has stored them."""

    def __init__(
        self, js: JetStreamContext | None = None, metrics: PublishMetrics | None = None
    ) -> None:
        self._bound = js
        self._metrics = metrics
        self._gathered: dict[str, list[_Waiting]] = {}
        self._sending: asyncio.Task[None] | None = None

    def bind(self, js: JetStreamContext) -> None:
        """Use the JetStream of this connection from now on."""
        self._bound = js

    @property
    def _js(self) -> JetStreamContext:
        if self._bound is None:
            raise OutageError("not connected to the broker yet")
        return self._bound

    async def publish(self, event: Event) -> None:
        """Publish one event; repeats go out under the same id, so the broker keeps one.

        Raises:
            OutageError: no receipt came; hold the message and try again.
            AlreadyQueued: a queue that holds one message per subject has this one.
            PermanentError: the broker refuses the event for good.
        """
        await self.send(event.subject, event.body(), event.msg_id)

    async def send(
        self, subject: str, body: bytes, msg_id: str, extra: dict[str, str] | None = None
    ) -> None:
        """Publish what is already encoded; see `publish` for the errors."""
        reach(Failpoint.SHARED_BEFORE_PUBLISH)
        headers = {MSG_ID: msg_id, **(extra or {})}
        began = time.monotonic()
        for attempt in range(TRIES):
            try:
                await self._js.publish(
                    subject,
                    body,
                    timeout=RECEIPT_SECONDS,
                    stream=stream_of(subject),
                    headers=headers,
                )
            except APIError as error:
                raise _refusal(error, subject) from error
            except nats.errors.MaxPayloadError as error:
                raise PermanentError(f"{subject}: {len(body)} bytes are too large") from error
            except _SILENT as error:
                if attempt == TRIES - 1:
                    raise OutageError(f"no receipt from the broker for {subject}") from error
                await asyncio.sleep(0.1 * 2**attempt)
            else:
                self._received(subject, began)
                return

    async def publish_all(self, events: Iterable[Event]) -> None:
        """Publish many events of one stream, all before it returns.

        An atomic batch is one fsync for all; where the broker refuses it (an id is already
        known) or does not answer, the same events go out one by one under the same ids.
        """
        pending = list(events)
        for start in range(0, len(pending), BATCH_LIMIT):
            chunk = pending[start : start + BATCH_LIMIT]
            if len(chunk) == 1 or not await self._atomic(chunk):
                await asyncio.gather(*(self.publish(event) for event in chunk))

    async def publish_with_others(self, event: Event) -> None:
        """Publish one event together with those that others publish meanwhile: one fsync for all.

        While one batch is on its way the next one gathers. See `publish` for the errors.
        """
        receipt: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._gathered.setdefault(stream_of(event.subject), []).append((event, receipt))
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_gathered())
        await receipt

    async def _send_gathered(self) -> None:
        try:
            await asyncio.sleep(0)  # those who are ready now come along
            while self._gathered:
                stream = next(iter(self._gathered))
                waiting = self._gathered.pop(stream)
                for start in range(0, len(waiting), BATCH_LIMIT):
                    await self._send_batch(waiting[start : start + BATCH_LIMIT])
        finally:
            self._sending = None

    async def _send_batch(self, batch: Sequence[_Waiting]) -> None:
        events = [event for event, _ in batch]
        results: Sequence[BaseException | None] = [None] * len(batch)
        if len(batch) == 1 or not await self._atomic(events):
            tries = (self.publish(event) for event in events)
            results = await asyncio.gather(*tries, return_exceptions=True)
        for (_, receipt), error in zip(batch, results, strict=True):
            if receipt.done():  # whoever waited was cancelled
                continue
            if error is None:
                receipt.set_result(None)
            else:
                receipt.set_exception(error)

    async def _atomic(self, events: Sequence[Event]) -> bool:
        """Try one atomic batch; False means that nothing of it may be relied on."""
        batch, began = uuid.uuid4().hex, time.monotonic()
        reach(Failpoint.SHARED_BEFORE_PUBLISH)
        try:
            for number, event in enumerate(events, start=1):
                headers = {
                    MSG_ID: event.msg_id,
                    "Nats-Batch-Id": batch,
                    "Nats-Batch-Sequence": str(number),
                    "Nats-Expected-Stream": stream_of(event.subject),
                }
                if number < len(events):
                    await self._js._nc.publish(event.subject, event.body(), headers=headers)  # noqa: SLF001 - nats-py has no call for batches
                    if number % AT_A_TIME == 0:
                        await asyncio.sleep(0)  # they go out before the next are encoded
                    continue
                headers["Nats-Batch-Commit"] = "1"
                answer = await self._js._nc.request(  # noqa: SLF001
                    event.subject, event.body(), timeout=RECEIPT_SECONDS, headers=headers
                )
        except (*_SILENT, nats.errors.Error):
            return False
        self._received(events[0].subject, began)
        return b'"error"' not in answer.data and _stored(answer.data) == len(events)

    def _received(self, subject: str, began: float) -> None:
        if self._metrics:
            self._metrics.seconds.labels(stream_of(subject)).observe(time.monotonic() - began)


def _stored(data: bytes) -> int | None:
    return PubAck.from_response(orjson.loads(data)).batch_size


def _refusal(error: APIError, subject: str) -> Exception:
    description = str(error.description or "")
    if "per subject" in description:
        return AlreadyQueued(subject)
    if error.err_code == _STREAM_FULL or isinstance(error, ServiceUnavailableError):
        return OutageError(f"the broker has no room for {subject}: {description}")
    return PermanentError(f"the broker refused {subject}: {description} ({error.err_code})")
