"""Profiles at rest: the files an office has put into effect. Written by the analyzer."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from pydantic import AwareDatetime, Field

from shared import outbox
from shared.contracts.base import Contract, Event
from shared.contracts.deadline import DatedDeadlines, DeadlineClass
from shared.contracts.profile import DatedDigest, closes_at
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

RUNNING = "running"


class Applied(Contract):
    """What is in effect."""

    name: str
    files: dict[str, str] = Field(default_factory=dict)
    """Name of a file → its text; beside the packaged ones."""
    version: int = 0
    """0 is the packaged profile, in effect until somebody applies one."""
    applied_at: AwareDatetime | None = None
    by: str = ""
    cause: str = ""
    deadlines: tuple[DatedDeadlines, ...] = ()
    """In order of days, overlays applied."""
    digests: tuple[DatedDigest, ...] = ()
    """In order of days; empty of one that no analyzer has read since they are kept."""

    def deadlines_on(self, day: date) -> tuple[DeadlineClass, ...]:
        """Return the deadline classes of a day; none where the profile gives none for it."""
        return next((one.classes for one in reversed(self.deadlines) if one.valid_from <= day), ())

    def digest_on(self, day: date) -> str:
        """Return what tells the content of a day from any other; empty where none is valid."""
        return next((one.digest for one in reversed(self.digests) if one.valid_from <= day), "")


class ProfileReader:
    """Reads what is in effect."""

    def __init__(self, collection: Collection) -> None:
        self._profiles = collection

    async def running(self) -> Applied | None:
        """Return what is in effect, None while nobody has applied anything."""
        document = await self._profiles.get(RUNNING)
        return from_document(Applied, _unfolded(document)) if document else None

    async def version(self, number: int) -> Applied | None:
        """Return what was in effect as one version, None when that was never put into effect."""
        running = await self.running()
        if running and running.version == number:
            return running
        document = await self._profiles.get(_past(number))
        return from_document(Applied, _unfolded(document)) if document else None

    async def newest_first(self) -> AsyncIterator[Applied]:
        """Walk all that was ever in effect, the last one first."""
        one = await self.running() or await self.version(0)
        while one:
            yield one
            one = await self.version(one.version - 1)

    async def judging(self, day: date) -> Applied | None:
        """Return what judges a day: applied before the day is assessed, valid on it.

        None while no analyzer has said which contents there are, or none is valid on the day.
        """
        async for one in self.newest_first():
            in_time = one.applied_at is None or one.applied_at <= closes_at(day)
            if in_time and one.digest_on(day):
                return one
        return None


class ProfileStore(ProfileReader):
    """Writes what is in effect."""

    async def apply(self, applied: Applied, *events: Event) -> bool:
        """Store the next version and its events in one write; False when another came first.

        The version before it is set aside first: what a past day was judged by stays.
        """
        folded = applied.model_copy(update={"files": {}})
        rows = [[name, text] for name, text in sorted(applied.files.items())]
        if applied.version == 1:
            document = to_document(folded, RUNNING, rows=rows, **outbox.fields(*events))
            return bool(await self._profiles.insert([document]))
        if before := await self._profiles.get(RUNNING):
            rest = {key: value for key, value in before.items() if key not in _OUTBOX}
            await self._profiles.insert(
                [{**rest, "_id": _past(before["version"]), **outbox.fields()}]
            )
        return await self._profiles.update(
            RUNNING,
            {**changed_fields(folded), "rows": rows},
            where={"version": applied.version - 1},
            pending=outbox.items(*events),
        )

    async def keep_digests(self, applied: Applied) -> None:
        """Store the digests of a version, and the packaged profile where it is new."""
        running = await self._profiles.get(RUNNING)
        here = running is not None and running["version"] == applied.version
        key = RUNNING if here else _past(applied.version)
        if applied.version == 0:
            await self._profiles.insert([to_document(applied, key, rows=[], **outbox.fields())])
        fields = changed_fields(applied)
        await self._profiles.update(
            key,
            {name: fields[name] for name in ("name", "digests")},
            where={"version": applied.version},
        )


_OUTBOX = frozenset({"waiting", "pending"})


def _past(version: int) -> str:
    return f"version:{version}"


def _unfolded(document: dict[str, Any]) -> dict[str, Any]:
    """Names of files hold dots, which no field name may."""
    return {**document, "files": dict(document.get("rows", []))}


def next_of(running: Applied | None, **fields: Any) -> Applied:
    """Return the version after the one in effect."""
    return Applied(version=(running.version if running else 0) + 1, **fields)
