"""An outage of our own is never blamed on a website; a paused one only keeps its beat."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched
from services.crawler.hosts import Hosts
from services.crawler.metrics import CrawlerMetrics
from services.crawler.probe import Prober, Way
from shared.contracts.observation import Probe, ProbeObserved, ProbeOutcome
from shared.contracts.task import ProbeTask
from shared.store.days import DayStore
from shared.store.runs import RunKind, RunStore
from tests.factories import NOW
from tests.fakes import FrozenClock, MemoryCollection

CONTROLS = ("http://control-a.example.cn/", "http://control-b.example.cn/")


class World:
    """What each address answers, what is paused, and what was told."""

    def __init__(self, **answers: FetchOutcome) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.paused: frozenset[str] = frozenset()
        self.told: list[Probe] = []

    async def opens(self, url: str, _permit: Any) -> Fetched:
        name = url.split("/")[2].partition(".")[0].replace("-", "_")
        self.asked.append(name)
        return Fetched(self.answers.get(name, FetchOutcome.OK), address="192.0.2.1")

    async def held(self, _ids: list[str]) -> frozenset[str]:
        return self.paused

    async def publish_all(self, events: Iterable[ProbeObserved]) -> None:
        self.told += [event.probe for event in events]


def prober(world: Any, runs: RunStore) -> Prober:
    probes = DayStore(MemoryCollection(), Probe)
    metrics = CrawlerMetrics.register(CollectorRegistry())
    made = Prober(Way(world, Hosts(), world), probes, runs, world, FrozenClock(NOW), metrics)
    made.controls = CONTROLS
    return made


def task(target: str) -> ProbeTask:
    return ProbeTask(target=target, url=f"http://{target}.example.cn/", slot=NOW, occurred_at=NOW)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, ProbeOutcome.FAILED),
        ({"control_a": FetchOutcome.DEADLINE}, ProbeOutcome.FAILED),
        (
            {"control_a": FetchOutcome.DEADLINE, "control_b": FetchOutcome.DNS_FAILED},
            ProbeOutcome.INVALID,
        ),
    ],
)
async def test_a_website_that_is_away_counts_while_a_control_target_answers(
    answers: dict[str, FetchOutcome], outcome: ProbeOutcome
) -> None:
    world = World(site_a=FetchOutcome.CONNECT_TIMEOUT, **answers)
    await prober(world, RunStore(MemoryCollection())).batch([task("site-a"), task("site-b")])

    assert [one.outcome for one in world.told] == [outcome, ProbeOutcome.OPEN]
    assert world.told[0].why == "connect_timeout"


async def test_controls_are_not_asked_while_nothing_fails() -> None:
    world = World()
    await prober(world, RunStore(MemoryCollection())).batch([task("site-a")])

    assert world.asked == ["site_a"]


async def test_a_paused_website_is_not_asked_and_keeps_its_beat() -> None:
    world, runs = World(), RunStore(MemoryCollection())
    world.paused = frozenset({"site-a"})
    for target in ("site-a", "site-b"):
        await runs.enter_probe(target, f"http://{target}.example.cn/", NOW)

    await prober(world, runs).batch([task("site-a"), task("site-b")])

    assert world.asked == ["site_b"]
    assert [one.target for one in world.told] == ["site-b"]
    later = await runs.due(RunKind.PROBE, NOW + timedelta(hours=1), limit=9)
    assert [run.next_at for run in later] == [NOW + timedelta(hours=1)] * 2
