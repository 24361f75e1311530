"""The registry, its units and enquiries as they were known at one moment, for any day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from services.analyzer.domain.assessing.case import Registry
from services.analyzer.domain.assessing.daily import Roster, roster, runs
from shared.clock import office_date
from shared.contracts.enquiry import Enquiry
from shared.contracts.target import Target, TargetKind
from shared.store.enquiries import EnquiryReader
from shared.store.targets import History, TargetReader, host_of
from shared.store.units import UnitReader

_LOOK_BACK = timedelta(days=500)
"""A year before the first day of the quarter that a day lies in, and some."""


class Registers(NamedTuple):
    """The reporter's collections."""

    targets: TargetReader
    units: UnitReader
    enquiries: EnquiryReader


class Registered:
    """What was on record.

    Args:
        histories: of all targets.
        units: id → name.
        enquiries: of the last year before `day`.
        known: what was recorded by then is in it, UTC.
    """

    def __init__(
        self,
        histories: Sequence[History],
        units: dict[str, str],
        enquiries: Sequence[Enquiry],
        known: datetime,
    ) -> None:
        self._histories = histories
        self._units = units
        self._enquiries = enquiries
        self._rosters: dict[date, Roster] = {}
        self.known = known

    @classmethod
    async def read(cls, registers: Registers, day: date, known: datetime) -> "Registered":
        """Read everything once; `day` is the last one that will be asked for."""
        histories = [one async for one in registers.targets.histories()]
        units = {unit.id: unit.name async for unit in registers.units.every_known(known)}
        received = registers.enquiries.received_between(day - _LOOK_BACK, day, known=known)
        return cls(histories, units, [one async for one in received], known)

    def roster(self, day: date) -> Roster:
        """Return all targets that run on a day."""
        if day not in self._rosters:
            targets = self._on(self._histories, day)
            registry = _registry(targets, self._units, day)
            self._rosters[day] = roster(targets, registry, self._enquiries, day, self.known)
        return self._rosters[day]

    def fresh(self, day: date) -> set[str]:
        """Return the targets that nobody had on record before a day: nothing was seen of them."""
        return {one.target.id for one in self._histories if office_date(one.at) >= day}

    def around(self, target: str) -> "Registered":
        """Return the same for one target, whatever was ever a column of it, and its unit's others.

        Those of the same unit tell whose an enquiry is, and which accounts a unit has.
        """
        ids, members = self._index
        ours = [one for one in self.of(target) if one.target.id == target]
        near = {one.target.id: one for one in self.of(target)}
        near |= {key: ids[key] for one in ours for unit in one.units for key in members[unit]}
        found = [near[key] for key in sorted(near)]
        return Registered(found, self._units, self._enquiries, self.known)

    def of(self, target: str) -> list[History]:
        """Return a target and whatever was ever a column of it, in order."""
        ids, members = self._index
        return [ids[key] for key in sorted({target, *members[f"parent {target}"]}) if key in ids]

    @cached_property
    def _index(self) -> tuple[dict[str, History], dict[str, list[str]]]:
        """Find histories by id; ids by unit (columns left out), and by the website they were of."""
        members: dict[str, list[str]] = defaultdict(list)
        for one in self._histories:
            for parent in one.parents:
                members[f"parent {parent}"].append(one.target.id)
            if one.target.kind is not TargetKind.COLUMN:
                for unit in one.units:
                    members[unit].append(one.target.id)
        return {one.target.id: one for one in self._histories}, members

    def small(self, day: date, whole: Roster) -> Roster:
        """Return these targets on a day; which hosts are on record is what `whole` says."""
        targets = self._on(self._histories, day)
        registry = replace(_registry(targets, self._units, day), hosts=whole.registry.hosts)
        return roster(targets, registry, self._enquiries, day, self.known)

    def _on(self, histories: Sequence[History], day: date) -> list[Target]:
        found = (one.on_day(day, self.known) for one in histories)
        return [one for one in found if one]


def _registry(targets: Sequence[Target], units: dict[str, str], day: date) -> Registry:
    twins: dict[tuple[str, str], list[str]] = defaultdict(list)
    for target in targets:
        if target.kind is TargetKind.ACCOUNT and runs(target, day):
            twins[target.unit, target.platform].append(target.id)
    hosts = frozenset(host_of(target.url) for target in targets if target.url)
    return Registry(units, twins, hosts)
