"""The registry: units and targets as files bring them, and as people look at them."""

from collections.abc import Sequence
from typing import Any

from services.reporter.domain.registry_rows import read_target, read_unit
from shared.clock import Clock
from shared.commands import NotFound
from shared.contracts.command import ListQuery, ShowQuery
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


def unit_files(units: UnitStore, clock: Clock) -> Upserts:
    """Return the kind of file that holds units."""

    def event(unit: Unit) -> UnitRegistered:
        return UnitRegistered(unit=unit, occurred_at=clock.now())

    return Upserts(UNITS, read_unit, units, event)


def target_files(targets: TargetStore, units: UnitReader, clock: Clock) -> Upserts:
    """Return the kind of file that holds targets."""

    def event(target: Target) -> TargetRegistered:
        return TargetRegistered(target=target, occurred_at=clock.now())

    async def refusals(entries: Sequence[Entry], batch: Batch) -> list[Fault]:
        faults = await unknown_units(entries, batch, units)
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
