"""Link checks at rest: one document per target and day, the last check of each link in it.

Written by the crawler. A link is set, never pushed: a repeat changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from shared.contracts.base import identity
from shared.contracts.observation import LinkCheck
from shared.store.collection import Collection, Document
from shared.store.days import day_changes, day_key, standing
from shared.store.mapping import from_document

PAGE = 400


class LinkReader:
    """Reads link checks."""

    def __init__(self, collection: Collection) -> None:
        self._days = collection

    async def between(
        self, target: str, first: date, last: date, *, known: datetime | None = None
    ) -> list[LinkCheck]:
        """Return the last check of each link on each of these days (Asia/Shanghai), in order.

        Args:
            target: its id.
            first: first day.
            last: last day.
            known: only what was recorded by then, UTC; None for all.
        """
        bounds = {"$gte": day_key(target, first), "$lte": day_key(target, last)}
        documents = await self._days.find({"_id": bounds}, limit=PAGE)
        found = [check for document in documents for check in _checks(document, known)]
        return sorted(found, key=lambda check: (check.at, check.url))

    async def on_day(
        self, day: date, *, after: str = "", known: datetime | None = None
    ) -> dict[str, list[LinkCheck]]:
        """Return the last check of each link of all targets on one day, a page at a time.

        Args:
            day: Asia/Shanghai.
            after: the last target of the page before.
            known: only what was recorded by then, UTC; None for all.
        """
        beyond = day_key(after, day) if after else ""
        where = {"day": day.isoformat(), "_id": {"$gt": beyond}}
        documents = await self._days.find(where, limit=PAGE)
        return {str(document["target"]): _checks(document, known) for document in documents}


class LinkStore(LinkReader):
    """Writes link checks."""

    async def record(self, checks: Sequence[LinkCheck], replaced: Iterable[LinkCheck] = ()) -> None:
        """Store checks in one bulk write; of one link and day the last one of `checks` stands.

        Args:
            checks: what was seen.
            replaced: what stood in the place of some of them, to be kept beside them.
        """
        await self._days.merge(day_changes("links", _link, checks, replaced))


def _checks(document: Document, known: datetime | None) -> list[LinkCheck]:
    entries, replaced = document.get("links", {}), document.get("replaced", {})
    found = (standing(entries[name], replaced.get(name), known) for name in entries)
    return [from_document(LinkCheck, one) for one in found if one]


def _link(check: LinkCheck) -> str:
    return f"l{identity('link', check.url)}"
