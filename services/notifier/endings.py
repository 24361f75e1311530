"""What becomes of an alert that was tried: sent, failed for good, or back in line for later."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from services.notifier.channels.base import BusyError
from services.notifier.domain.retry import patience_of, pause_after
from services.notifier.domain.route import scheme, veiled
from services.notifier.failures import Failures
from services.notifier.metrics import NotifierMetrics
from shared.clock import Clock
from shared.contracts.alert import Alert, AlertEvent, AlertState
from shared.errors import TransientError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.redaction import redacted
from shared.store.alerts import AlertStore
from shared.store.database import Database

log = structlog.get_logger()


class Rest(NamedTuple):
    """Where alerts rest, and what else their end touches."""

    alerts: AlertStore
    database: Database
    outbox: Outbox
    failures: Failures


class Endings:
    """Writes down how a try ended.

    Args:
        rest: where.
        clock: business time.
        metrics: counts.
    """

    def __init__(self, rest: Rest, clock: Clock, metrics: NotifierMetrics) -> None:
        self._alerts, self._database, self._outbox, self._failures = rest
        self._clock = clock
        self._metrics = metrics

    async def sent(self, bundle: Sequence[Alert], fence: str, answer: str) -> None:
        """Mark what was handed over."""
        await self._close(bundle, fence, AlertState.SENT, answer)

    async def failed(self, bundle: Sequence[Alert], fence: str, reason: str) -> None:
        """Mark what no repeat will deliver, after what takes its place was put in line."""
        await self._failures.follow(bundle, reason)
        await self._close(bundle, fence, AlertState.FAILED, reason)

    async def busy(self, bundle: Sequence[Alert], fence: str, error: BusyError) -> None:
        """Give alerts back until their channel is free; that is no failed try."""
        until = await self._database.now() + timedelta(seconds=error.retry_after_seconds)
        await self._give_back(bundle, fence, until)

    async def postponed(
        self, bundle: Sequence[Alert], fence: str, error: TransientError | TimeoutError
    ) -> None:
        """Give alerts back for a later try; give up where their channel has had enough of them."""
        answer = _kept(str(error) or "no answer in time")
        tried = max(one.attempts for one in bundle) + 1
        patience = patience_of(scheme(bundle[0].recipient))
        if patience.tries is not None and tried >= patience.tries:
            await self.failed(bundle, fence, f"given up after {tried} tries: {answer}")
            return
        later = [
            alert.model_copy(update={"attempts": alert.attempts + 1, "answer": answer})
            for alert in bundle
        ]
        asked = error.retry_after_seconds if isinstance(error, TransientError) else 0.0
        pause = pause_after(tried, bundle[0].id, timedelta(seconds=asked), patience.longest)
        if await self._give_back(later, fence, await self._database.now() + pause):
            log.warning("alert.postponed", alert=bundle[0].id, together=len(bundle), reason=answer)

    async def _give_back(self, bundle: Sequence[Alert], fence: str, until: datetime) -> bool:
        """Put alerts back in line; tell whether they were still ours to give."""
        if not await self._alerts.postpone(bundle, fence, until):
            log.warning("alert.lease_ended", alert=bundle[0].id, reason="too late to put it back")
            return False
        self._count(bundle, "postponed")
        return True

    async def _close(
        self, bundle: Sequence[Alert], fence: str, state: AlertState, answer: str
    ) -> None:
        now = self._clock.now()
        carrier = bundle[0].id
        closed = {}
        for alert in bundle:
            done = {
                "state": state,
                "attempts": alert.attempts + 1,
                "answer": _kept(answer),
                "sent_at": now if state is AlertState.SENT else None,
                "sent_in": carrier if alert.id != carrier else "",
                "version": alert.version + 1,
            }
            after = alert.model_copy(update=done)
            closed[alert.id] = after, AlertEvent(alert=veiled(after), occurred_at=now)
        if not await self._alerts.close(closed, fence):
            log.warning("alert.lease_ended", alert=carrier, reason=f"{state} too late to say so")
            return
        self._count(bundle, state)
        self._outbox.nudge()
        log.info("alert.closed", alert=carrier, state=state, together=len(bundle))

    def _count(self, bundle: Sequence[Alert], outcome: str) -> None:
        now = self._clock.now()
        for alert in bundle:
            self._metrics.handed_over(alert, outcome, now)


def _kept(answer: str) -> str:
    return mask_text(redacted(answer))[:500]
