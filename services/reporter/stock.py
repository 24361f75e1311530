"""What the reporter's store and the streams hold, as metrics."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from services.reporter.metrics import ReporterMetrics
from shared.clock import office_date
from shared.contracts.target import TargetKind, TargetStatus
from shared.stock import Stock, put
from shared.store.database import Database
from shared.store.reports import ReportStore
from shared.store.rollups import RollupStore
from shared.store.targets import TargetReader
from shared.streams import StreamState

REPORT = "report"
KINDS = (REPORT,)
"""Of data whose newest moment the reporter tells."""
LOOK_BACK_DAYS = 8


class Shelves(NamedTuple):
    """What is counted."""

    database: Database
    streams: Callable[[], Awaitable[Sequence[StreamState]]]
    targets: TargetReader
    rollups: RollupStore
    reports: ReportStore


def counted(stock: Stock, shelves: Shelves, metrics: ReporterMetrics) -> Stock:
    """Let `stock` count targets, rollup rows, streams and the store itself."""

    async def figures(now: datetime) -> None:
        put(metrics.targets, await shelves.targets.tally(), TargetKind, TargetStatus)
        metrics.marked.set(await shelves.rollups.count_marked())
        stock.tell(REPORT, await reported(now))

    async def servers(_now: datetime) -> None:
        for state in await shelves.streams():
            metrics.stream_messages.labels(state.stream.name).set(state.messages)
            metrics.stream_bytes.labels(state.stream.name).set(state.bytes)
        size = await shelves.database.size()
        metrics.store_documents.set(size.documents)
        metrics.store_bytes.set(size.bytes)
        metrics.store_disk_bytes.set(size.disk_bytes)
        metrics.store_disk_free.set(size.disk_free)

    async def reported(now: datetime) -> datetime | None:
        for back in range(LOOK_BACK_DAYS):
            if at := await shelves.reports.announced_at(office_date(now) - timedelta(days=back)):
                return at
        return None

    stock.looks = (figures, servers)
    return stock
