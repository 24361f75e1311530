"""Observations at rest: one document per target and day, keyed by minute. Written by the crawler.

A minute is set, never pushed: a repeat changes nothing, and a day never grows past 1,440 entries.
What a later entry replaces stays beside it, for those who ask what was known before.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Generic, TypeVar

from shared.clock import OFFICE_ZONE, office_date
from shared.contracts.observation import LinkCheck, Listing, Probe
from shared.store.collection import Collection, Document
from shared.store.mapping import changed_fields, from_document

R = TypeVar("R", Probe, Listing)
S = TypeVar("S", Probe, Listing, LinkCheck)
PAGE = 400
"""Days of one target."""
DAY_PAGE = 5_000
"""Targets of one day: every page costs the embedded store a look at what is left of the day."""


class DayReader(Generic[R]):
    """Reads the observations of one kind.

    Args:
        collection: `probes` or `listings`.
        kind: the record that each minute holds.
    """

    def __init__(self, collection: Collection, kind: type[R]) -> None:
        self._days = collection
        self._kind: type[R] = kind

    async def between(
        self, target: str, first: date, last: date, *, known: datetime | None = None
    ) -> list[R]:
        """Return what was observed of one target on these days (Asia/Shanghai), in order.

        Args:
            target: its id.
            first: first day.
            last: last day.
            known: only what was recorded by then, UTC; None for all.
        """
        bounds = {"$gte": day_key(target, first), "$lte": day_key(target, last)}
        documents = await self._days.find({"_id": bounds}, limit=PAGE)
        return [record for document in documents for record in self.records(document, known)]

    async def on_day(self, day: date) -> AsyncIterator[Document]:
        """Walk one day (Asia/Shanghai) of all targets in order of their ids."""
        after = ""
        while page := await self._days.find(
            {"day": day.isoformat(), "_id": {"$gt": after}}, limit=DAY_PAGE
        ):
            for document in page:
                yield document
            if len(page) < DAY_PAGE:
                return
            after = str(page[-1]["_id"])

    def records(self, document: Document, known: datetime | None = None) -> list[R]:
        """Return the observations of one day, in order; see `between`."""
        entries, replaced = document.get("minutes", {}), document.get("replaced", {})
        found = (
            standing(entries[minute], replaced.get(minute), known) for minute in sorted(entries)
        )
        return [from_document(self._kind, one) for one in found if one]


def standing(entry: Document, replaced: Document | None, known: datetime | None) -> Document | None:
    """Return the entry that stood at a moment, UTC: this one, the one it replaced, or none."""
    for one in (entry, replaced):
        if one and (known is None or not one.get("recorded_at") or one["recorded_at"] <= known):
            return one
    return None


def day_changes(
    field: str, place: Callable[[S], str], observations: Iterable[S], replaced: Iterable[S]
) -> dict[str, Document]:
    """Return what is set in the documents of the days, by their ids.

    Args:
        field: of the document, holds the observations.
        place: names where one stands in that field.
        observations: what was seen; of one place the last one stands.
        replaced: what stood in the place of some of them, kept beside them.
    """
    changes: dict[str, Document] = {}
    for one in observations:
        day = office_date(one.at)
        fields = changes.setdefault(
            day_key(one.target, day), {"target": one.target, "day": day.isoformat()}
        )
        fields[f"{field}.{place(one)}"] = changed_fields(one)
    for one in replaced:
        fields = changes[day_key(one.target, office_date(one.at))]
        fields[f"replaced.{place(one)}"] = changed_fields(one)
    return changes


def day_key(target: str, day: date) -> str:
    """Return the id of a target's document of one day, Asia/Shanghai."""
    return f"{target}:{day.isoformat()}"


class DayStore(DayReader[R]):
    """Writes the observations of one kind."""

    async def record(self, observations: Sequence[R], replaced: Iterable[R] = ()) -> None:
        """Store observations in one bulk write; of one minute the last one stands.

        Args:
            observations: what was seen.
            replaced: what stood in the place of some of them, to be kept beside them.
        """
        await self._days.merge(day_changes("minutes", _minute, observations, replaced))


def _minute(record: Probe | Listing) -> str:
    return f"m{record.at.astimezone(OFFICE_ZONE):%H%M}"
