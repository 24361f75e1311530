"""The profiles of this office: the packaged ones, and what somebody has put into effect."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files

import structlog

from services.analyzer.domain.assessing.library import Library
from services.analyzer.domain.rules import RULES
from shared.contracts.profile import Profile, closes_at
from shared.errors import PermanentError
from shared.store.profiles import Applied, ProfileReader, ProfileStore

DEFAULT = "national-2019"
log = structlog.get_logger()


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


async def keep_digests(profiles: ProfileStore) -> None:
    """Write down which content each profile has that ever was in effect, as this release reads it.

    Others name what judges a day by it, and need nobody's answer for that.
    """
    first = Applied(name=DEFAULT, digests=library({}).digests(DEFAULT))
    await profiles.keep_digests(first)
    async for applied in profiles.newest_first():
        if applied.version == 0:
            continue
        try:
            digests = library(applied.files).digests(applied.name)
        except PermanentError as error:
            log.warning("profile.passed_over", profile=applied.name, reason=str(error))
            continue
        await profiles.keep_digests(applied.model_copy(update={"digests": digests}))


class Schemes:
    """Says which profile is in effect.

    Args:
        profiles: what somebody has put into effect.
    """

    def __init__(self, profiles: ProfileReader) -> None:
        self._profiles = profiles
        self._libraries: dict[int, Library] = {0: library({})}
        self._found: dict[tuple[int, date], Profile] = {}

    async def applied(self) -> Applied | None:
        """Return what is in effect, None while the packaged default is."""
        return await self._profiles.running()

    async def current(self) -> tuple[Library, str]:
        """Return the profiles in effect and the name of the running one."""
        running = await self._profiles.running()
        return (self._library(running), running.name) if running else (self._libraries[0], DEFAULT)

    async def on(self, day: date) -> Profile:
        """Return the profile that judges a day: applied before the day is assessed, valid on it.

        One that is not valid on the day leaves it to the one before; what judged a past day judges
        it for ever.

        Raises:
            PermanentError: none is valid on that day.
        """
        async for applied in self._profiles.newest_first():
            if applied.applied_at is None or applied.applied_at <= closes_at(day):
                try:
                    return self._profile(applied.version, self._library(applied), applied.name, day)
                except PermanentError as error:
                    log.warning("profile.passed_over", profile=applied.name, reason=str(error))
        return self._profile(0, self._libraries[0], DEFAULT, day)

    async def around(self, before: date, day: date) -> Profile:
        """Return the profile of an earlier day; where none was valid yet, that of `day`."""
        try:
            return await self.on(before)
        except PermanentError:
            return await self.on(day)

    def _library(self, applied: Applied) -> Library:
        if applied.version not in self._libraries:
            self._libraries[applied.version] = library(applied.files)
        return self._libraries[applied.version]

    def _profile(self, version: int, known: Library, name: str, day: date) -> Profile:
        """Return a profile; days of one stretch share one, and what was worked out of it."""
        since = max((turn for turn in known.turns() if turn <= day), default=date.min)
        key = (version, since)
        if key not in self._found:
            self._found[key] = known.profile(name, day)
        return self._found[key]
