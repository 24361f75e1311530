"""The notifier's deadlines: 2,000 orders with 8,000 rungs in a minute of scaled time.

Timer and sender are the real ones over a real store; alerts go to a channel that notes when each
arrived. Early is measured in business time, late in real time from the moment a rung was due.
"""

import asyncio
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, time
from typing import Any

import structlog
from prometheus_client import CollectorRegistry

from bench.measure import Result
from bench.notify_delivery import delivery
from bench.notify_rungs import RUNGS, figures
from services.notifier.alerts import Alerts, Readers
from services.notifier.deadlines import Deadlines
from services.notifier.desk import Books, Desk
from services.notifier.domain.quiet import NEVER_QUIET
from services.notifier.failures import Failures, Office
from services.notifier.links import Links
from services.notifier.metrics import NotifierMetrics
from services.notifier.remind import Reminders
from services.notifier.send import Sender, Ways
from services.notifier.texts import Texts
from shared.clock import ScaledClock
from shared.contracts.alert import Alert
from shared.contracts.deadline import DeadlineClass, Ladder
from shared.contracts.finding import Severity
from shared.contracts.order import Limit, LimitStep, Order
from shared.contracts.target import Target, TargetKind
from shared.contracts.unit import Unit
from shared.store.alerts import AlertStore
from shared.store.channels import ChannelStore
from shared.store.database import Database
from shared.store.findings import FindingReader
from shared.store.mapping import to_document
from shared.store.orders import OrderStore
from shared.store.paces import PaceStore
from shared.store.reports import ReportReader
from shared.store.switches import SwitchReader
from shared.store.targets import TargetReader
from shared.store.templates import TemplateStore
from shared.store.tokens import TokenStore
from shared.store.units import UnitReader
from tests.servers import mongo_server

EMBEDDED_ORDERS, SERVER_ORDERS, UNITS = 2_000, 10_000, 50
SECONDS = 60.0
"""Real time over which the deadlines are spread."""
RATE = 600.0
"""Business seconds in a real one: a rung an hour before the end lies 6 s before it."""
START = datetime(2021, 3, 1, 1, 0, tzinfo=UTC)
PATIENCE_SECONDS = 90.0
LOOK_SECONDS = 0.2
KIND = DeadlineClass(
    name="bench",
    rectify_hours=24,
    ladder=Ladder(
        before_working_days=(),
        before_hours=(3, 2, 1),
        overdue_every_days=0,
        superior_after=None,
        office_after=None,
    ),
)
GATHER_SECONDS = 3.0


class Arrivals:
    """A channel that notes when each message came."""

    scheme = "mailto"
    spacing_seconds = 0.0

    def __init__(self) -> None:
        self.messages = 0

    async def send(self, _alert: Alert, _link: str) -> str:
        """Take one message."""
        self.messages += 1
        return "250 noted"


class Nudged:
    """Stands where the outbox is: its relay is no part of what is measured."""

    def nudge(self) -> None:
        """Nothing to relay here."""


def run() -> Result:
    """Measure how late reminders leave, and what arrives through bad sinks."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with _store() as url:
        parts = [asyncio.run(part(url)) for part in (_rungs, delivery)]
    return Result(
        rows=[row for one in parts for row in one.rows],
        notes=[note for one in parts for note in one.notes],
    )


async def _rungs(url: str) -> Result:
    count = SERVER_ORDERS if os.environ.get("MONGO_URL") else EMBEDDED_ORDERS
    database = Database(url, "bench_notify")
    await database.drop()
    await database.prepare("notifier")
    told = [_order(number, count) for number in range(count)]
    await _fill(database, told)
    arrivals = Arrivals()
    took = await _play(database, arrivals, ScaledClock(START, RATE, time()))
    result = await figures(database, told, RATE)
    await database.drop()
    database.close()
    where = "the store that MONGO_URL names" if os.environ.get("MONGO_URL") else "embedded store"
    rungs = count * len(RUNGS)
    result.notes.append(
        f"{count} orders with {rungs} rungs over {SECONDS:.0f} s, business time {RATE:.0f} times "
        f"as fast; {where}; timer and sender in one process beside it; all told after {took:.0f} s"
    )
    result.notes.append(
        f"{arrivals.messages} messages: reminders to one of {UNITS} recipients that wait together "
        "share one"
    )
    result.notes.append(
        "orders_early counts rungs sent before they were due (business time, > 1 s), orders_late "
        "those after which the unit heard nothing of the order within 60 real seconds; "
        "orders_overtaken those for which the next rung, six real seconds later, spoke"
    )
    return result


@contextmanager
def _store() -> Iterator[str]:
    if named := os.environ.get("MONGO_URL"):
        yield named
        return
    with tempfile.TemporaryDirectory() as home, mongo_server(Path(home)) as server:
        yield server.url


def _order(number: int, count: int) -> Order:
    """Return an order whose last rung comes at its share of the minute."""
    spread = timedelta(seconds=(SECONDS - 18.0) * RATE * number / count)
    due = START + timedelta(hours=4) + spread
    limit = Limit(
        step=LimitStep.RECTIFY, due_on=due.date(), due_at=due, start=START, explained="示例"
    )
    return Order(
        id=f"{number:032x}",
        unit=f"unit-{number % UNITS}",
        target="site",
        findings=(f"f{number}",),
        rule="mark.tags",
        severity=Severity.ORDINARY,
        title=f"第{number}个问题",
        excerpt="示例",
        issued_at=START - timedelta(seconds=1),
        due_on=limit.due_on,
        due_at=due,
        deadline_class=KIND.name,
        limits=(limit,),
    )


async def _fill(database: Database, told: list[Order]) -> None:
    orders = database.collection("orders")
    for start in range(0, len(told), 500):
        await orders.insert(
            [
                to_document(one, one.id, ring_at=one.issued_at, waiting=False, pending=[])
                for one in told[start : start + 500]
            ]
        )
    units = [
        Unit(id=f"unit-{n}", name=f"示例单位{n}", channels=(f"mailto:unit-{n}@example.cn",))
        for n in range(UNITS)
    ]
    target = Target(
        id="site", kind=TargetKind.WEBSITE, name="示例网站", unit="unit-0", url="http://x.cn/"
    )
    await database.collection("units").insert([to_document(one, one.id) for one in units])
    await database.collection("targets").insert([to_document(target, target.id)])


async def _play(database: Database, arrivals: Arrivals, clock: ScaledClock) -> float:
    nudged: Any = Nudged()
    store = OrderStore(database.collection("orders"))
    sent = AlertStore(database.collection("alerts"))
    readers = Readers(
        UnitReader(database.collection("units")),
        TargetReader(database.collection("targets")),
        Texts(TemplateStore(database.collection("templates"))),
    )
    alerts = Alerts(sent, readers, database, clock, "示例办公室")
    deadlines = Deadlines([KIND], None, NEVER_QUIET, timedelta(0))
    books = Books(store, FindingReader(database.collection("findings")))
    desk = Desk(books, alerts, nudged, deadlines, clock)
    links = Links(
        TokenStore(database.collection("tokens")), store, b"k" * 32, "http://127.0.0.1", clock
    )
    office = Office("示例办公室", ())
    units, channels = UnitReader(database.collection("units")), database.collection("channels")
    failures = Failures((sent, ChannelStore(channels)), units, database, clock, office)
    sender = Sender(
        (sent, SwitchReader(database.collection("switches"))),
        database,
        Ways([arrivals], links, PaceStore(database.collection("paces")), failures),
        nudged,
        clock,
        NotifierMetrics.register(CollectorRegistry()),
    )
    reports = ReportReader(database.collection("reports"))
    gather = timedelta(seconds=GATHER_SECONDS)
    reminders = Reminders((store, reports), desk, alerts, deadlines, clock, gather)
    looks = [reminders.look, sender.look]

    async def nothing_waits() -> bool:
        ringing = await store.ringing(clock.now(), limit=1)
        return not ringing and not await database.collection("alerts").count({"open": True})

    return await _until_told(looks, nothing_waits)


async def _until_told(
    looks: Sequence[Callable[[], Awaitable[int]]], nothing_waits: Callable[[], Awaitable[bool]]
) -> float:
    start = monotonic()
    tasks = [asyncio.create_task(_for_ever(look)) for look in looks]
    await asyncio.sleep(SECONDS)
    end = start + SECONDS + PATIENCE_SECONDS
    while monotonic() < end and not await nothing_waits():  # noqa: ASYNC110 - the store has no event
        await asyncio.sleep(1.0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return monotonic() - start


async def _for_ever(look: Callable[[], Awaitable[int]]) -> None:
    while True:
        await look()
        await asyncio.sleep(LOOK_SECONDS)
