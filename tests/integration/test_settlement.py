"""Every way in which a handler can end, and what becomes of its message."""

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import unquote

import pytest
from faststream.nats import NatsRouter
from faststream.nats.annotations import NatsMessage
from nats.aio.client import Client
from pydantic import TypeAdapter

from shared.broker import Broker, pull
from shared.contracts.task import RecheckTask
from shared.errors import ConflictError, OutageError, PermanentError, TransientError
from shared.settlement import MAX_TRIES
from shared.streams import Consumer
from tests.eventually import eventually
from tests.factories import make_recheck
from tests.integration.rig import RECHECKS, Rig, count, deliveries, serving
from tests.servers import Nats

Handle = Callable[[RecheckTask, int], Awaitable[None]]
PATIENT = Consumer("crawler", "RECHECKS", "task.now.*", ack_wait_seconds=60, max_ack_pending=64)


def rechecks(handle: Handle, workers: int = 1) -> Callable[[Broker], NatsRouter]:
    def routes(_: Broker) -> NatsRouter:
        router = NatsRouter()

        @router.subscriber(**pull(RECHECKS, workers=workers))
        async def on_task(task: RecheckTask, message: NatsMessage) -> None:
            await handle(task, deliveries(message))

        return router

    return routes


class Calls:
    """A handler that fails as it is told, then succeeds."""

    def __init__(self, failures: Sequence[Exception] = ()) -> None:
        self._failures = list(failures)
        self.tries: list[tuple[str, int]] = []

    async def __call__(self, task: RecheckTask, delivered: int) -> None:
        self.tries.append((task.request, delivered))
        if self._failures:
            raise self._failures.pop(0)


async def test_what_a_handler_finished_is_gone(nats_server: Nats, streams: Client) -> None:
    calls = Calls()
    async with serving(nats_server.url, streams, RECHECKS, rechecks(calls)) as rig:
        await rig.publish(make_recheck(request="r1"), make_recheck(request="r2"))

        await eventually(lambda: rig.counted("acked") == 2)

        assert sorted(calls.tries) == [("r1", 1), ("r2", 1)]
        assert await eventually(rig.settled)
        assert await rig.queued() == 0
        assert await rig.dead() == []


@pytest.mark.parametrize(
    "error",
    [
        TransientError("busy", retry_after_seconds=0.05),
        ConflictError("changed", retry_after_seconds=0.05),
        KeyError("a bug of ours"),
        RecursionError("a bug of ours"),
        TimeoutError("a bug of ours"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_may_pass_is_tried_again_and_not_lost(
    nats_server: Nats, streams: Client, error: Exception
) -> None:
    calls = Calls([error, error])
    async with serving(nats_server.url, streams, PATIENT, rechecks(calls)) as rig:
        await rig.publish(make_recheck(request="r1"))

        await eventually(lambda: rig.counted("acked") == 1)

        assert calls.tries == [("r1", 1), ("r1", 2), ("r1", 3)]
        assert rig.counted("retried") == 2
        assert await rig.dead() == []


async def test_a_message_that_waits_for_its_next_try_blocks_nobody(
    nats_server: Nats, streams: Client
) -> None:
    calls = Calls([TransientError("busy", retry_after_seconds=3600)])
    async with serving(nats_server.url, streams, PATIENT, rechecks(calls)) as rig:
        await rig.publish(*(make_recheck(request=f"r{n}") for n in range(4)))

        await eventually(lambda: rig.counted("acked") == 3)

        assert [request for request, _ in calls.tries] == ["r0", "r1", "r2", "r3"]
        assert await rig.queued() == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermanentError("the page is\r\nno page"), "the page is no page"),
        (PermanentError("没有这个对象 100%"), "没有这个对象 100%"),
        (PermanentError(""), "PermanentError"),
        (PermanentError("x" * 100_000), "x" * 500),
    ],
    ids=["lines", "chinese", "empty", "long"],
)
async def test_what_will_never_work_is_parked_with_its_reason(
    nats_server: Nats, streams: Client, error: Exception, reason: str
) -> None:
    calls = Calls([error])
    async with serving(nats_server.url, streams, RECHECKS, rechecks(calls)) as rig:
        task = make_recheck(request="r1")
        await rig.publish(task)

        await eventually(lambda: rig.counted("dead") == 1)

        (dead,) = await rig.dead()
        assert dead.subject == "dead.task.now.r1"
        assert dead.data == task.body()
        assert dead.headers is not None
        assert unquote(dead.headers["Xuncha-Reason"]) == reason
        assert dead.headers["Xuncha-Origin"] == "RECHECKS:1"
        assert dead.headers["Xuncha-Deliveries"] == "1"
        assert await eventually(lambda: _empty(rig))
        assert calls.tries == [("r1", 1)]


async def test_a_record_that_a_handler_cannot_read_is_parked(
    nats_server: Nats, streams: Client
) -> None:
    async def handle(_task: RecheckTask, _delivered: int) -> None:
        TypeAdapter(int).validate_python("no number")

    async with serving(nats_server.url, streams, RECHECKS, rechecks(handle)) as rig:
        await rig.publish(make_recheck())

        await eventually(lambda: rig.counted("dead") == 1)


async def test_a_bug_slows_down_and_ends_before_its_ninth_try(
    nats_server: Nats, streams: Client
) -> None:
    calls = Calls([KeyError("always")] * 20)
    async with serving(nats_server.url, streams, PATIENT, rechecks(calls)) as rig:
        await rig.publish(make_recheck(request="r1"))

        await eventually(lambda: rig.counted("dead") == 1, within=20)

        assert calls.tries == [("r1", n) for n in range(1, MAX_TRIES + 1)]
        (dead,) = await rig.dead()
        assert dead.headers is not None
        assert dead.headers["Xuncha-Reason"] == f"delivered {MAX_TRIES + 1} times"
        assert await eventually(lambda: _empty(rig))


async def test_an_outage_holds_the_message_and_counts_no_try(
    nats_server: Nats, streams: Client
) -> None:
    impatient = Consumer("crawler", "RECHECKS", "task.now.*", ack_wait_seconds=1.0)
    calls = Calls([OutageError("the store is down")] * 50)
    async with serving(
        nats_server.url, streams, impatient, rechecks(calls, workers=2), heartbeat_seconds=0.2
    ) as rig:
        await rig.publish(make_recheck(request="r1"))

        await eventually(lambda: rig.counted("acked") == 1, within=30)

        assert calls.tries == [("r1", 1)] * 51
        assert rig.broker.settlement._metrics.held._value.get() == 50
        assert rig.broker.settlement.in_hand == 0


async def test_without_heartbeats_that_outage_would_have_been_redelivered(
    nats_server: Nats, streams: Client
) -> None:
    impatient = Consumer("crawler", "RECHECKS", "task.now.*", ack_wait_seconds=1.0)
    calls = Calls([OutageError("the store is down")] * 50)
    async with serving(
        nats_server.url, streams, impatient, rechecks(calls, workers=2), heartbeat_seconds=600
    ) as rig:
        await rig.publish(make_recheck(request="r1"))

        await eventually(lambda: ("r1", 2) in calls.tries, within=30)


async def test_dead_letters_that_cannot_be_stored_keep_the_message(
    nats_server: Nats, streams: Client
) -> None:
    js = streams.jetstream()
    config = (await js.stream_info("DEAD")).config
    await js.update_stream(config, max_bytes=1)
    calls = Calls([PermanentError("never")] * 100)
    async with serving(nats_server.url, streams, PATIENT, rechecks(calls)) as rig:
        await rig.publish(make_recheck(request="r1"))
        await eventually(lambda: len(calls.tries) == 2)
        assert await rig.queued() == 1

        await js.update_stream(config)

        await eventually(lambda: rig.counted("dead") == 1)
        assert await count(streams, "DEAD") == 1
        assert await eventually(lambda: _empty(rig))


async def test_the_largest_message_fits_into_the_dead_letters(
    nats_server: Nats, streams: Client
) -> None:
    async with serving(nats_server.url, streams, RECHECKS, rechecks(Calls())) as rig:
        await rig.send("task.now.r1", b"x" * (512 * 1024))

        await eventually(lambda: rig.counted("dead") == 1)

        (dead,) = await rig.dead()
        assert dead.data is not None
        assert len(dead.data) == 512 * 1024


async def _empty(rig: Rig) -> bool:
    return await rig.queued() == 0
