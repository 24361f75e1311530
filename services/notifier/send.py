"""The sender: leases what is due, hands it over, marks it. Any number of replicas."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import structlog

from services.notifier.channels.base import BusyError, Channel
from services.notifier.domain.retry import pause_after
from services.notifier.links import Links
from services.notifier.metrics import NotifierMetrics
from shared.clock import Clock
from shared.contracts.alert import Alert, AlertEvent, AlertState
from shared.errors import PermanentError, TransientError
from shared.failpoints import Failpoint, reach
from shared.outbox import Outbox
from shared.store.alerts import AlertStore
from shared.store.database import Database
from shared.store.paces import PaceStore

BUCKET = 50

log = structlog.get_logger()


class Ways(NamedTuple):
    """How alerts leave."""

    channels: Sequence[Channel]
    links: Links
    paces: PaceStore


class Sender:
    """Sends alerts.

    Args:
        alerts: what waits.
        database: its clock measures leases.
        ways: channels, links to the pages, distances between messages.
        outbox: relays what became of an alert.
        clock: business time.
        metrics: counts.
    """

    lease = timedelta(seconds=60)
    """How long one replica may try, by the store's clock."""

    def __init__(
        self,
        alerts: AlertStore,
        database: Database,
        ways: Ways,
        outbox: Outbox,
        clock: Clock,
        metrics: NotifierMetrics,
    ) -> None:
        self._alerts = alerts
        self._database = database
        self._channels = {channel.scheme: channel for channel in ways.channels}
        self._links = ways.links
        self._paces = ways.paces
        self._outbox = outbox
        self._clock = clock
        self._metrics = metrics

    async def look(self) -> int:
        """Send what is due; return how many were handed over."""
        now = await self._database.now()
        due = await self._alerts.claimable(now, limit=BUCKET)
        return sum([await self._try(alert) for alert in due])

    async def _try(self, key: str) -> bool:
        now = await self._database.now()
        claimed = await self._alerts.claim(key, now, now + self.lease)
        if claimed is None:
            return False
        alert, fence = claimed
        reach(Failpoint.NOTIFIER_AFTER_CLAIM)
        if not await self._alerts.holds(key, fence):  # paused so long that another one took over
            return False
        try:
            answer = await asyncio.wait_for(self._hand_over(alert), self.lease.total_seconds() / 2)
        except PermanentError as error:
            await self._close(alert, fence, AlertState.FAILED, str(error))
            return False
        except BusyError as error:
            await self._wait(alert, fence, error)
            return False
        except (TransientError, TimeoutError) as error:
            await self._postpone(alert, fence, str(error) or "no answer in time")
            return False
        reach(Failpoint.NOTIFIER_AFTER_SEND)
        await self._close(alert, fence, AlertState.SENT, answer)
        reach(Failpoint.NOTIFIER_AFTER_MARK)
        return True

    async def _hand_over(self, alert: Alert) -> str:
        scheme = alert.recipient.partition(":")[0]
        channel = self._channels.get(scheme)
        if channel is None:
            raise PermanentError(
                f"the unit has no channel that this version sends by ({alert.recipient}): "
                "give it one in the registry, such as mailto:…"
            )
        await self._keep_distance(channel, alert)
        link = await self._links.to(alert.order, alert.unit) if alert.order else ""
        return await channel.send(alert, link)

    async def _keep_distance(self, channel: Channel, alert: Alert) -> None:
        if not channel.spacing_seconds:
            return
        spacing = timedelta(seconds=channel.spacing_seconds)
        wait = await self._paces.reserve(alert.recipient, await self._database.now(), spacing)
        if wait:
            raise BusyError("not yet its turn", retry_after_seconds=wait.total_seconds())

    async def _wait(self, alert: Alert, fence: int, error: BusyError) -> None:
        """Give an alert back until its channel is free; that is no failed try."""
        until = await self._database.now() + timedelta(seconds=error.retry_after_seconds)
        await self._alerts.postpone(alert, fence, until)
        self._metrics.alerts.labels("postponed").inc()

    async def _close(self, alert: Alert, fence: int, state: AlertState, answer: str) -> None:
        now = self._clock.now()
        done = {
            "state": state,
            "attempts": alert.attempts + 1,
            "answer": answer[:500],
            "sent_at": now if state is AlertState.SENT else None,
            "version": alert.version + 1,
        }
        closed = alert.model_copy(update=done)
        await self._alerts.close(closed, fence, AlertEvent(alert=closed, occurred_at=now))
        self._metrics.alerts.labels(state).inc()
        self._outbox.nudge()
        log.info("alert.closed", alert=alert.id, state=state, attempts=closed.attempts)

    async def _postpone(self, alert: Alert, fence: int, answer: str) -> None:
        later = alert.model_copy(update={"attempts": alert.attempts + 1, "answer": answer[:500]})
        until = await self._database.now() + pause_after(later.attempts)
        await self._alerts.postpone(later, fence, until)
        self._metrics.alerts.labels("postponed").inc()
        log.warning("alert.postponed", alert=alert.id, attempts=later.attempts, reason=answer)
