"""The timer edge: reminds of deadlines, and sends what waits."""

import asyncio
from datetime import timedelta

from services.notifier.alerts import Alerts
from services.notifier.domain.ladder import BEFORE_DUE, rung
from services.notifier.domain.orders import OPEN
from services.notifier.send import Sender
from shared.clock import Clock
from shared.store.orders import OrderReader

LOOK_BACK = timedelta(days=400)
BUCKET = 500


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
        new = 0
        start, end = now - LOOK_BACK, now + BEFORE_DUE + timedelta(milliseconds=1)
        while orders := await self._orders.due_between(start, end, sorted(OPEN), limit=BUCKET):
            for order in orders:
                if kind := rung(order, now):
                    new += await self._alerts.announce(order, kind, f"due {order.due_on}")
            if len(orders) < BUCKET:
                break
            start = orders[-1].due_at + timedelta(milliseconds=1)
        return new
