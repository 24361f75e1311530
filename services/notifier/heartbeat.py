"""A sign of life to a watcher outside: who hears nothing for a while raises the alarm himself."""

import asyncio
from time import monotonic

import structlog

from shared.egress.body import Caps
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused, FetchFailed

PATIENCE_SECONDS = 120.0
"""A loop that has not come round for so long is not alive."""
_CAPS = Caps(wire_bytes=16_384, decoded_bytes=16_384)
_FINE = 300

log = structlog.get_logger()


class Heartbeat:
    """Calls a web address while the notifier's loops come round.

    Args:
        egress: the way out.
        url: of the watcher; empty calls nobody.
        every_seconds: real time between two calls.
    """

    def __init__(self, egress: Egress, url: str, every_seconds: float = 60.0) -> None:
        self._egress = egress
        self._url = url
        self._every_seconds = every_seconds
        self._round: dict[str, float] = {}

    def came_round(self, loop: str) -> None:
        """Note that a loop has done its work once more."""
        self._round[loop] = monotonic()

    async def beat(self) -> bool:
        """Call once, if every loop is alive; tell whether the watcher has heard it."""
        now = monotonic()
        late = [loop for loop, at in self._round.items() if now - at > PATIENCE_SECONDS]
        if not self._url or not self._round or late:
            return False
        try:
            answer = await self._egress.fetch(self._url, caps=_CAPS, max_redirects=2)
        except (EgressRefused, FetchFailed) as error:
            log.warning("heartbeat.unheard", reason=str(error))
            return False
        return answer.status < _FINE

    async def run(self) -> None:
        """Call for ever."""
        while True:
            await self.beat()
            await asyncio.sleep(self._every_seconds)
