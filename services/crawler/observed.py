"""Observations that were made elsewhere, as files bring them.

Published before they are stored: what is stored is unchanged for the next import, so a crash
between the two repeats an event under its id and never loses one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from services.crawler.domain.rows import Observation, Observed, read_observation
from shared.clock import Clock, office_date
from shared.contracts.base import Event
from shared.contracts.observation import (
    LinkCheck,
    LinkObserved,
    Listing,
    ListingObserved,
    Probe,
    ProbeObserved,
    minute_of,
)
from shared.contracts.target import TargetKind
from shared.intake.cells import Cells
from shared.intake.columns.observed import OBSERVATIONS
from shared.intake.kind import Batch, Entry, Step, Verb
from shared.intake.lookup import found_of
from shared.intake.upserts import differences
from shared.publisher import Publisher
from shared.store.days import DayStore
from shared.store.links import LinkStore
from shared.store.targets import TargetReader
from shared.tables.model import Fault

_KINDS_OF: Mapping[str, frozenset[TargetKind]] = {
    "probe": frozenset({TargetKind.WEBSITE}),
    "listing": frozenset({TargetKind.WEBSITE, TargetKind.COLUMN}),
    "link": frozenset({TargetKind.WEBSITE, TargetKind.COLUMN}),
    "post": frozenset({TargetKind.ACCOUNT}),
}
Seen = TypeVar("Seen", Probe, Listing, LinkCheck)
UNKNOWN_TARGET = "is no target on the registry: import the targets first, or correct the id"


class Shelves(NamedTuple):
    """Where observations rest."""

    probes: DayStore[Probe]
    listings: DayStore[Listing]
    links: LinkStore


class ObservationFiles:
    """The kind of file that holds observations.

    Args:
        shelves: where observations rest.
        targets: the registry.
        publisher: of the service.
        clock: business time.
    """

    schema = OBSERVATIONS

    def __init__(
        self, shelves: Shelves, targets: TargetReader, publisher: Publisher, clock: Clock
    ) -> None:
        self._shelves = shelves
        self._targets = targets
        self._publisher = publisher
        self._clock = clock

    def read(self, cells: Cells) -> tuple[str, Any]:
        """See `Kind.read`."""
        return read_observation(cells)

    async def refusals(self, entries: Sequence[Entry], _batch: Batch) -> list[Fault]:
        """See `Kind.refusals`: a known target of the right kind, and no time to come."""
        targets = await found_of(self._targets.get_many, (one.record.target for one in entries))
        kinds = {key: target.kind for key, target in targets.items()}
        now = self._clock.now()
        return [found for entry in entries if (found := _refusal(entry, kinds, now))]

    async def plan(self, entries: Sequence[Entry]) -> list[Step]:
        """See `Kind.plan`."""
        days: dict[tuple[str, type[Observation]], list[date]] = {}
        for entry in entries:
            record = entry.record.record
            days.setdefault((record.target, type(record)), []).append(office_date(record.at))
        known: dict[tuple[Any, ...], Observation] = {}
        for (target, kind), seen in days.items():
            for record in await self._stored(kind, target, min(seen), max(seen)):
                known[_place(record)] = record
        return [_step(entry, known.get(_place(entry.record.record))) for entry in entries]

    async def apply(self, steps: Sequence[Step]) -> list[Entry]:
        """See `Kind.apply`: publish all, then store all."""
        now = self._clock.now()
        records: list[Observation] = [
            step.entry.record.record.model_copy(update={"recorded_at": now}) for step in steps
        ]
        await self._publisher.publish_all(_event(record, now) for record in records)
        shelves = self._shelves
        before = [step.known for step in steps if step.known]
        await shelves.probes.record(_of(Probe, records), _of(Probe, before))
        await shelves.listings.record(_of(Listing, records), _of(Listing, before))
        await shelves.links.record(_of(LinkCheck, records), _of(LinkCheck, before))
        return []

    async def _stored(
        self, kind: type[Observation], target: str, first: date, last: date
    ) -> Sequence[Observation]:
        if kind is Probe:
            return await self._shelves.probes.between(target, first, last)
        if kind is Listing:
            return await self._shelves.listings.between(target, first, last)
        return await self._shelves.links.between(target, first, last)


def _of(kind: type[Seen], records: Sequence[Observation]) -> list[Seen]:
    return [one for one in records if isinstance(one, kind)]


def _refusal(entry: Entry, kinds: Mapping[str, TargetKind], now: datetime) -> Fault | None:
    seen: Observed = entry.record
    kind = kinds.get(seen.target)
    if kind is None:
        return entry.fault("target", seen.target, UNKNOWN_TARGET)
    if kind not in _KINDS_OF[seen.kind]:
        right = " or ".join(sorted(_KINDS_OF[seen.kind]))
        return entry.fault("kind", seen.kind, f"is for a {right}, and the target is a {kind}")
    if seen.record.at > now:
        reason = "lies in the future: correct it"
        return entry.fault("at", seen.record.at.isoformat(), reason)
    return None


def _place(record: Observation) -> tuple[Any, ...]:
    """Name what only one observation can hold: a minute, or a link and a day."""
    if isinstance(record, LinkCheck):
        return (LinkCheck, record.target, record.url, office_date(record.at))
    return (type(record), record.target, minute_of(record.at))


def _step(entry: Entry, known: Observation | None) -> Step:
    if known is None:
        return Step(entry, Verb.NEW)
    seen = known.model_copy(update={"recorded_at": None})
    fields = differences(seen, entry.record.record)
    return Step(entry, Verb.CHANGED if fields else Verb.UNCHANGED, fields, known=known)


def _event(record: Observation, now: datetime) -> Event:
    if isinstance(record, Probe):
        return ProbeObserved(probe=record, occurred_at=now)
    if isinstance(record, Listing):
        return ListingObserved(listing=record, occurred_at=now)
    return LinkObserved(link=record, occurred_at=now)
