"""Where each target stands between two days: written after its assessments, read before the next.

Nothing here is a fact: what cannot be read any more is replayed from the observations.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from services.analyzer.domain.assessing.daily import Standing, signature
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.episodes import Episode
from services.analyzer.domain.assessing.ledger import Ledger, begin
from shared.contracts.assessment import Assessment
from shared.contracts.target import Target
from shared.store.standings import Mark, Reading, StandingRecord, StandingStore

_LEDGERS: TypeAdapter[Ledger] = TypeAdapter(Ledger)
CHUNK = 500


class Last(NamedTuple):
    """What stands of a target in a quarter: the assessment of the latest day, without reasons."""

    id: str = ""
    on: date | None = None
    revision: int = 0
    signature: str = ""
    number: int | None = 0
    """So much was said of it in the quarter; None in what an older version has kept."""

    @classmethod
    def of(cls, said: Assessment, number: int) -> "Last":
        """Take what is said, and how much that makes."""
        return cls(said.id, said.on, said.revision, signature(said), number)


class Kept(NamedTuple):
    """A standing with what was said about it last."""

    standing: Standing
    last: Last = Last()
    assessment: Assessment | None = None
    record: StandingRecord | None = None
    taken: str | None = None
    """The mark whose facts it holds."""


def empty(standing: Standing) -> Kept:
    """Return what is kept of a target that was never assessed."""
    return Kept(standing)


class Standings:
    """Keeps standings.

    Args:
        store: the collection.
    """

    def __init__(self, store: StandingStore) -> None:
        self._store = store

    async def get(self, quarter: Quarter, target: str) -> Kept | None:
        """Return where one target stands, None when it was not assessed in that quarter."""
        record = await self._store.get(str(quarter), target)
        return _read(record) if record else None

    async def of_quarter(self, quarter: Quarter) -> dict[str, Kept]:
        """Return where all targets stand; a new quarter begins from the end of the one before."""
        found = {one.target: _read(one) async for one in self._store.every(str(quarter))}
        if found and all(one.standing.ledger.on > quarter.first for one in found.values()):
            return found
        before = self._store.every(str(quarter.previous))
        return {one.target: empty(_read(one).standing) async for one in before} | found

    async def mark(
        self,
        quarter: Quarter,
        targets: Collection[str],
        now: datetime,
        since: date | None = None,
    ) -> None:
        """Have targets assessed again, from a day on; without one, as of their last day."""
        marks = {f"{quarter}:{target}": Mark(target, since) for target in targets}
        await self._store.mark_late(marks, now)

    async def put(
        self, quarter: Quarter, kept: Mapping[str, Kept], targets: Mapping[str, Target]
    ) -> set[str]:
        """Store where some targets stand.

        Returns:
            Those that were left as they stand: of a later day, or written since they were read.
        """
        rows = {
            f"{quarter}:{key}": _written(str(quarter), targets[key], one)
            for key, one in kept.items()
        }
        keys = sorted(rows)
        read = {
            f"{quarter}:{key}": Reading(one.record.taken, one.record.number)
            for key, one in kept.items()
            if one.record
        }
        left = set[str]()
        for start in range(0, len(keys), CHUNK):
            left |= await self._store.put(
                {key: rows[key] for key in keys[start : start + CHUNK]}, read
            )
        return {rows[key].target for key in left}


def _read(record: StandingRecord) -> Kept:
    try:
        ledger = _LEDGERS.validate_python(record.ledger)
    except ValidationError:
        ledger = begin(record.on)
    standing = Standing(
        ledger,
        {name: Episode(first, last) for name, first, last in record.episodes},
        record.due_on,
        record.basis,
    )
    day = record.assessment.rpartition(":")[0].rpartition(":")[2]
    on = date.fromisoformat(day) if day else None
    last = Last(record.assessment, on, record.revision, record.signature, record.number)
    return Kept(standing, last, record=record, taken=record.taken)


def _written(quarter: str, target: Target, kept: Kept) -> StandingRecord:
    said = kept.assessment
    old = kept.record or StandingRecord(
        target=target.id, quarter=quarter, on=kept.standing.ledger.on
    )
    return StandingRecord(
        target=target.id,
        quarter=quarter,
        on=kept.standing.ledger.on,
        unit=target.unit,
        kind=target.kind.value,
        name=target.name,
        verdict=said.verdict if said else old.verdict,
        text=said.text if said else old.text,
        reasons=tuple(one.item for one in said.reasons if one.counts) if said else old.reasons,
        points=_total(said) if said else old.points,
        provisional=bool(said.points and said.points.provisional) if said else old.provisional,
        profile=said.profile if said else old.profile,
        profile_digest=said.profile_digest if said else old.profile_digest,
        assessment=kept.last.id,
        revision=kept.last.revision,
        number=kept.last.number,
        ledger=_LEDGERS.dump_python(kept.standing.ledger, mode="json"),
        episodes=tuple((name, one.start, one.last) for name, one in kept.standing.episodes.items()),
        due_on=kept.standing.due_on,
        basis=kept.standing.basis,
        taken=kept.taken,
        signature=kept.last.signature,
    )


def _total(said: Assessment) -> float | None:
    return said.points.total if said.points else None
