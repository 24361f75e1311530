"""FastStream pulls as soon as it has subscribed: the first pull is heard as every other."""

import logging
from typing import Any

import pytest
from faststream.nats import NatsRouter
from nats.aio.client import Client
from nats.js.client import JetStreamContext

from shared.broker import Broker, pull
from shared.contracts.task import ProbeTask, RecheckTask
from shared.streams import CRAWLER_PROBES
from tests.eventually import eventually
from tests.factories import make_recheck
from tests.integration.rig import RECHECKS, serving
from tests.servers import Nats


async def test_a_plain_timeout_of_the_very_first_pull_is_no_fault(
    nats_server: Nats,
    streams: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pull_once = JetStreamContext.PullSubscription.fetch
    pulls: list[int] = []

    async def fetch(self: Any, *args: Any, **options: Any) -> Any:
        pulls.append(1)
        if len(pulls) == 1:
            raise TimeoutError  # as nats-py does when the broker answers late
        return await pull_once(self, *args, **options)

    monkeypatch.setattr(JetStreamContext.PullSubscription, "fetch", fetch)

    def routes(_: Broker) -> NatsRouter:
        router = NatsRouter()

        @router.subscriber(**pull(RECHECKS))
        async def on_task(task: RecheckTask) -> None:
            assert task.request == "r1"

        @router.subscriber(**pull(CRAWLER_PROBES))  # while this one subscribes, the other pulls
        async def on_probe(task: ProbeTask) -> None:
            raise AssertionError(task)

        return router

    async with serving(nats_server.url, streams, RECHECKS, routes) as rig:
        await rig.publish(make_recheck(request="r1"))

        await eventually(lambda: rig.counted("acked") == 1)

    assert len(pulls) > 1
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []
