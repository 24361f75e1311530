"""A notifier's sender: `sender <mongo url> <database> <file of arrivals> <seconds of a lease>`."""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry

from services.notifier.failures import Failures, Office
from services.notifier.links import Links
from services.notifier.metrics import NotifierMetrics
from services.notifier.send import Sender, Ways
from shared.clock import SystemClock
from shared.contracts.alert import Alert
from shared.store.alerts import AlertStore
from shared.store.channels import ChannelStore
from shared.store.database import Database
from shared.store.orders import OrderReader
from shared.store.paces import PaceStore
from shared.store.switches import SwitchReader
from shared.store.tokens import TokenStore
from shared.store.units import UnitReader


class Arrivals:
    """A channel that writes down, through to the disk, what arrived."""

    scheme = "mailto"
    spacing_seconds = 0.0

    def __init__(self, file: Path) -> None:
        self._file = file

    async def send(self, alert: Alert, _link: str) -> str:
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(handle, f"{alert.id}\n".encode())
        os.fsync(handle)
        os.close(handle)
        return "250 written"


class Nudged:
    """Stands where the outbox is."""

    def nudge(self) -> None:
        """Nothing to relay here."""


async def main(url: str, name: str, arrivals: str, lease: str) -> None:
    database, clock = Database(url, name), SystemClock()
    nudged: Any = Nudged()
    tokens = TokenStore(database.collection("tokens"))
    links = Links(tokens, OrderReader(database.collection("orders")), b"k" * 32, "http://x", clock)
    alerts = AlertStore(database.collection("alerts"))
    units, channels = UnitReader(database.collection("units")), database.collection("channels")
    office = Office("示例办公室", ())
    failures = Failures((alerts, ChannelStore(channels)), units, database, clock, office)
    sender = Sender(
        (alerts, SwitchReader(database.collection("switches"))),
        database,
        Ways([Arrivals(Path(arrivals))], links, PaceStore(database.collection("paces")), failures),
        nudged,
        clock,
        NotifierMetrics.register(CollectorRegistry()),
    )
    sender.lease = timedelta(seconds=float(lease))
    while True:
        await sender.look()
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
