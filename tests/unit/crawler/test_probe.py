"""An outage of our own is never blamed on a website; a paused one only keeps its beat."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched
from services.crawler.hosts import Hosts
from services.crawler.metrics import CrawlerMetrics
from services.crawler.probe import Prober, Way
from shared.clock import OFFICE_ZONE
from shared.contracts.observation import Probe, ProbeObserved, ProbeOutcome
from shared.contracts.task import ProbeTask
from shared.egress.reach import Reach
from shared.store.days import DayStore
from shared.store.runs import RunKind, RunStore
from tests.factories import NOW
from tests.fakes import FrozenClock, MemoryCollection

CONTROLS = ("http://control-a.example.cn/", "http://control-b.example.cn/")


class World:
    """What each address answers, what is paused, and what was told."""

    def __init__(self, **answers: FetchOutcome) -> None:
        self.answers = answers
        self.bodies: dict[str, str] = {}
        self.asked: list[str] = []
        self.paused: frozenset[str] = frozenset()
        self.told: list[Probe] = []

    async def opens(self, url: str, _permit: Any) -> Fetched:
        name = url.split("/")[2].partition(".")[0].replace("-", "_")
        self.asked.append(name)
        body = self.bodies.get(name, "<h1>政府网站</h1>").encode()
        return Fetched(self.answers.get(name, FetchOutcome.OK), body, address="192.0.2.1")

    async def held(self, _ids: list[str]) -> frozenset[str]:
        return self.paused

    async def publish_all(self, events: Iterable[ProbeObserved]) -> None:
        self.told += [event.probe for event in events]


def prober(world: Any, runs: RunStore, registry: CollectorRegistry | None = None) -> Prober:
    probes = DayStore(MemoryCollection(), Probe)
    metrics = CrawlerMetrics.register(registry or CollectorRegistry())
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


async def test_a_control_target_may_answer_with_nothing() -> None:
    world = World(site_a=FetchOutcome.CONNECT_TIMEOUT, control_b=FetchOutcome.DEADLINE)
    world.bodies["control_a"] = ""
    await prober(world, RunStore(MemoryCollection())).batch([task("site-a")])

    assert [one.outcome for one in world.told] == [ProbeOutcome.FAILED]


async def test_families_and_certificate_are_looked_at_with_the_first_probe_of_a_day() -> None:
    world, asked = World(), []
    made = prober(world, RunStore(MemoryCollection()))
    made.vantage = "unicom"

    async def reach(url: str) -> Reach:
        asked.append(url)
        return Reach(ipv4=True, ipv6=False, tls_expires_at=datetime(2021, 3, 1, 16, 30, tzinfo=UTC))

    made.reach = reach
    midnight = datetime(2021, 1, 4, tzinfo=OFFICE_ZONE)
    for hours in range(-1, 24):
        slot = midnight + timedelta(hours=hours)
        await made.batch([task("site-a").model_copy(update={"slot": slot})])

    assert asked == ["http://site-a.example.cn/"]
    looked = [(one.ipv6, one.tls_expires_on) for one in world.told]
    assert looked == [(None, None), (False, date(2021, 3, 2)), *[(None, None)] * 23]
    assert {(one.vantage, one.family) for one in world.told} == {("unicom", "ipv4")}


async def test_how_long_a_probe_was_due_is_measured() -> None:
    world, registry = World(), CollectorRegistry()
    made = prober(world, RunStore(MemoryCollection()), registry)
    world.paused = frozenset({"site-c"})
    late = NOW - timedelta(minutes=3)
    due = {"site-a": late, "site-b": NOW + timedelta(seconds=1), "site-c": late}
    await made.batch([task(name).model_copy(update={"slot": at}) for name, at in due.items()])

    def waited(what: str) -> float | None:
        return registry.get_sample_value(f"xuncha_crawler_waited_seconds_{what}", {"kind": "probe"})

    assert (waited("count"), waited("sum")) == (2.0, 180.0)


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


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("", FetchOutcome.NO_PAGE),
        (" \n<html><head></head><body> </body></html>", FetchOutcome.NO_PAGE),
        ("<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>", FetchOutcome.NO_PAGE),
        ("<title>IIS Windows Server</title><img src=iis.png>", FetchOutcome.NO_PAGE),
        ("<h1>恭喜，站点创建成功！</h1><p>这是默认页</p>", FetchOutcome.NO_PAGE),
        ("<p>该域名已过期，请联系注册商</p>", FetchOutcome.NO_PAGE),
        ("<title>x.cn</title><a href=/buy>Buy this domain</a>", FetchOutcome.NO_PAGE),
        ("<h1>404 页面不存在</h1>", FetchOutcome.SOFT_NOT_FOUND),
        ("<div id=app></div><script src=/app.js></script>", FetchOutcome.OK),
        ("<frameset><frame src=main.htm></frameset>", FetchOutcome.OK),
        ("<meta http-equiv=refresh content='0;url=/index.html'>", FetchOutcome.OK),
        ("<h1>通知</h1><p>2021-01-04</p><p>本域名正在转让，请勿再用。</p>", FetchOutcome.OK),
        (f"<p>该域名已过期</p>{'<p>政务公开</p>' * 9_000}", FetchOutcome.OK),
    ],
)
async def test_what_stands_in_for_a_website_is_no_page_of_it(
    body: str, outcome: FetchOutcome
) -> None:
    world = World()
    world.bodies["site_a"] = body
    await prober(world, RunStore(MemoryCollection())).batch([task("site-a")])

    (probe,) = world.told
    assert probe.why == outcome
    opens = outcome is FetchOutcome.OK
    assert probe.outcome is (ProbeOutcome.OPEN if opens else ProbeOutcome.FAILED)
