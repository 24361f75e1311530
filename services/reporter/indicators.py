"""Which indicators the figures stand on: what judges the last day of a quarter."""

from datetime import date

from shared.commands import Refused
from shared.errors import OutageError
from shared.store.profiles import ProfileReader

PACKAGED = "national-2019"
"""In effect until somebody puts another one into effect."""


class Indicators:
    """Reads what their owner has written down of them; nobody is asked.

    Args:
        profiles: all that was ever in effect.
    """

    def __init__(self, profiles: ProfileReader) -> None:
        self._profiles = profiles

    async def name(self, day: date) -> str:
        """Return the name of the profile that judges a day."""
        judging = await self._profiles.judging(day)
        return judging.name if judging else PACKAGED

    async def version(self, day: date) -> str:
        """Return name and digest of the profile that judges a day.

        Raises:
            OutageError: the analyzer has never written down which there are.
            Refused: none is valid on that day.
        """
        judging = await self._profiles.judging(day)
        if judging:
            return f"{judging.name} {judging.digest_on(day)}"
        if await self._profiles.version(0) is None:
            raise OutageError(
                "which indicators are in effect is not written down yet: start the analyzer once, "
                "see `xuncha status`, then freeze again"
            )
        raise Refused(
            f"no indicators are valid on {day}: put a profile into effect that is, see "
            "`xuncha profile apply`"
        )
