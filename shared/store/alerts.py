"""Alerts at rest: pending → leased → sent or failed. Written by the notifier.

Only a confirmed hand-over closes an alert. A lease carries a fence: whoever lost it can neither
mark nor send again, and a crash between sending and marking costs one copy with the same id.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from shared import outbox
from shared.contracts.alert import Alert, AlertKind, AlertState
from shared.contracts.base import Event
from shared.store.collection import Collection, Update
from shared.store.mapping import changed_fields, from_document, to_document
from shared.store.newest import newest

CARRIED = 100
"""Events that one document takes into the outbox: it must stay far below the store's 16 MiB."""


class AlertReader:
    """Reads alerts."""

    def __init__(self, collection: Collection) -> None:
        self._alerts = collection

    async def get(self, alert: str) -> Alert | None:
        """Return one alert, or None."""
        document = await self._alerts.get(alert)
        return from_document(Alert, document) if document else None

    async def of_order(self, order: str, *, limit: int = 200) -> list[Alert]:
        """Return the alerts about one order."""
        documents = await self._alerts.find({"order": order}, limit=limit)
        return [from_document(Alert, document) for document in documents]

    async def sent(self, kind: AlertKind, start: datetime, end: datetime) -> int:
        """Count what was said of one kind in a window of business time, however many were told.

        An alert without an occasion is of an older release, and counts by itself.
        """
        where = {"kind": kind.value, "sent_at": {"$gte": start, "$lt": end}}
        said = await self._alerts.tally(("order", "occasion"), where)
        return sum(1 if occasion else number for (_, occasion), number in said.items())

    async def newest(self, now: datetime) -> datetime | None:
        """Return when the last alert of the last 40 days left."""
        kinds = {"kind": {"$in": [kind.value for kind in AlertKind]}}
        return await newest(self._alerts, "sent_at", now, kinds)

    async def count_open(self) -> int:
        """Count the alerts that wait for their hand-over."""
        return await self._alerts.count({"open": True})

    async def oldest_open(self, kind: AlertKind) -> datetime | None:
        """Return since when that alert of a kind has waited that waits longest; None without."""
        where = {"open": True, "kind": kind.value}
        documents = await self._alerts.find(where, limit=1, order="due_at")
        return from_document(Alert, documents[0]).due_at if documents else None

    async def starting_with(self, beginning: str) -> list[Alert]:
        """Return at most two alerts whose id begins so: enough to tell an ambiguous one."""
        bounds = {"$gte": beginning, "$lt": beginning + "~"}
        documents = await self._alerts.find({"_id": bounds}, limit=2)
        return [from_document(Alert, document) for document in documents]

    async def pending_before(self, moment: datetime, *, after: str, limit: int) -> list[Alert]:
        """Return open alerts that were due before a moment of business time, in order of ids."""
        where = {"open": True, "due_at": {"$lt": moment}, "_id": {"$gt": after}}
        documents = await self._alerts.find(where, limit=limit)
        return [from_document(Alert, document) for document in documents]

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


class Waiting(NamedTuple):
    """An alert that may be claimed, and the fence that the claim must find unchanged."""

    alert: Alert
    fence: object


class AlertStore(AlertReader):
    """Writes alerts.

    `next_at` and `fence` are the store's own; the times are real time, not business time, because
    they guard processes. The fence is a token drawn for each lease: whoever finds another one has
    lost the alert.
    """

    async def add(self, alerts: Sequence[Alert], *events: Event, ready_at: datetime) -> set[str]:
        """Store alerts whose id is new; return those ids.

        Args:
            alerts: what to send.
            events: what to tell of it; the first alert carries them.
            ready_at: real time from which they may be claimed.
        """
        extra: dict[str, Any] = {"open": True, "next_at": ready_at, "fence": ""}
        pending = [outbox.fields(*events), *(outbox.fields() for _ in alerts[1:])]
        return await self._alerts.insert(
            [
                to_document(alert, alert.id, **extra, **told)
                for alert, told in zip(alerts, pending, strict=True)
            ]
        )

    async def claimable(self, now: datetime, *, limit: int, recipient: str = "") -> list[Waiting]:
        """Return open alerts whose time has come and whose lease, if any, has ended.

        Args:
            now: real time.
            limit: most alerts.
            recipient: only those to it; empty for all.
        """
        where: dict[str, Any] = {"open": True, "next_at": {"$lte": now}}
        if recipient:  # by its own index: a bound on the time would have all that wait be read
            where = {"open": True, "recipient": recipient}
        found = await self._alerts.find(where, limit=limit, order="next_at")
        documents = [one for one in found if one["next_at"] <= now]
        return [Waiting(from_document(Alert, one), one["fence"]) for one in documents]

    async def claim(self, waiting: Sequence[Waiting], fence: str, until: datetime) -> list[Alert]:
        """Lease alerts; return those that are ours now: another may have been faster.

        Args:
            waiting: as they were found.
            fence: drawn for this lease.
            until: real time at which it ends by itself.
        """
        change = {"state": AlertState.LEASED.value, "fence": fence, "next_at": until}
        updates = [
            Update(one.alert.id, change, {"open": True, "fence": one.fence}) for one in waiting
        ]
        if await self._alerts.update_each(updates) == len(updates):
            return [one.alert for one in waiting]
        ours = await self._ours([one.alert.id for one in waiting], fence)
        return [one.alert for one in waiting if one.alert.id in ours]

    async def holds(self, alerts: Sequence[Alert], fence: str) -> bool:
        """Tell whether this lease is still ours for all of them; asked before each hand-over."""
        keys = [alert.id for alert in alerts]
        return len(await self._ours(keys, fence)) == len(keys)

    async def close(self, closed: Mapping[str, tuple[Alert, Event]], fence: str) -> int:
        """Mark alerts sent or failed for good, with their events, where the lease is still ours.

        Of each hundred the first carries the events of all into the outbox, before the others are
        marked: a crash in between costs copies, never an event.

        Args:
            closed: by id: the alert as it stands now, and what to tell.
            fence: of our lease.

        Returns:
            How many were ours.
        """
        keys = list(closed)
        slices = [keys[start : start + CARRIED] for start in range(0, len(keys), CARRIED)]
        return sum([await self._close([closed[key] for key in some], fence) for some in slices])

    async def _close(self, closed: Sequence[tuple[Alert, Event]], fence: str) -> int:
        ours = {"fence": fence, "open": True}
        carrier, *others = [(alert.id, _outcome(alert)) for alert, _ in closed]
        events = outbox.items(*(event for _, event in closed))
        if await self._alerts.update_each([Update(*carrier, ours, events)]):
            return 1 + await self._alerts.update_each([Update(*one, ours) for one in others])
        rest = zip(others, events[1:], strict=True)
        return await self._alerts.update_each([Update(*one, ours, [told]) for one, told in rest])

    async def postpone(self, alerts: Sequence[Alert], fence: str, until: datetime) -> int:
        """Give alerts back for a later try, where the lease is still ours; return how many were."""
        return await self._alerts.update_each(
            [
                Update(
                    alert.id,
                    {
                        "state": AlertState.PENDING.value,
                        "attempts": alert.attempts,
                        "answer": alert.answer,
                        "next_at": until,
                    },
                    {"fence": fence, "open": True},
                )
                for alert in alerts
            ]
        )

    async def replay(self, alert: Alert, *events: Event, ready_at: datetime) -> bool:
        """Put a failed or dropped alert back in line under its id; tell whether it was this call.

        Args:
            alert: as it shall stand.
            events: the audit of it.
            ready_at: real time from which it may be claimed.
        """
        change = {**changed_fields(alert), "open": True, "next_at": ready_at, "fence": ""}
        return await self._alerts.update(
            alert.id,
            change,
            where={"open": False, "version": alert.version - 1},
            pending=outbox.items(*events),
        )

    async def drop(self, alert: Alert, *events: Event, now: datetime) -> bool:
        """Take an open alert out of the line, unless somebody is just sending it.

        Args:
            alert: as it shall stand.
            events: what to tell of it.
            now: real time; a lease that has ended, such as that of a backup, protects nothing.
        """
        change = {**changed_fields(alert), "open": False}
        for free in ({"state": AlertState.PENDING.value}, {"next_at": {"$lte": now}}):
            where = {"open": True, **free}
            if await self._alerts.update(
                alert.id, change, where=where, pending=outbox.items(*events)
            ):
                return True
        return False

    async def _ours(self, keys: Sequence[str], fence: str) -> set[str]:
        documents = await self._alerts.get_many(keys)
        return {str(one["_id"]) for one in documents if one["open"] and one["fence"] == fence}


def _outcome(alert: Alert) -> dict[str, Any]:
    """Return the fields that an end changes."""
    after = alert.model_dump(include={"attempts", "answer", "sent_at", "sent_in", "version"})
    return {**after, "state": alert.state.value, "open": False}
