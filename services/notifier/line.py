"""The outgoing line as a person handles it: look, hold, let go, replay."""

from collections.abc import Sequence

from services.notifier.domain.route import veiled
from shared.clock import Clock
from shared.commands import NotFound, Refused
from shared.contracts.alert import Alert, AlertEvent, AlertState
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import Command, HoldAlerts, ListQuery, ReplayAlerts, ShowQuery
from shared.errors import ConflictError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.alerts import AlertStore
from shared.store.database import Database
from shared.store.switches import ALERTS, Switch, SwitchStore

BUCKET = 500
_REPLAYABLE = frozenset({AlertState.FAILED, AlertState.DROPPED})


class Line:
    """Answers the commands about alerts.

    Args:
        alerts: where they rest.
        switches: whether they are held back.
        database: its clock says from when they may be sent.
        outbox: relays what was changed.
        clock: business time.
    """

    def __init__(
        self,
        alerts: AlertStore,
        switches: SwitchStore,
        database: Database,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._alerts = alerts
        self._switches = switches
        self._database = database
        self._outbox = outbox
        self._clock = clock

    async def listed(self, query: ListQuery) -> list[Alert]:
        """Return alerts, newest first."""
        found = await self._alerts.listed(state=query.state, unit=query.unit, limit=query.limit)
        return [veiled(one) for one in found]

    async def shown(self, query: ShowQuery) -> Alert:
        """Return one alert with its text and what the channel answered last."""
        return veiled(await self._one(query.id))

    async def hold(self, command: HoldAlerts) -> Switch:
        """Hold every alert back, or let them go; what was due before a moment may be dropped.

        Letting go drops first: a crash in between leaves them held.
        """
        if not command.hold and command.drop_before is not None:
            await self._drop(command)
        known = await self._switches.get(ALERTS)
        if known.held == command.hold:
            return known
        now = self._clock.now()
        switch = Switch(
            held=command.hold,
            by=command.actor,
            reason=mask_text(command.reason),
            at=now,
            version=known.version + 1,
            signs=known.signs,
        )
        audit = self._audit("alert.held" if command.hold else "alert.let_go", ALERTS, command)
        if not await self._switches.put(ALERTS, switch, audit):
            raise ConflictError("somebody changed the switch just now; look at it again")
        self._outbox.nudge()
        return switch

    async def switch(self, _: Command) -> Switch:
        """Return whether alerts are held back, since when, by whom, and why."""
        return await self._switches.get(ALERTS)

    async def replay(self, command: ReplayAlerts) -> list[Alert]:
        """Put failed or dropped alerts back in line, under their old ids."""
        chosen = [await self._one(beginning) for beginning in command.ids]
        if not command.ids:
            chosen = await self._alerts.listed(state=AlertState.FAILED, limit=command.limit)
        if fixed := [one.id[:12] for one in chosen if one.state not in _REPLAYABLE]:
            raise Refused(f"neither failed nor dropped: {', '.join(fixed)}")
        return [veiled(again) for one in chosen if (again := await self._again(one, command))]

    async def _again(self, alert: Alert, command: Command) -> Alert | None:
        change = {
            "state": AlertState.PENDING,
            "attempts": 0,
            "replays": alert.replays + 1,
            "version": alert.version + 1,
        }
        again = alert.model_copy(update=change)
        audit = self._audit("alert.replayed", alert.id, command)
        ready_at = await self._database.now()
        done = await self._alerts.replay(again, audit, ready_at=ready_at)
        self._outbox.nudge()
        return again if done else None

    async def _drop(self, command: HoldAlerts) -> None:
        moment, after = command.drop_before, ""
        if moment is None:
            return
        while page := await self._alerts.pending_before(moment, after=after, limit=BUCKET):
            for alert in page:
                await self._drop_one(alert, command)
            after = page[-1].id

    async def _drop_one(self, alert: Alert, command: HoldAlerts) -> None:
        change = {
            "state": AlertState.DROPPED,
            "answer": f"dropped by {command.actor}: {mask_text(command.reason)}"[:500],
            "version": alert.version + 1,
        }
        dropped = alert.model_copy(update=change)
        event = AlertEvent(alert=veiled(dropped), occurred_at=self._clock.now())
        audit = self._audit("alert.dropped", alert.id, command)
        await self._alerts.drop(dropped, event, audit, now=await self._database.now())

    def _audit(self, action: str, about: str, command: Command) -> AuditRecorded:
        reason = command.reason if isinstance(command, HoldAlerts) else ""
        return AuditRecorded(
            actor=command.actor,
            action=action,
            about=about,
            cause=command.request,
            reason=mask_text(reason),
            occurred_at=self._clock.now(),
        )

    async def _one(self, beginning: str) -> Alert:
        found: Sequence[Alert] = await self._alerts.starting_with(beginning)
        if not found:
            raise NotFound(f"no alert {beginning}; see `xuncha alerts list`")
        if len(found) > 1:
            raise Refused(f"several alerts begin with {beginning}; write more of the id")
        return found[0]
