"""Thousands of mails and webhook calls through sinks that fail in every way."""

import asyncio
import os
from datetime import datetime, timedelta
from ipaddress import ip_network
from time import monotonic
from typing import Any, Protocol

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from bench.measure import Result, Row
from bench.notify_sinks import Receiver, Relay, Tally
from services.notifier.channels.email import Email
from services.notifier.channels.email import Relay as RelaySettings
from services.notifier.channels.posting import Poster
from services.notifier.channels.webhook import Webhook
from services.notifier.credentials import Hook
from services.notifier.failures import Failures, Office
from services.notifier.links import Links
from services.notifier.metrics import NotifierMetrics
from services.notifier.send import Sender, Ways
from shared.clock import SystemClock
from shared.contracts.alert import Alert, AlertKind, AlertState
from shared.egress.client import Egress
from shared.egress.guard import Guard
from shared.egress.policy import InternalTarget, Policy
from shared.store.alerts import AlertStore
from shared.store.channels import ChannelStore
from shared.store.collection import Collection
from shared.store.database import Database
from shared.store.orders import OrderReader
from shared.store.paces import PaceStore
from shared.store.switches import SwitchReader
from shared.store.tokens import TokenStore
from shared.store.units import UnitReader
from tests.factories import make_alert

EACH = int(os.environ.get("BENCH_DELIVERIES", "5000"))
"""Mails, and as many webhook calls."""
RECIPIENTS = 200
LEASE = timedelta(seconds=6)
"""Half of it is how long the sender waits for an answer: less than a stalled one takes."""
LONGEST_SECONDS = 900.0
KEY = SecretStr("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


class Store(Protocol):
    """What is needed of a database."""

    def collection(self, name: str) -> Collection:
        """Return one collection."""
        ...

    async def now(self) -> datetime:
        """Return real time."""
        ...


class Nudged:
    """Stands where the outbox is: its relay is no part of what is measured."""

    def nudge(self) -> None:
        """Nothing to relay here."""


async def delivery(url: str) -> Result:
    """Send everything over a store at `url`, and compare with what the sinks have taken."""
    database = Database(url, "bench_delivery")
    await database.drop()
    await database.prepare("notifier")
    result = await delivered(database, EACH)
    await database.drop()
    database.close()
    return result


async def delivered(database: Store, each: int) -> Result:
    """Send `each` mails and as many webhook calls, and compare with what the sinks have taken."""
    receiver = Receiver()
    alerts = AlertStore(database.collection("alerts"))
    with Relay() as relay:
        async with receiver.listening():
            mails = [_alert(n, f"mailto:u{n % RECIPIENTS}@x.cn") for n in range(each)]
            calls = [_alert(each + n, f"webhook:u{n % RECIPIENTS}") for n in range(each)]
            for start in range(0, each, 500):
                some = mails[start : start + 500] + calls[start : start + 500]
                await alerts.add(some, ready_at=await database.now())
            took = await _send(database, alerts, relay, receiver)
    rest = await database.collection("alerts").find({}, limit=2 * each)
    states = {one["_id"]: one["state"] for one in rest}
    return _figures([(relay.tally, mails), (receiver.tally, calls)], states, took)


def _alert(number: int, recipient: str) -> Alert:
    return make_alert(
        id=f"{number:032x}",
        kind=AlertKind.ISSUED,
        order="",
        recipient=recipient,
        due_at=SystemClock().now() + timedelta(days=1),
    )


def _hook(receiver: Receiver, number: int) -> Hook:
    url = SecretStr(f"http://127.0.0.1:{receiver.port}/u{number}")
    return Hook(url=url, keys=(KEY,))


async def _send(database: Store, alerts: AlertStore, relay: Relay, receiver: Receiver) -> float:
    clock, nudged = SystemClock(), _nudged()
    orders = OrderReader(database.collection("orders"))
    links = Links(TokenStore(database.collection("tokens")), orders, b"k" * 32, "http://x", clock)
    loopback = (ip_network("127.0.0.0/8"),)
    inside = InternalTarget("127.0.0.1", loopback, frozenset({receiver.port}))
    hooks = {f"u{n}": _hook(receiver, n) for n in range(RECIPIENTS)}
    mail = Email(RelaySettings("127.0.0.1", relay.port, "none", sender="office@example.cn"))
    start = monotonic()
    async with Egress(Guard(Policy(internal=(inside,)))) as egress:
        hook = Webhook(Poster(egress), hooks)
        real: Any = database
        units, channels = UnitReader(database.collection("units")), database.collection("channels")
        office = Office("示例办公室", ())
        failures = Failures((alerts, ChannelStore(channels)), units, real, clock, office)
        sender = Sender(
            (alerts, SwitchReader(database.collection("switches"))),
            real,
            Ways([mail, hook], links, PaceStore(database.collection("paces")), failures),
            nudged,
            clock,
            NotifierMetrics.register(CollectorRegistry()),
        )
        sender.lease = LEASE
        while monotonic() - start < LONGEST_SECONDS:
            if not await sender.look():
                if not await database.collection("alerts").count({"open": True}):
                    break
                await asyncio.sleep(0.2)
    return monotonic() - start


def _nudged() -> Any:
    return Nudged()


def _figures(came: list[tuple[Tally, list[Alert]]], states: dict[str, str], took: float) -> Result:
    copies = {one.id: tally.taken[one.id] for tally, sent in came for one in sent}
    windows = {one.id: tally.windows[one.id] for tally, sent in came for one in sent}
    refused = {key for tally, _ in came for key in tally.refused}
    lost = [
        key
        for key, count in copies.items()
        if not (count and states[key] == AlertState.SENT)
        and not (key in refused and states[key] == AlertState.FAILED)
    ]
    figures = {
        "alerts_lost": len(lost),
        "alerts_max_copies": max(copies.values()),
        "alerts_copied_without_fault": sum(copies[key] > 1 + windows[key] for key in copies),
        "alerts_second_copies": sum(max(count - 1, 0) for count in copies.values()),
        "alerts_failed": sum(state == AlertState.FAILED for state in states.values()),
        "alerts_before_retry_after": sum(tally.hasty for tally, _ in came),
        "alerts_rate": len(copies) / took,
    }
    rows = [Row(name, value, "", value, value, 1) for name, value in figures.items()]
    note = (
        f"{len(copies) // 2} mails and as many webhook calls to {RECIPIENTS} recipients each; an "
        "eighth of all first and second tries meet 451/503, 429 with Retry-After, a stalled answer "
        "after accepting, a dropped connection after the data, or a refusal for good (550/400: the "
        "alert is failed, visible and replayable)"
    )
    return Result(rows=rows, notes=[note])
