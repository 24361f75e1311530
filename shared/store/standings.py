"""Standings at rest: where each target stands in a quarter, for the next day's assessment.

Written and read by the analyzer; others read `StandingReader.listed`. Everything in a standing can
be computed again from observations and findings.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from pydantic import Field

from shared.contracts.assessment import Verdict
from shared.contracts.base import Contract
from shared.store.collection import Collection, Document, Update
from shared.store.mapping import changed_fields, from_document

PAGE = 1_000


class StandingRecord(Contract):
    """Where one target stands."""

    target: str
    quarter: str
    on: date
    """The last day that was assessed."""
    unit: str = ""
    kind: str = ""
    name: str = ""
    """Of the target, as it was then."""
    verdict: Verdict | None = None
    text: str = ""
    reasons: tuple[str, ...] = ()
    """Items that count against it, as the profile names them."""
    points: float | None = None
    """Total of a portal; None of others."""
    provisional: bool = False
    """Items that are not decided yet could still lower the total."""
    profile: str = ""
    profile_digest: str = ""
    """Of the profile that judged it."""
    assessment: str = ""
    """Id of the last assessment that was stored."""
    revision: int = Field(default=0, ge=0)
    """Of the assessments of day `on`."""
    number: int | None = Field(default=None, ge=0)
    """So much was said of the target in the quarter; None in those of an older version."""
    ledger: Any = None
    """As the analyzer writes it; of no meaning to others."""
    episodes: tuple[tuple[str, date, date], ...] = ()
    """Name, first and last day."""
    due_on: date | None = None
    signature: str = ""
    basis: str = ""
    """By what of registry and profile it was judged last; of no meaning to others."""
    taken: str | None = None
    """The mark whose facts it holds; whoever writes from an older reading is refused."""


class Mark(NamedTuple):
    """What a target is marked with: its facts changed after it was assessed."""

    target: str
    since: date | None = None
    """First day that may be judged otherwise; None: the last one that was assessed."""


class Reading(NamedTuple):
    """What tells whether a standing is still the one that was read."""

    taken: str | None = None
    number: int | None = None


class LateMark(NamedTuple):
    """A mark as it rests."""

    quarter: str
    target: str
    stamp: str
    since: date | None


class StandingReader:
    """Reads standings."""

    def __init__(self, collection: Collection) -> None:
        self._standings = collection

    async def get(self, quarter: str, target: str) -> StandingRecord | None:
        """Return where a target stands, None when it was never assessed in that quarter."""
        document = await self._standings.get(f"{quarter}:{target}")
        return from_document(StandingRecord, document) if document and "on" in document else None

    async def tally(self, quarter: str) -> dict[tuple[str, str], int]:
        """Count the targets of one quarter by kind and verdict."""
        bounds = {"_id": {"$gt": f"{quarter}:", "$lt": f"{quarter};"}, "verdict": {"$gt": ""}}
        counts = await self._standings.tally(("kind", "verdict"), bounds)
        return {(str(kind), str(verdict)): n for (kind, verdict), n in counts.items()}

    async def every(self, quarter: str) -> AsyncIterator[StandingRecord]:
        """Walk the standings of one quarter in order of targets."""
        after = f"{quarter}:"
        while documents := await self._standings.find(
            {"_id": {"$gt": after, "$lt": f"{quarter};"}}, limit=PAGE
        ):
            for document in documents:
                if "on" in document:
                    yield from_document(StandingRecord, document)
            after = str(documents[-1]["_id"])


class StandingStore(StandingReader):
    """Writes standings."""

    async def put(
        self, standings: Mapping[str, StandingRecord], read: Mapping[str, Reading]
    ) -> set[str]:
        """Store standings by `quarter:target`.

        One is left as it stands where a later day is kept, or where somebody has said something
        of the target, or taken late facts in, since it was read. One bulk write, and more only
        for targets that were never stored or were overtaken.

        Args:
            standings: the records.
            read: those that were read, by the same keys.

        Returns:
            The keys that were left.
        """
        rows = {key: changed_fields(one) for key, one in standings.items()}
        updates = [
            Update(key, row, {"on": {"$lte": row["on"]}, **read.get(key, Reading())._asdict()})
            for key, row in rows.items()
        ]
        if await self._standings.update_each(updates) == len(rows):
            return set()
        rest = await self._others(rows)
        new = await self._standings.insert([{"_id": key, **row} for key, row in rest.items()])
        marked = {key: row for key, row in rest.items() if key not in new}
        await self._standings.update_each(
            [Update(key, row, {"on": None}) for key, row in marked.items()]
        )
        return set(await self._others(marked))

    async def _others(self, rows: Mapping[str, Document]) -> dict[str, Document]:
        """Return those of whom something else is kept, or nothing."""
        kept = {one["_id"]: one for one in await self._standings.get_many(list(rows))}
        return {key: row for key, row in rows.items() if not _holds(kept.get(key, {}), row)}

    async def mark_late(self, marks: Mapping[str, Mark], now: datetime) -> None:
        """Mark targets whose facts changed after they were assessed.

        Args:
            marks: by `quarter:target`.
            now: business time; a later mark outlives the work on an earlier one.
        """
        stamp = now.isoformat()
        await self._standings.merge(
            {
                key: {
                    "late": stamp,
                    "late_target": one.target,
                    **({f"late_days.d{one.since.isoformat()}": stamp} if one.since else {}),
                }
                for key, one in marks.items()
            }
        )

    async def late(self, *, limit: int) -> list[LateMark]:
        """Return those that were marked."""
        documents = await self._standings.find({"late": {"$gt": ""}}, limit=limit)
        return [
            LateMark(
                str(one["_id"]).partition(":")[0],
                str(one["late_target"]),
                str(one["late"]),
                min(
                    (date.fromisoformat(day[1:]) for day in one.get("late_days") or {}),
                    default=None,
                ),
            )
            for one in documents
        ]

    async def settle(self, mark: LateMark) -> None:
        """Take a mark off, unless another came meanwhile."""
        await self._standings.update(
            f"{mark.quarter}:{mark.target}",
            {"late": "", "late_days": {}},
            where={"late": mark.stamp},
        )


def _holds(document: Document, row: Document) -> bool:
    """Tell whether a document is what was to be written: that day, those marks, so much said."""
    return all(document.get(name) == row[name] for name in ("on", "taken", "number"))
