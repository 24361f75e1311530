"""Warnings as they are raised: each limit is warned of once. Written by the analyzer."""

from datetime import date

from shared import outbox
from shared.contracts.assessment import Warning, WarningRaised  # noqa: A004
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document

PAGE = 1_000


class RaisedReader:
    """Reads warnings."""

    def __init__(self, collection: Collection) -> None:
        self._warnings = collection

    async def raised_between(self, first: date, last: date) -> list[Warning]:
        """Return the warnings raised on these days (Asia/Shanghai), in order of their ids."""
        found: list[Warning] = []
        where = {"raised_on": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
        after = ""
        while page := await self._warnings.find({**where, "_id": {"$gt": after}}, limit=PAGE):
            found += [from_document(Warning, document) for document in page]
            after = str(page[-1]["_id"])
        return found


class RaisedStore(RaisedReader):
    """Writes warnings."""

    async def add(self, event: WarningRaised) -> bool:
        """Store a warning and its event in one write; tell whether it was new."""
        document = to_document(event.warning, event.warning.id, **outbox.fields(event))
        return bool(await self._warnings.insert([document]))
