"""Every line that is logged about a message names it, and no other line does."""

from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from shared.contracts.base import MSG_ID
from shared.contracts.task import RecheckTask
from shared.errors import PermanentError
from shared.metrics import MessageMetrics
from shared.settlement import Settlement
from tests.factories import make_recheck

log = structlog.get_logger()


class Receipts:
    """A broker that stores whatever it is sent."""

    async def send(self, *_: Any) -> None:
        """Take it."""


class Message:
    """One message of the broker, as far as settlement looks at it."""

    def __init__(self, number: int, headers: dict[str, str] | None, data: bytes = b"") -> None:
        self.subject, self.headers, self.data = "task.now.a", headers, data
        self.metadata = SimpleNamespace(
            num_delivered=1,
            stream="RECHECKS",
            consumer="crawler-task-now",
            sequence=SimpleNamespace(stream=number),
            timestamp=None,
        )

    async def ack(self) -> None:
        """End well."""

    async def nak(self, delay: float) -> None:
        """Come again later."""

    async def term(self) -> None:
        """End for good."""


@pytest.fixture
def settlement(monkeypatch: pytest.MonkeyPatch) -> Settlement:
    metrics = MessageMetrics.register(CollectorRegistry(), "crawler")
    monkeypatch.setattr(type(metrics), "handling", lambda *_: _Nothing())
    return Settlement(Receipts(), metrics)  # type: ignore[arg-type]


class _Nothing:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def logged() -> Any:
    return capture_logs(processors=[structlog.contextvars.merge_contextvars])


async def test_what_a_handler_logs_carries_the_id_of_its_message(settlement: Settlement) -> None:
    async def handle() -> None:
        log.info("page.read")
        raise PermanentError("no")

    with logged() as lines:
        await settlement.settle(Message(7, {MSG_ID: "r:1"}), handle)  # type: ignore[arg-type]
        log.info("loop.idle")

    assert [(line["event"], line.get("message")) for line in lines] == [
        ("page.read", "r:1"),
        ("message.dead", "r:1"),
        ("loop.idle", None),
    ]


async def test_a_message_without_an_id_is_named_by_its_place(settlement: Settlement) -> None:
    async def handle() -> None:
        log.info("page.read")

    with logged() as lines:
        await settlement.settle(Message(7, None), handle)  # type: ignore[arg-type]

    assert [line["message"] for line in lines] == ["RECHECKS:7"]


async def test_of_a_batch_the_first_is_named_and_each_that_fails(settlement: Settlement) -> None:
    body = make_recheck().model_dump_json().encode()
    messages = [
        Message(1, {MSG_ID: "a"}, b"{}"),
        Message(2, {MSG_ID: "b"}, body),
        Message(3, {MSG_ID: "c"}, body),
    ]

    async def handle(_: Any) -> dict[int, Exception]:
        log.info("page.read")
        return {1: PermanentError("no")}

    with logged() as lines:
        await settlement.settle_batch(messages, RecheckTask, handle)  # type: ignore[arg-type]

    assert [(line["event"], line["message"], line.get("batch")) for line in lines] == [
        ("message.dead", "a", None),
        ("page.read", "b", 2),
        ("message.dead", "c", None),
    ]
