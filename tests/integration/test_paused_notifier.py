"""Two notifiers, one stopped beyond its lease amid its work: every message goes once."""

import base64
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from subprocess import Popen
from zoneinfo import ZoneInfo

import pytest
from nats.aio.client import Client

from shared.clock import set_clock
from shared.contracts.order import Order, OrderState
from shared.store.alerts import AlertReader, AlertStore
from shared.store.collection import Document
from shared.store.database import Database
from shared.store.orders import OrderStore
from tests.eventually import eventually
from tests.factories import make_alert, make_order, make_order_event, make_target, make_unit
from tests.integration.crawling import ROOT
from tests.servers import Nats, free_port, start_process, stop_process
from xuncha.demo.inbox import Inbox

LEASE_SECONDS = "5"
ALERTS = 6
ABOVE = "above@example.cn"
EARLY, OVERDUE, LATER = "2021-02-01T08:30", "2021-02-10T09:30", "2021-02-11T09:30"
"""Before any rung; past the end, when the superior is told, too; a day after that."""


@dataclass
class Replicas:
    """Two notifiers of which the first to come to a place stops itself there."""

    running: list["Popen[bytes]"] = field(default_factory=list)
    logs: list[Path] = field(default_factory=list)

    def stopped(self) -> "list[Popen[bytes]]":
        return [one for one in self.running if _state(one.pid) == "T"]

    def said(self, event: str) -> int:
        return sum(log.read_text("utf-8").count(f'"{event}"') for log in self.logs)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox() as sink:
        yield sink


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    return tmp_path / "clock"


@pytest.fixture
def env(
    streams: Client, nats_server: Nats, mongo_url: str, inbox: Inbox, clock: Path, tmp_path: Path
) -> dict[str, str]:
    """What both notifiers are told."""
    assert streams
    key = tmp_path / "sealing.key"
    key.write_bytes(base64.b64encode(os.urandom(32)))
    key.chmod(0o600)
    kept = {name: text for name, text in os.environ.items() if not name.startswith("XUNCHA_")}
    return kept | {
        "NATS_URL": nats_server.url,
        "MONGO_URL": mongo_url,
        "PYTHONPATH": str(ROOT),
        "XUNCHA_SEALING_KEY_FILE": str(key),
        "XUNCHA_CLOCK": f"file:{clock}",
        "XUNCHA_NOTIFIER_SMTP_HOST": "127.0.0.1",
        "XUNCHA_NOTIFIER_SMTP_PORT": str(inbox.port),
        "XUNCHA_NOTIFIER_SMTP_TLS": "none",
        "XUNCHA_NOTIFIER_MAIL_FROM": "xuncha@example.cn",
        "XUNCHA_NOTIFIER_SCAN_SECONDS": "0.1",
        "XUNCHA_NOTIFIER_GATHER_SECONDS": "0",
        "XUNCHA_NOTIFIER_QUIET_HOURS": "",
        "XUNCHA_NOTIFIER_LEASE_SECONDS": LEASE_SECONDS,
        "XUNCHA_NOTIFIER_MERGE_MINUTES": "0",
        "XUNCHA_FAILPOINT_LOG": str(tmp_path / "failpoints"),
    }


@contextmanager
def two_notifiers(env: dict[str, str], tmp_path: Path, place: str) -> Iterator[Replicas]:
    replicas = Replicas()
    with ExitStack() as stack:
        for number in range(2):
            log = tmp_path / f"notifier-{number}.log"
            given = {
                **env,
                "XUNCHA_HEALTH_PORT": str(free_port()),
                "XUNCHA_FAILPOINTS": f"{place}=1:SIGSTOP",
            }
            process = start_process((sys.executable, "-m", "services.notifier"), log, given)
            stack.callback(stop_process, process, signal.SIGKILL)
            replicas.running.append(process)
            replicas.logs.append(log)
        yield replicas


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def ids(inbox: Inbox) -> Counter[str]:
    return Counter(str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in inbox.mails)


def office_time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


async def stopped_and_gone_on(replicas: Replicas, other_has_done_it: object) -> None:
    """Wait until one has stopped and the other has done its work; then the first goes on alone."""
    (first,) = await eventually(replicas.stopped, within=30)
    await eventually(other_has_done_it, within=30)  # type: ignore[arg-type]
    assert _state(first.pid) == "T"
    first.send_signal(signal.SIGCONT)
    for other in replicas.running:
        if other is not first:
            stop_process(other, signal.SIGKILL)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("place", ["notifier.after_claim", "notifier.before_send"])
async def test_a_sender_that_was_stopped_beyond_its_lease_sends_nothing_more(
    database: Database, env: dict[str, str], inbox: Inbox, clock: Path, tmp_path: Path, place: str
) -> None:
    set_clock(clock, office_time(EARLY), 1.0)
    env["XUNCHA_DATABASE"] = database._database.name
    alerts = [make_alert(id=f"{n:032x}", order="", unit="") for n in range(ALERTS)]
    store = AlertStore(database.collection("alerts"))
    await store.add(alerts, ready_at=await database.now())

    async def all_marked() -> bool:
        return not await store.count_open()

    with two_notifiers(env, tmp_path, place) as replicas:
        await stopped_and_gone_on(replicas, all_marked)
        await eventually(lambda: replicas.said("alert.lease_ended") == 1, within=20)
        later = make_alert(id="f" * 32, order="", unit="")
        await store.add([later], ready_at=await database.now())
        await eventually(all_marked, within=20)

    assert ids(inbox) == Counter(one.id for one in (*alerts, later))
    documents = await database.collection("alerts").find({}, limit=99)
    assert {one["state"] for one in documents} == {"sent"}


async def on_the_ladder(database: Database) -> tuple[Order, OrderStore]:
    """An order whose last day it is, of a unit with a superior."""
    unit = make_unit(superior="above")
    above = make_unit(id="above", channels=(f"mailto:{ABOVE}",))
    for name, records in (("units", (unit, above)), ("targets", (make_target(),))):
        documents: list[Document] = [
            {"_id": one.id, **one.model_dump(mode="json")} for one in records
        ]
        await database.collection(name).insert(documents)
    order = make_order(issued_at=office_time("2021-01-30T09:00"))
    store = OrderStore(database.collection("orders"))
    await store.add(order, make_order_event(order=order))
    return order, store


@pytest.mark.timeout(120)
@pytest.mark.parametrize("place", ["notifier.before_alert", "notifier.after_alert"])
async def test_a_ladder_that_was_stopped_climbs_no_rung_twice(
    database: Database, env: dict[str, str], inbox: Inbox, clock: Path, tmp_path: Path, place: str
) -> None:
    set_clock(clock, office_time(EARLY), 1.0)
    env["XUNCHA_DATABASE"] = database._database.name
    order, store = await on_the_ladder(database)
    alerts = AlertReader(database.collection("alerts"))

    async def escalated() -> bool:
        return len(ids(inbox)) == 2 and not await alerts.count_open()

    with two_notifiers(env, tmp_path, place) as replicas:
        await eventually(lambda: all(log.exists() for log in replicas.logs))
        set_clock(clock, office_time(OVERDUE), 1.0)
        await stopped_and_gone_on(replicas, escalated)
        set_clock(clock, office_time(LATER), 1.0)
        await eventually(lambda: len(ids(inbox)) == 3, within=30)

    stands = await store.get(order.id)
    assert stands
    assert stands.state is OrderState.ESCALATED
    assert [step.action for step in stands.history].count("escalated") == 1
    assert set(ids(inbox).values()) == {1}
    said = Counter((str(mail["Subject"])[:6], str(mail["To"])) for mail in inbox.mails)
    (unit,) = make_unit().channels
    assert said == {("【逾期上报】", ABOVE): 1, ("【逾期催办】", unit.removeprefix("mailto:")): 2}
