"""Enquiries at rest. Written by the reporter."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.enquiry import Enquiry
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document
from shared.store.versions import first_version, known_by, next_version

PAGE = 1_000


class EnquiryReader:
    """Reads enquiries."""

    def __init__(self, collection: Collection) -> None:
        self._enquiries = collection

    async def get_many(self, enquiries: Sequence[str]) -> dict[str, Enquiry]:
        """Return those of the enquiries that exist, by id."""
        documents = await self._enquiries.get_many(enquiries)
        return {str(document["_id"]): from_document(Enquiry, document) for document in documents}

    async def following(
        self, after: str, days: tuple[date, date], *, unit: str = "", limit: int
    ) -> list[Enquiry]:
        """Return enquiries received on some days whose id follows `after`, in order of ids.

        Args:
            after: id of the last one of the page before; empty for the first page.
            days: first and last, Asia/Shanghai.
            unit: only those of one unit.
            limit: most enquiries.
        """
        bounds = {"$gte": days[0].isoformat(), "$lte": days[1].isoformat()}
        where = {"received_on": bounds, "_id": {"$gt": after}, **({"unit": unit} if unit else {})}
        documents = await self._enquiries.find(where, limit=limit)
        return [from_document(Enquiry, document) for document in documents]

    async def received_between(
        self, first: date, last: date, *, unit: str = "", known: datetime | None = None
    ) -> AsyncIterator[Enquiry]:
        """Walk the enquiries received on these days, both included, in order of their ids.

        Args:
            first: Asia/Shanghai.
            last: Asia/Shanghai.
            unit: only those of one unit.
            known: as they were recorded by then, UTC; None for what is recorded now.
        """
        days = {"$gte": first.isoformat(), "$lte": last.isoformat()}
        where = {"received_on": days, **({"unit": unit} if unit else {})}
        after = ""
        while documents := await self._enquiries.find({**where, "_id": {"$gt": after}}, limit=PAGE):
            for document in documents:
                if enquiry := known_by(Enquiry, document, known):
                    yield enquiry
            after = documents[-1]["_id"]

    async def before(self, enquiry: Enquiry) -> Enquiry | None:
        """Return the record that this version of an enquiry followed; None for none."""
        document = await self._enquiries.get(enquiry.id)
        kept = document.get("versions", {}) if document else {}
        entry = kept.get(f"v{enquiry.version - 1}")
        return from_document(Enquiry, entry["record"]) if entry else None


class EnquiryStore(EnquiryReader):
    """Writes enquiries."""

    async def add(self, enquiries: Sequence[tuple[Enquiry, Event]]) -> set[str]:
        """Store enquiries that are new with their events, in one bulk write; return the new ids."""
        return await self._enquiries.insert(
            [
                to_document(
                    enquiry,
                    enquiry.id,
                    **first_version(enquiry, enquiry.version, event.occurred_at),
                    **outbox.fields(event),
                )
                for enquiry, event in enquiries
            ]
        )

    async def put(self, enquiry: Enquiry, event: Event, *, known: Enquiry | None) -> bool:
        """Store an enquiry and its event in one write; tell whether it was this call that did."""
        if known is None:
            return bool(await self.add([(enquiry, event)]))
        return await self._enquiries.update(
            enquiry.id,
            {
                **changed_fields(enquiry),
                **next_version(enquiry, enquiry.version, event.occurred_at),
            },
            where={"version": known.version},
            pending=outbox.items(event),
        )
