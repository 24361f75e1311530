"""The timer edge: reminds of deadlines, and sends what waits."""

import asyncio
from datetime import datetime, timedelta

import structlog

from services.notifier.alerts import Alerts
from services.notifier.domain.ladder import BEFORE_DUE, rung
from services.notifier.domain.orders import OPEN
from services.notifier.send import Sender
from shared.clock import Clock
from shared.contracts.alert import AlertKind
from shared.contracts.order import Order
from shared.errors import OutageError, TransientError
from shared.store.orders import OrderReader

LOOK_BACK = timedelta(days=400)
BUCKET = 500

log = structlog.get_logger()


class Timer:
    """Looks at deadlines and at the outgoing line.

    Args:
        orders: whose deadlines pass.
        alerts: writes reminders.
        sender: hands over what waits.
        clock: business time.
        every_seconds: real time between two looks.
    """

    def __init__(
        self,
        orders: OrderReader,
        alerts: Alerts,
        sender: Sender,
        clock: Clock,
        every_seconds: float,
    ) -> None:
        self._orders = orders
        self._alerts = alerts
        self._sender = sender
        self._clock = clock
        self._every_seconds = every_seconds
        self._reminded: set[tuple[str, AlertKind, str]] = set()
        """What this process has announced already; spares the store, decides nothing."""

    async def remind(self) -> None:
        """Remind for ever."""
        while True:
            await self.look_at_deadlines()
            await asyncio.sleep(self._every_seconds)

    async def send(self) -> None:
        """Send for ever; pauses only when nothing was due."""
        while True:
            if not await self._sender.look():
                await asyncio.sleep(self._every_seconds)

    async def look_at_deadlines(self) -> int:
        """Announce the rung that each open order stands on; return how many alerts were new."""
        now = self._clock.now()
        start, end = now - LOOK_BACK, now + BEFORE_DUE + timedelta(milliseconds=1)
        new, after = 0, ""
        while orders := await self._orders.due_between(
            start, end, sorted(OPEN), after=after, limit=BUCKET
        ):
            for order in orders:
                new += await self._remind(order, now)
            after = orders[-1].id
        return new

    async def _remind(self, order: Order, now: datetime) -> int:
        """Announce one order's rung, once; one that cannot be announced stops no other."""
        kind = rung(order, now)
        occasion = f"due {order.due_on}"
        if kind is None or (order.id, kind, occasion) in self._reminded:
            return 0
        try:
            new = await self._alerts.announce(order, kind, occasion)
        except OutageError:
            raise
        except TransientError as error:
            log.warning("order.not_reminded", order=order.id, reason=str(error))
            return 0
        self._reminded.add((order.id, kind, occasion))
        return new
