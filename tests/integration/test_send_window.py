"""A kill in the send window loses no alert; at worst it costs a copy under the same id."""

import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from shared.clock import SystemClock
from shared.contracts.alert import Alert, AlertKind
from shared.store.alerts import AlertStore
from shared.store.database import Database
from tests.eventually import eventually
from tests.factories import make_alert
from tests.integration.rig import worker
from tests.servers import fresh_database

LEASE = "1"
RECIPIENTS, COPIES = 3, 2
"""All recipients are spoken to at once, so that a kill may find a message to each on its way."""


async def fill(database: Database, kind: AlertKind, number: int) -> list[Alert]:
    """Put alerts to three recipients in line."""
    now = SystemClock().now() + timedelta(days=1)
    alerts = [
        make_alert(
            id=f"{n:032x}",
            kind=kind,
            order=f"o{n}",
            recipient=f"mailto:u{n % RECIPIENTS}@x.cn",
            due_at=now,
        )
        for n in range(number)
    ]
    await AlertStore(database.collection("alerts")).add(alerts, ready_at=await database.now())
    return alerts


@pytest.mark.parametrize(
    "failpoint", ["notifier.after_claim", "notifier.after_send", "notifier.after_mark"]
)
@pytest.mark.parametrize("kind", [AlertKind.ISSUED, AlertKind.OVERDUE], ids=["single", "merged"])
async def test_a_kill_in_the_send_window_loses_nothing(
    mongo_url: str, tmp_path: Path, failpoint: str, kind: AlertKind
) -> None:
    arrivals = tmp_path / "arrivals"
    armed = {"failpoints": f"{failpoint}=2", "failpoint_log": str(tmp_path / "failpoints")}
    async with fresh_database(mongo_url) as database:
        alerts = await fill(database, kind, 9)
        arguments = (mongo_url, database._database.name, str(arrivals), LEASE)

        with worker("sender", tmp_path / "1.log", *arguments, **armed) as first:
            await eventually(lambda: first.poll() is not None, within=20)
        assert first.returncode == -signal.SIGKILL
        with worker("sender", tmp_path / "2.log", *arguments, **armed):
            await eventually(lambda: _closed(database, len(alerts)), within=20)

        documents = await database.collection("alerts").find({}, limit=99)
    came = Counter(arrivals.read_text().split())
    carriers = {one["sent_in"] or one["_id"] for one in documents}
    assert set(came) == carriers
    assert {one["state"] for one in documents} == {"sent"}
    assert max(came.values()) <= COPIES
    assert sum(count - 1 for count in came.values()) <= RECIPIENTS


async def test_two_senders_side_by_side_send_everything_once(
    mongo_url: str, tmp_path: Path
) -> None:
    arrivals = tmp_path / "arrivals"
    async with fresh_database(mongo_url) as database:
        alerts = await fill(database, AlertKind.ISSUED, 30)
        arguments = (mongo_url, database._database.name, str(arrivals), "30")

        with (
            worker("sender", tmp_path / "1.log", *arguments),
            worker("sender", tmp_path / "2.log", *arguments),
        ):
            await eventually(lambda: _closed(database, len(alerts)), within=30)

    assert Counter(arrivals.read_text().split()) == Counter(alert.id for alert in alerts)


async def _closed(database: Database, number: int) -> bool:
    return await database.collection("alerts").count({"open": False}) == number
