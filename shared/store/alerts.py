"""Alerts at rest: pending → leased → sent or failed. Written by the notifier.

Only a confirmed hand-over closes an alert. A lease carries a fence: whoever lost it can neither
mark nor send again, and a crash between sending and marking costs one copy with the same id.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared import outbox
from shared.contracts.alert import Alert, AlertKind, AlertState
from shared.contracts.base import Event
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document


class AlertReader:
    """Reads alerts."""

    def __init__(self, collection: Collection) -> None:
        self._alerts = collection

    async def of_order(self, order: str, *, limit: int = 200) -> list[Alert]:
        """Return the alerts about one order."""
        documents = await self._alerts.find({"order": order}, limit=limit)
        return [from_document(Alert, document) for document in documents]

    async def sent(self, kind: AlertKind, start: datetime, end: datetime) -> int:
        """Count the alerts of one kind that left in a window of business time."""
        where = {"kind": kind.value, "sent_at": {"$gte": start, "$lt": end}}
        return await self._alerts.count(where)

    async def listed(self, *, state: str = "", unit: str = "", limit: int) -> list[Alert]:
        """Return alerts, newest first."""
        where = {"state": state, "unit": unit}
        documents = await self._alerts.find(
            {field: value for field, value in where.items() if value},
            limit=limit,
            order="due_at",
            descending=True,
        )
        return [from_document(Alert, document) for document in documents]


class AlertStore(AlertReader):
    """Writes alerts.

    `next_at`, `lease` and `fence` are the store's own; times in them are real time, not business
    time, because they guard processes.
    """

    async def add(self, alerts: Sequence[Alert], *, ready_at: datetime) -> set[str]:
        """Store alerts whose id is new; return those ids.

        Args:
            alerts: what to send.
            ready_at: real time from which they may be claimed.
        """
        extra: dict[str, Any] = {"open": True, "next_at": ready_at, "fence": 0, **outbox.fields()}
        return await self._alerts.insert(
            [to_document(alert, alert.id, **extra) for alert in alerts]
        )

    async def claimable(self, now: datetime, *, limit: int) -> list[str]:
        """Return ids of open alerts whose time has come and whose lease, if any, has ended."""
        where = {"open": True, "next_at": {"$lte": now}}
        documents = await self._alerts.find(where, limit=limit, order="next_at")
        return [str(document["_id"]) for document in documents]

    async def claim(self, alert: str, now: datetime, until: datetime) -> tuple[Alert, int] | None:
        """Lease one alert; return it with its fence, or None when another was faster.

        Args:
            alert: id.
            now: real time.
            until: real time at which the lease ends by itself.
        """
        document = await self._alerts.get(alert)
        if document is None or not document["open"] or document["next_at"] > now:
            return None
        fence = int(document["fence"]) + 1
        taken = await self._alerts.update(
            alert,
            {"state": AlertState.LEASED.value, "fence": fence, "next_at": until},
            where={"open": True, "fence": fence - 1},
        )
        return (from_document(Alert, document), fence) if taken else None

    async def holds(self, alert: str, fence: int) -> bool:
        """Tell whether this lease is still ours; asked before each hand-over."""
        document = await self._alerts.get(alert)
        return document is not None and document["open"] and document["fence"] == fence

    async def close(self, alert: Alert, fence: int, event: Event) -> bool:
        """Mark an alert sent or failed for good, with its event, if the lease is still ours."""
        return await self._alerts.update(
            alert.id,
            {**changed_fields(alert), "open": False},
            where={"fence": fence, "open": True},
            pending=outbox.items(event),
        )

    async def postpone(self, alert: Alert, fence: int, until: datetime) -> bool:
        """Give an alert back for a later try, if the lease is still ours."""
        change = {"state": AlertState.PENDING.value, "attempts": alert.attempts, "next_at": until}
        change["answer"] = alert.answer
        return await self._alerts.update(alert.id, change, where={"fence": fence, "open": True})
