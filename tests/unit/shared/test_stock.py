from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry, Gauge

from shared.errors import OutageError
from shared.stock import Stock, put
from tests.fakes import FrozenClock

T0 = datetime(2021, 1, 30, 1, 0, tzinfo=UTC)


def stock(registry: CollectorRegistry, *looks: Callable[[datetime], Awaitable[None]]) -> Stock:
    made = Stock(("probe", "crawl"), registry, FrozenClock(T0), every_seconds=30)
    made.looks = looks
    return made


async def test_age_is_the_clock_less_the_newest_moment() -> None:
    registry = CollectorRegistry()

    async def look(now: datetime) -> None:
        stocked.tell("probe", now - timedelta(minutes=5))

    stocked = stock(registry, look)
    await stocked.count()

    clock = registry.get_sample_value("xuncha_clock_seconds")
    newest = registry.get_sample_value("xuncha_newest_seconds", {"kind": "probe"})
    assert clock is not None
    assert newest is not None
    assert clock - newest == 300
    assert registry.get_sample_value("xuncha_newest_seconds", {"kind": "crawl"}) == 0


async def test_a_look_that_gets_no_answer_keeps_its_value_and_stops_no_other() -> None:
    registry = CollectorRegistry()

    async def silent(_: datetime) -> None:
        raise OutageError("the store does not answer")

    async def look(now: datetime) -> None:
        stocked.tell("crawl", now)

    stocked = stock(registry, silent, look)
    stocked.tell("probe", T0)
    await stocked.count()

    for kind in ("probe", "crawl"):
        newest = registry.get_sample_value("xuncha_newest_seconds", {"kind": kind})
        assert newest == T0.timestamp()


def test_what_is_counted_no_more_goes_back_to_zero() -> None:
    registry = CollectorRegistry()
    gauge = Gauge("things", "Things.", ("colour",), registry=registry)

    put(gauge, {("red",): 3, ("mauve",): 9}, ("red", "blue"))
    put(gauge, {("blue",): 1}, ("red", "blue"))

    values = {s.labels["colour"]: s.value for m in registry.collect() for s in m.samples}
    assert values == {"red": 0, "blue": 1}
