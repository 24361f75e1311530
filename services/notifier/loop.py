"""The timer edge: climbs the ladders, and sends what waits."""

import asyncio

from services.notifier.heartbeat import Heartbeat
from services.notifier.remind import Reminders
from services.notifier.send import Sender


class Timer:
    """Looks at deadlines and at the outgoing line.

    Args:
        reminders: knows what is due.
        sender: hands over what waits.
        heartbeat: is told of every round.
        every_seconds: real time between two looks.
    """

    def __init__(
        self, reminders: Reminders, sender: Sender, heartbeat: Heartbeat, every_seconds: float
    ) -> None:
        self._reminders = reminders
        self._sender = sender
        self._heartbeat = heartbeat
        self._every_seconds = every_seconds

    async def remind(self) -> None:
        """Remind for ever."""
        while True:
            await self._reminders.look()
            self._heartbeat.came_round("remind")
            await asyncio.sleep(self._every_seconds)

    async def send(self) -> None:
        """Send for ever; pauses only when nothing was due."""
        while True:
            sent = await self._sender.look()
            self._heartbeat.came_round("send")
            if not sent:
                await asyncio.sleep(self._every_seconds)
