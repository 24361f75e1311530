"""Where each target stands between two days: written after its assessments, read before the next.

Nothing here is a fact: what cannot be read any more is replayed from the observations.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from services.analyzer.domain.assessing.daily import Standing
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.episodes import Episode
from services.analyzer.domain.assessing.ledger import Ledger, begin
from shared.contracts.assessment import Assessment, Verdict
from shared.contracts.profile import Profile
from shared.contracts.target import Target
from shared.store.standings import StandingRecord, StandingStore

_LEDGERS: TypeAdapter[Ledger] = TypeAdapter(Ledger)
CHUNK = 500


class Kept(NamedTuple):
    """A standing with what was said about it last."""

    standing: Standing
    signature: str = ""
    last: str = ""
    """Id of the last stored assessment."""
    on: date | None = None
    """Its day."""
    revision: int = 0
    assessment: Assessment | None = None
    record: StandingRecord | None = None


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

    async def verdict(self, quarter: Quarter, target: str) -> Verdict | None:
        """Return the last verdict of a target in a quarter."""
        record = await self._store.get(str(quarter), target)
        return record.verdict if record else None

    async def of_quarter(self, quarter: Quarter, _profile: Profile) -> dict[str, Kept]:
        """Return where all targets stand; a new quarter begins from the end of the one before."""
        found = {one.target: _read(one) async for one in self._store.every(str(quarter))}
        if found:
            return found
        before = self._store.every(str(quarter.previous))
        return {one.target: empty(_read(one).standing) async for one in before}

    async def put(
        self, quarter: Quarter, kept: Mapping[str, Kept], targets: Mapping[str, Target]
    ) -> None:
        """Store where some targets stand."""
        rows = {
            f"{quarter}:{key}": _written(str(quarter), targets[key], one)
            for key, one in kept.items()
        }
        keys = sorted(rows)
        for start in range(0, len(keys), CHUNK):
            await self._store.put({key: rows[key] for key in keys[start : start + CHUNK]})

    async def mark(self, quarter: Quarter, targets: Iterable[str], now: datetime) -> None:
        """Have some targets assessed again as of their last day."""
        if marks := {f"{quarter}:{target}": target for target in targets}:
            await self._store.mark_late(marks, now)


def _read(record: StandingRecord) -> Kept:
    try:
        ledger = _LEDGERS.validate_python(record.ledger)
    except ValidationError:
        ledger = begin(record.on)
    standing = Standing(
        ledger,
        {name: Episode(first, last) for name, first, last in record.episodes},
        record.due_on,
    )
    said = record.assessment.rpartition(":")[0].rpartition(":")[2]
    on = date.fromisoformat(said) if said else None
    return Kept(standing, record.signature, record.assessment, on, record.revision, record=record)


def _written(quarter: str, target: Target, kept: Kept) -> StandingRecord:
    said, before = kept.assessment, kept.record
    return StandingRecord(
        target=target.id,
        quarter=quarter,
        on=kept.standing.ledger.on,
        unit=target.unit,
        kind=target.kind.value,
        name=target.name,
        verdict=said.verdict if said else before and before.verdict,
        text=said.text if said else (before.text if before else ""),
        points=_total(said) if said else before and before.points,
        assessment=kept.last,
        revision=kept.revision,
        ledger=_LEDGERS.dump_python(kept.standing.ledger, mode="json"),
        episodes=tuple((name, one.start, one.last) for name, one in kept.standing.episodes.items()),
        due_on=kept.standing.due_on,
        signature=kept.signature,
    )


def _total(said: Assessment) -> float | None:
    return said.points.total if said.points else None
