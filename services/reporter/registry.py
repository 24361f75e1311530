"""The registry: units and targets as files bring them, and as people look at them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any

from services.reporter.asking import known_by, read_day
from services.reporter.domain.registry_rows import read_target, read_unit
from shared.clock import Clock
from shared.commands import NotFound
from shared.contracts.command import ListQuery, ShowQuery
from shared.contracts.life import in_force
from shared.contracts.registry_command import ShowTarget
from shared.contracts.target import Target, TargetKind, TargetRegistered
from shared.contracts.unit import Unit, UnitRegistered
from shared.intake.columns.registry import TARGETS, UNITS
from shared.intake.kind import Batch, Entry
from shared.intake.lookup import found_of
from shared.intake.upserts import Upserts
from shared.store.targets import TargetReader, TargetStore
from shared.store.units import UnitReader, UnitStore
from shared.tables.model import Fault

UNIT = "unit"


def unit_files(units: UnitStore, clock: Clock, *, guarded: bool = False) -> Upserts:
    """Return the kind of file that holds units.

    Args:
        units: where they rest.
        clock: business time.
        guarded: a known contact changes by an approved proposal only.
    """

    def event(unit: Unit) -> UnitRegistered:
        return UnitRegistered(unit=unit, occurred_at=clock.now())

    async def refusals(entries: Sequence[Entry], _batch: Batch) -> list[Fault]:
        return await _guarded(entries, units.get_many, ("channels",)) if guarded else []

    return Upserts(UNITS, read_unit, units, event, refusals)


def target_files(
    targets: TargetStore, units: UnitReader, clock: Clock, *, guarded: bool = False
) -> Upserts:
    """Return the kind of file that holds targets.

    Args:
        targets: where they rest.
        units: the registry's.
        clock: business time.
        guarded: a known host changes by an approved proposal only.
    """

    def event(target: Target) -> TargetRegistered:
        return TargetRegistered(target=target, occurred_at=clock.now())

    async def refusals(entries: Sequence[Entry], batch: Batch) -> list[Fault]:
        faults = await unknown_units(entries, batch, units)
        if guarded:
            faults += await _guarded(entries, targets.get_many, ("unit", "url", "subject_name"))
        return faults + await _wrong_parents(entries, targets)

    return Upserts(TARGETS, read_target, targets, event, refusals)


async def unknown_units(
    entries: Sequence[Entry], batch: Batch, units: UnitReader, *, column: str = "unit"
) -> list[Fault]:
    """Find rows whose unit is neither on the registry nor among the good units of the file."""
    named = {getattr(entry.record, column) for entry in entries} - {""}
    known = set(batch.get(UNITS.kind, ())) | set(await found_of(units.get_many, named))
    reason = "is no unit on the registry: import the units first, or correct the id"
    return [
        entry.fault(column, unit, reason)
        for entry in entries
        if (unit := getattr(entry.record, column)) and unit not in known
    ]


async def unknown_targets(entries: Sequence[Entry], targets: TargetReader) -> list[Fault]:
    """Find rows whose target is not on the registry."""
    named = {entry.record.target for entry in entries} - {""}
    known = await found_of(targets.get_many, named)
    reason = "is no target on the registry: import the targets first, or correct the id"
    return [
        entry.fault("target", entry.record.target, reason)
        for entry in entries
        if entry.record.target and entry.record.target not in known
    ]


async def _guarded(
    entries: Sequence[Entry],
    get_many: Callable[[list[str]], Awaitable[Mapping[str, Any]]],
    fields: Sequence[str],
) -> list[Fault]:
    """Find rows that change what only an approved proposal may; filling in what is empty may."""
    known = await found_of(get_many, (entry.key for entry in entries))
    reason = "differs from the registry: a contact or host changes by `xuncha registry propose`"
    return [
        entry.fault(field.removesuffix("_name"), str(getattr(entry.record, field)), reason)
        for entry in entries
        if entry.key in known
        for field in fields
        if getattr(known[entry.key], field)
        and getattr(known[entry.key], field) != getattr(entry.record, field)
    ]


async def _wrong_parents(entries: Sequence[Entry], targets: TargetReader) -> list[Fault]:
    """Find columns whose parent is no website."""
    kinds = {entry.key: entry.record.kind for entry in entries}
    parents = {entry.record.parent for entry in entries} - {"", *kinds}
    stored = await found_of(targets.get_many, parents)
    kinds |= {key: target.kind for key, target in stored.items()}
    reason = "is no website on the registry: a column belongs to a website"
    return [
        entry.fault("parent", entry.record.parent, reason)
        for entry in entries
        if entry.record.parent and kinds.get(entry.record.parent) is not TargetKind.WEBSITE
    ]


class Registry:
    """Answers questions about the registry.

    Args:
        units: the units.
        targets: the targets.
    """

    def __init__(self, units: UnitReader, targets: TargetReader) -> None:
        self._units = units
        self._targets = targets

    async def listed(self, query: ListQuery) -> Sequence[Unit | Target]:
        """Return units (state `unit`) or targets (state empty, or their kind) in order of ids.

        Those whose id follows `query.target`: the last one of the page before.
        """
        if query.state == UNIT:
            if query.unit:
                return list((await self._units.get_many([query.unit])).values())
            return await self._units.page(query.target, limit=query.limit)
        return await self._targets.listed(
            kind=query.state, unit=query.unit, after=query.target, limit=query.limit
        )

    async def lived(self, query: ShowTarget) -> dict[str, Any]:
        """Return a target as it stood on a day, as it was known on another, and its whole life.

        Raises:
            NotFound: there is no such target.
        """
        lives = await self._targets.lives(query.id)
        if not lives:
            raise NotFound(f"no target {query.id}; see `xuncha registry list`")
        day = read_day(query.on, "on") if query.on else date.max
        standing = in_force(lives, day, known_by(query.known_on))
        return {
            "target": standing.model_dump(mode="json") if standing else None,
            "life": [life.model_dump(mode="json") for life in lives],
        }

    async def shown(self, query: ShowQuery) -> dict[str, Any]:
        """Return one target with its unit."""
        target = await self._targets.get(query.id)
        if target is None:
            raise NotFound(f"no target {query.id}; see `xuncha registry list`")
        unit = await self._units.get(target.unit)
        return {
            **target.model_dump(mode="json"),
            "responsible": unit.model_dump(mode="json") if unit else None,
        }
