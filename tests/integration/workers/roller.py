"""Recomputes rollup rows for ever: `roller <mongo url> <database>`."""

import asyncio
import sys

from prometheus_client import CollectorRegistry

from services.reporter.metrics import ReporterMetrics
from services.reporter.rollups import Rollups
from shared.store.database import Database
from shared.store.findings import FindingReader
from shared.store.orders import OrderReader
from shared.store.rollups import RollupStore


def rollups(database: Database) -> Rollups:
    return Rollups(
        RollupStore(database.collection("rollups")),
        FindingReader(database.collection("findings")),
        OrderReader(database.collection("orders")),
        ReporterMetrics.register(CollectorRegistry()),
        every_seconds=0.02,
    )


if __name__ == "__main__":
    asyncio.run(rollups(Database(sys.argv[1], sys.argv[2])).run())
