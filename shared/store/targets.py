"""Targets at rest. Written by the reporter, read by all."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.life import Life, LifeAction, in_force, life_of
from shared.contracts.target import Target, TargetKind, TargetStatus
from shared.store.collection import Collection, Document
from shared.store.mapping import changed_fields, from_document, to_document

PAGE = 1_000
_BEFORE_RECORDS = datetime(1970, 1, 1, tzinfo=UTC)
"""Recorded time of a target that was stored before lives were kept."""


class History(NamedTuple):
    """What the registry said of one target at any time."""

    target: Target
    """As it is now."""
    at: datetime
    """When it was first recorded, UTC."""
    lives: tuple[Life, ...] = ()
    """All of its life where it changed."""

    def on_day(self, day: date, known: datetime) -> Target | None:
        """Return the target as it stood on a day, by what was recorded by `known`."""
        if self.lives:
            return in_force(self.lives, day, known)
        return self.target if self.at <= known else None

    @property
    def units(self) -> set[str]:
        """Units it belongs to, or did at any time."""
        return {self.target.unit, *(life.target.unit for life in self.lives)}

    @property
    def parents(self) -> set[str]:
        """Websites it is a column of, or was at any time."""
        records = (self.target, *(life.target for life in self.lives))
        return {one.parent for one in records if one.parent}


class TargetReader:
    """Reads targets."""

    def __init__(self, collection: Collection) -> None:
        self._targets = collection

    async def get(self, target: str) -> Target | None:
        """Return one target, or None."""
        document = await self._targets.get(target)
        return from_document(Target, document) if document else None

    async def get_many(self, targets: Sequence[str]) -> dict[str, Target]:
        """Return those of the targets that exist, by id."""
        documents = await self._targets.get_many(targets)
        return {str(document["_id"]): from_document(Target, document) for document in documents}

    async def running_on(self, host: str) -> list[Target]:
        """Return the websites and columns that run on one host, columns first."""
        documents = await self._targets.find(
            {"host": host, "status": TargetStatus.RUNNING.value}, limit=PAGE
        )
        found = [from_document(Target, document) for document in documents]
        return sorted(found, key=lambda target: (target.kind is TargetKind.WEBSITE, target.id))

    async def listed(
        self, *, kind: str = "", unit: str = "", after: str = "", limit: int
    ) -> list[Target]:
        """Return the targets of one kind and unit whose id follows `after`, in order of ids."""
        wanted = {"kind": kind, "unit": unit}
        where = {field: value for field, value in wanted.items() if value}
        documents = await self._targets.find({**where, "_id": {"$gt": after}}, limit=limit)
        return [from_document(Target, document) for document in documents]

    async def page(self, after: str = "", *, limit: int = PAGE) -> list[Target]:
        """Return the targets whose id follows `after`, in order of their ids."""
        documents = await self._targets.find({"_id": {"$gt": after}}, limit=limit)
        return [from_document(Target, document) for document in documents]

    async def tally(self) -> dict[tuple[str, str], int]:
        """Count all targets by kind and status."""
        counts = await self._targets.tally(("kind", "status"), {})
        return {(str(kind), str(status)): n for (kind, status), n in counts.items()}

    async def every(self) -> AsyncIterator[Target]:
        """Walk all targets in order of their ids."""
        after = ""
        while page := await self.page(after):
            for target in page:
                yield target
            after = page[-1].id

    async def lives(self, target: str) -> tuple[Life, ...]:
        """Return the life of one target, in order; empty when it does not exist."""
        document = await self._targets.get(target)
        return _lives(document) if document else ()

    async def every_life(self) -> AsyncIterator[tuple[Life, ...]]:
        """Walk the lives of all targets in order of their ids."""
        after = ""
        while documents := await self._targets.find({"_id": {"$gt": after}}, limit=PAGE):
            for document in documents:
                yield _lives(document)
            after = str(documents[-1]["_id"])

    async def histories(self) -> AsyncIterator[History]:
        """Walk what the registry said of all targets at any time, in order of their ids."""
        after = ""
        while documents := await self._targets.find({"_id": {"$gt": after}}, limit=PAGE):
            for document in documents:
                yield _history(document)
            after = str(documents[-1]["_id"])


class TargetStore(TargetReader):
    """Writes targets; each version stays in `lives`, set in the same write as the change."""

    async def add(self, targets: Sequence[tuple[Target, Event]]) -> set[str]:
        """Store targets that are new, each with its event, in one bulk write.

        Returns:
            The ids that were new.
        """
        return await self._targets.insert(
            [
                _opened(target, life_of(None, target, event.occurred_at), event)
                for target, event in targets
            ]
        )

    async def put(
        self,
        target: Target,
        event: Event,
        *,
        known: Target | None,
        life: Life | None = None,
        audit: Event | None = None,
    ) -> bool:
        """Store a target and its event in one write; tell whether it was this call that did.

        Args:
            target: the new record.
            event: what to relay about it.
            known: the record that `target` follows; None when there is none.
            life: what happened; without it, what the two records say.
            audit: a second event of the same write.
        """
        step = life or life_of(known, target, event.occurred_at)
        events = (event, audit) if audit else (event,)
        if known is None:
            return bool(await self._targets.insert([_opened(target, step, *events)]))
        lives = {f"lives.v{target.version}": changed_fields(step)}
        return await self._targets.update(
            target.id,
            {**changed_fields(target), "host": host_of(target.url), **lives},
            where={"version": known.version},
            pending=outbox.items(*events),
        )


def _opened(target: Target, life: Life, *events: Event) -> Document:
    extra = {
        "host": host_of(target.url),
        "lives": {f"v{target.version}": changed_fields(life)},
        **outbox.fields(*events),
    }
    return to_document(target, target.id, **extra)


def _lives(document: Document) -> tuple[Life, ...]:
    kept = [from_document(Life, entry) for entry in document.get("lives", {}).values()]
    if not kept:
        target = from_document(Target, document)
        return (Life(target=target, action=LifeAction.OPENED, at=_BEFORE_RECORDS),)
    return tuple(sorted(kept, key=lambda life: life.target.version))


def _history(document: Document) -> History:
    """Read a history; most targets have one life only, which their record repeats."""
    lives = document.get("lives") or {}
    at = next(iter(lives.values()))["at"] if lives else _BEFORE_RECORDS
    several = _lives(document) if len(lives) > 1 else ()
    return History(from_document(Target, document), at, several)


def host_of(url: str) -> str:
    """Return host and port of an address in lower case, as runs are grouped by it."""
    return urlsplit(url).netloc.lower()
