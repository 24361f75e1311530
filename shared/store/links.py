"""Link checks at rest: one document per target and day, the last check of each link in it.

Written by the crawler. A link is set, never pushed: a repeat changes nothing.
"""

from collections.abc import Sequence
from datetime import date

from shared.clock import office_date
from shared.contracts.base import identity
from shared.contracts.observation import LinkCheck
from shared.store.collection import Collection, Document
from shared.store.mapping import changed_fields, from_document

PAGE = 400


class LinkReader:
    """Reads link checks."""

    def __init__(self, collection: Collection) -> None:
        self._days = collection

    async def between(self, target: str, first: date, last: date) -> list[LinkCheck]:
        """Return the last check of each link on each of these days (Asia/Shanghai), in order."""
        bounds = {"$gte": _key(target, first), "$lte": _key(target, last)}
        documents = await self._days.find({"_id": bounds}, limit=PAGE)
        found = [
            from_document(LinkCheck, check)
            for document in documents
            for check in document.get("links", {}).values()
        ]
        return sorted(found, key=lambda check: (check.at, check.url))

    async def on_day(self, day: date, *, after: str = "") -> dict[str, list[LinkCheck]]:
        """Return the last check of each link of all targets on one day, a page at a time.

        Args:
            day: Asia/Shanghai.
            after: the last target of the page before.
        """
        beyond = _key(after, day) if after else ""
        where = {"day": day.isoformat(), "_id": {"$gt": beyond}}
        documents = await self._days.find(where, limit=PAGE)
        return {
            str(document["target"]): [
                from_document(LinkCheck, check) for check in document.get("links", {}).values()
            ]
            for document in documents
        }


class LinkStore(LinkReader):
    """Writes link checks."""

    async def record(self, checks: Sequence[LinkCheck]) -> None:
        """Store checks in one bulk write; of one link and day the last one of `checks` stands."""
        changes: dict[str, Document] = {}
        for check in checks:
            day = office_date(check.at)
            fields = changes.setdefault(
                _key(check.target, day), {"target": check.target, "day": day.isoformat()}
            )
            fields[f"links.l{identity('link', check.url)}"] = changed_fields(check)
        await self._days.merge(changes)


def _key(target: str, day: date) -> str:
    return f"{target}:{day.isoformat()}"
