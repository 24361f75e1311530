"""Which indicators the figures stand on: the profile in effect, by name and content."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from shared.commands import Refused, ask, new_request
from shared.contracts.assessment_command import ProfileFiles
from shared.errors import OutageError
from shared.store.profiles import ProfileReader

PACKAGED = "national-2019"
"""In effect until somebody puts another one into effect."""
ACTOR = "reporter"


class Indicators:
    """Asks about profiles; their owner alone reads their content.

    Args:
        profiles: what somebody has put into effect.
        connect: returns the connection to the broker.
    """

    def __init__(self, profiles: ProfileReader, connect: Callable[[], Awaitable[Any]]) -> None:
        self._profiles = profiles
        self._connect = connect

    async def name(self) -> str:
        """Return the name of the profile in effect."""
        running = await self._profiles.running()
        return running.name if running else PACKAGED

    async def version(self, day: date) -> str:
        """Return name and digest of the profile in effect, as it is on a day.

        Raises:
            OutageError: its owner does not answer; try again.
            Refused: it is not valid on that day.
        """
        command = ProfileFiles(request=new_request(), actor=ACTOR, day=day.isoformat())
        result = await ask(await self._connect(), "profile.check", command)
        if result.ok:
            return f"{result.data['name']} {result.data['digest']}"
        if result.code == "refused":
            raise Refused(result.message)
        raise OutageError(f"the version of the indicators is not known: {result.message}")
