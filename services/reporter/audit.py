"""The audit chain: takes entries, shows them, and proves that none was changed."""

from typing import Any

from services.reporter.metrics import ReporterMetrics
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import Command, ListQuery
from shared.store.audit import AuditStore


class Audit:
    """The chain of recorded actions.

    Args:
        rows: where it rests.
        metrics: counts entries.
    """

    def __init__(self, rows: AuditStore, metrics: ReporterMetrics) -> None:
        self._rows = rows
        self._metrics = metrics

    async def append(self, entry: AuditRecorded) -> None:
        """Chain one entry; a repeat changes nothing."""
        await self._rows.append(entry)
        self._metrics.audited.inc()

    async def listed(self, query: ListQuery) -> list[dict[str, Any]]:
        """Return the newest rows, newest first."""
        rows = await self._rows.latest(limit=query.limit)
        return [{**row, "occurred_at": row["occurred_at"].isoformat()} for row in rows]

    async def verified(self, _command: Command) -> dict[str, Any]:
        """Walk the chain; `fault` is empty when it holds."""
        fault = await self._rows.verify()
        return {"holds": not fault, "fault": fault}
