"""Kinds that are kept whole: one versioned record for each row, put when it differs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from shared.contracts.base import Contract, Event
from shared.intake.cells import Cells
from shared.intake.kind import Batch, Entry, Step, Verb
from shared.intake.lookup import found_of
from shared.tables.model import Fault, Schema

R = TypeVar("R", bound=Contract)


class Kept(Protocol[R]):
    """The store of versioned records."""

    async def get_many(self, keys: Sequence[str], /) -> Mapping[str, R]:
        """Return those that exist, by id."""
        ...

    async def add(self, records: Sequence[tuple[R, Any]], /) -> set[str]:
        """Store records that are new, each with its event; return the ids that were new."""
        ...

    async def put(self, record: R, event: Any, /, *, known: R | None) -> bool:
        """Store a record that follows `known`, with its event; False when another came first."""
        ...


Refusals = Callable[[Sequence[Entry], Batch], Awaitable[list[Fault]]]


async def no_refusals(_entries: Sequence[Entry], _batch: Batch) -> list[Fault]:
    """Find nothing wrong."""
    return []


class Upserts:
    """A kind of file whose rows are whole records.

    Args:
        schema: its columns.
        read: one row into key and record.
        store: where the records rest.
        event: what to publish about a record, if anything.
        refusals: what is wrong with rows that are good by themselves.
    """

    def __init__(
        self,
        schema: Schema,
        read: Callable[[Cells], tuple[str, Any]],
        store: Kept[Any],
        event: Callable[[Any], Event | None],
        refusals: Refusals = no_refusals,
    ) -> None:
        self.schema = schema
        self._read = read
        self._refusals = refusals
        self._store = store
        self._event = event

    def read(self, cells: Cells) -> tuple[str, Any]:
        """See `Kind.read`."""
        return self._read(cells)

    async def refusals(self, entries: Sequence[Entry], batch: Batch) -> list[Fault]:
        """See `Kind.refusals`."""
        return await self._refusals(entries, batch)

    async def plan(self, entries: Sequence[Entry]) -> list[Step]:
        """See `Kind.plan`."""
        known = await found_of(self._store.get_many, (entry.key for entry in entries))
        return [step_of(entry, known.get(entry.key)) for entry in entries]

    async def apply(self, steps: Sequence[Step]) -> list[Entry]:
        """See `Kind.apply`: a record and its event are one write; what is new goes in bulk."""
        opening = [step.entry for step in steps if step.known is None]
        records = [entry.record.model_copy(update={"version": 1}) for entry in opening]
        added = await self._store.add([(record, self._event(record)) for record in records])
        refused = [
            entry for entry, record in zip(opening, records, strict=True) if record.id not in added
        ]
        for step in steps:
            if step.known is None:
                continue
            record = step.entry.record.model_copy(update={"version": step.known.version + 1})
            if not await self._store.put(record, self._event(record), known=step.known):
                refused.append(step.entry)
        return refused


def step_of(entry: Entry, known: Contract | None) -> Step:
    """Say what a row does to the record that stands, None where there is none."""
    if known is None:
        return Step(entry, Verb.NEW)
    fields = differences(known, entry.record)
    return Step(entry, Verb.CHANGED if fields else Verb.UNCHANGED, fields, known)


def differences(old: Contract, new: Contract) -> dict[str, tuple[Any, Any]]:
    """Compare two records field by field, their versions aside; values as they travel."""
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    return {
        name: (before.get(name), value)
        for name, value in after.items()
        if name != "version" and before.get(name) != value
    }
