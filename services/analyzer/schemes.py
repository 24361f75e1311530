"""The profiles of this office: the packaged ones, and what somebody has put into effect."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from services.analyzer.domain.assessing.library import Library
from services.analyzer.domain.rules import RULES
from shared.contracts.profile import Profile
from shared.store.profiles import Applied, ProfileReader

DEFAULT = "national-2019"


def packaged() -> dict[str, str]:
    """Read the packaged profiles: name of a file → its text."""
    folder = files("services.analyzer") / "profiles"
    found = sorted(folder.iterdir(), key=lambda one: one.name)
    return {one.name: one.read_text("utf-8") for one in found if one.name.endswith(".yaml")}


def library(own: Mapping[str, str]) -> Library:
    """Read the packaged profiles and an office's own; a file of the same name replaces one.

    Raises:
        ProfileError: something is wrong with any of them.
    """
    return Library({**packaged(), **own}, RULES)


class Schemes:
    """Says which profile is in effect.

    Args:
        profiles: what somebody has put into effect.
    """

    def __init__(self, profiles: ProfileReader) -> None:
        self._profiles = profiles
        self._known: tuple[int, Library, str] = (0, library({}), DEFAULT)

    async def applied(self) -> Applied | None:
        """Return what is in effect, None while the packaged default is."""
        return await self._profiles.running()

    async def current(self) -> tuple[Library, str]:
        """Return the profiles in effect and the name of the running one."""
        running = await self._profiles.running()
        if running and running.version != self._known[0]:
            self._known = (running.version, library(running.files), running.name)
        return self._known[1], self._known[2]

    async def on(self, day: date) -> Profile:
        """Return the running profile as it is on a day.

        Raises:
            PermanentError: it is not valid on that day.
        """
        known, name = await self.current()
        return known.profile(name, day)
