"""What is due goes on the queue; a time moves on only when the work was recorded."""

import time
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.loop import AGAIN_SECONDS, Dispatch
from services.crawler.metrics import CrawlerMetrics
from shared.contracts.task import CrawlTask, ProbeTask
from shared.publisher import AlreadyQueued
from shared.store.runs import RunKind, RunStore
from tests.factories import NOW
from tests.fakes import FrozenClock, MemoryCollection

MINUTE = timedelta(minutes=1)


class Queue:
    """Holds one task for each subject, as the broker does."""

    def __init__(self) -> None:
        self.tasks: dict[str, CrawlTask | ProbeTask] = {}

    async def publish(self, task: CrawlTask | ProbeTask) -> None:
        if task.subject in self.tasks:
            raise AlreadyQueued(task.subject)
        self.tasks[task.subject] = task


def age(registry: CollectorRegistry, kind: RunKind) -> float | None:
    return registry.get_sample_value("xuncha_crawler_oldest_due_seconds", {"kind": kind})


async def test_what_is_due_is_queued_once_however_often_and_by_whomever() -> None:
    runs, queue, registry = RunStore(MemoryCollection()), Queue(), CollectorRegistry()
    await runs.enter("a.example.cn", NOW - 3 * MINUTE)
    await runs.enter("b.example.cn", NOW - MINUTE)
    await runs.enter("later.example.cn", NOW + MINUTE)
    await runs.enter_probe("site-a", "http://a.example.cn/", NOW - 2 * MINUTE)
    metrics = CrawlerMetrics.register(registry)
    told: Any = queue
    replicas = [Dispatch(runs, told, FrozenClock(NOW), metrics, 1.0) for _ in range(2)]

    assert [await one.look() for one in replicas] == [3, 0]

    crawls = {task.host for task in queue.tasks.values() if isinstance(task, CrawlTask)}
    assert crawls == {"a.example.cn", "b.example.cn"}
    assert [task.target for task in queue.tasks.values() if isinstance(task, ProbeTask)] == [
        "site-a"
    ]
    assert (age(registry, RunKind.CRAWL), age(registry, RunKind.PROBE)) == (180.0, 120.0)
    assert registry.get_sample_value("xuncha_crawler_dispatched_total") == 3
    assert len(await runs.due(RunKind.CRAWL, NOW, limit=9)) == 2


async def test_nothing_due_has_no_age() -> None:
    registry, told = CollectorRegistry(), Queue()
    queue: Any = told
    metrics = CrawlerMetrics.register(registry)
    runs = RunStore(MemoryCollection())
    await runs.enter("a.example.cn", NOW)
    await Dispatch(runs, queue, FrozenClock(NOW + MINUTE), metrics, 1.0).look()
    run = await runs.get("a.example.cn")
    assert run is not None
    await runs.record(run.model_copy(update={"next_at": NOW + 9 * MINUTE}), slot=NOW)

    await Dispatch(runs, queue, FrozenClock(NOW + MINUTE), metrics, 1.0).look()

    assert age(registry, RunKind.CRAWL) == 0.0


async def test_every_due_host_is_offered_at_once_and_again_only_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs, queue = RunStore(MemoryCollection()), Queue()
    for number in range(300):
        await runs.enter(f"{number}.example.cn", NOW)
    told: Any = queue
    metrics = CrawlerMetrics.register(CollectorRegistry())
    dispatch = Dispatch(runs, told, FrozenClock(NOW), metrics, 1.0)

    assert await dispatch.look() == 300

    queue.tasks.clear()  # all were taken, and none is recorded yet
    assert await dispatch.look() == 0
    later = time.monotonic() + AGAIN_SECONDS
    monkeypatch.setattr("services.crawler.loop.time.monotonic", lambda: later)
    assert await dispatch.look() == 300


async def test_a_host_that_was_hastened_is_offered_at_once() -> None:
    runs, queue = RunStore(MemoryCollection()), Queue()
    await runs.enter("a.example.cn", NOW)
    told: Any = queue
    metrics = CrawlerMetrics.register(CollectorRegistry())
    dispatch = Dispatch(runs, told, FrozenClock(NOW + MINUTE), metrics, 1.0)
    await dispatch.look()
    queue.tasks.clear()
    run = await runs.get("a.example.cn")
    assert run is not None

    await runs.record(run.model_copy(update={"next_at": NOW + 9 * MINUTE}), slot=NOW)
    await runs.hasten(["a.example.cn"], NOW + MINUTE)

    assert await dispatch.look() == 1
