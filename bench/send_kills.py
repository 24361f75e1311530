"""Kills a notifier's sender in the send window, again and again, and counts what arrived.

The sender is the real one in a process of its own over the embedded store. Each of its lives ends
by SIGKILL at one of three places: after it claimed messages, after it handed one over, after it
marked one as sent. A kill between handing over and marking costs one more copy, under the same id.
"""

import asyncio
import itertools
import os
import random
import signal
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from subprocess import Popen

from bench.measure import Result, Row
from shared.clock import SystemClock
from shared.contracts.alert import AlertKind, AlertState
from shared.failpoints import Failpoint
from shared.store.alerts import AlertStore
from shared.store.database import Database
from tests.eventually import eventually
from tests.factories import make_alert
from tests.integration.rig import worker
from tests.servers import mongo_server

KILLS = int(os.environ.get("BENCH_KILLS", "250"))
TOGETHER = 4
"""Senders at most that are killed side by side, each over a database of its own."""
ALERTS_PER_KILL = 4
RECIPIENTS = 7
LATEST_HIT = 3
LEASE_SECONDS = "1"
SEED = 8
WINDOW = (
    Failpoint.NOTIFIER_AFTER_CLAIM,
    Failpoint.NOTIFIER_AFTER_SEND,
    Failpoint.NOTIFIER_AFTER_MARK,
)
_PATIENCE_SECONDS = 300.0


def run() -> Result:
    """Kill, then let everything arrive, and compare."""
    with tempfile.TemporaryDirectory() as folder, mongo_server(Path(folder)) as server:
        together = min(TOGETHER, KILLS)
        shares = [len(range(number, KILLS, together)) for number in range(together)]
        return _result(asyncio.run(_all(server.url, Path(folder), shares)))


async def _all(url: str, folder: Path, shares: list[int]) -> list[Counter[str]]:
    return await asyncio.gather(
        *(_one(url, folder, number, kills) for number, kills in enumerate(shares))
    )


async def _one(url: str, folder: Path, number: int, kills: int) -> Counter[str]:
    database = Database(url, f"kills{number}")
    await database.prepare("notifier")
    chance = random.Random(SEED + number)  # noqa: S311 - which hit ends a life is no secret
    ids = await _fill(database, kills * ALERTS_PER_KILL)
    arrivals = folder / f"arrivals{number}"
    given = (url, f"kills{number}", str(arrivals), LEASE_SECONDS)
    ended = 0
    for life, point in zip(range(kills), itertools.cycle(WINDOW), strict=False):
        armed = f"{point}={chance.randint(1, LATEST_HIT)}"
        log, proof = folder / f"log{number}", str(folder / f"fired{number}-{life}")
        with worker("sender", log, *given, failpoints=armed, failpoint_log=proof) as process:
            ended += await _code(process) == -signal.SIGKILL

    async def closed() -> bool:
        return not await database.collection("alerts").count({"open": True})

    with worker("sender", folder / f"log{number}", *given):
        await eventually(closed, within=_PATIENCE_SECONDS)
    sent = await database.collection("alerts").count({"state": AlertState.SENT})
    database.close()
    came = Counter(arrivals.read_text("utf-8").split())
    return Counter(
        kills=ended,
        alerts=len(ids),
        lost=len(ids - came.keys()),
        unmarked=len(ids) - sent,
        second=sum(came.values()) - len(came),
        copies=max(came.values()),
    )


async def _code(process: "Popen[bytes]") -> int | None:
    await eventually(lambda: process.poll() is not None, within=_PATIENCE_SECONDS)
    return process.returncode


async def _fill(database: Database, number: int) -> set[str]:
    due = SystemClock().now() + timedelta(days=1)
    alerts = [
        make_alert(
            id=f"{n:032x}",
            kind=AlertKind.ISSUED,
            order=f"o{n}",
            recipient=f"mailto:u{n % RECIPIENTS}@x.cn",
            due_at=due,
        )
        for n in range(number)
    ]
    await AlertStore(database.collection("alerts")).add(alerts, ready_at=await database.now())
    return {alert.id for alert in alerts}


def _result(found: list[Counter[str]]) -> Result:
    total: Counter[str] = sum(found, Counter())
    figures = {
        "window_kills": total["kills"],
        "window_alerts": total["alerts"],
        "window_lost": total["lost"],
        "window_not_marked": total["unmarked"],
        "window_second_copies": total["second"],
        "window_max_copies": max((one["copies"] for one in found), default=0),
    }
    note = (
        f"window: the sender was ended by SIGKILL in turn after claiming, after handing over and "
        f"after marking, at the first to {LATEST_HIT}rd time; {len(found)} senders side by side"
    )
    rows = [Row(name, value, "", value, value, 1) for name, value in figures.items()]
    return Result(rows=rows, notes=[note])
