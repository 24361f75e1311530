"""Frozen reports of quarters, and announced daily reports. Written by the reporter."""

from datetime import date, datetime

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.report import FrozenReport
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document


class ReportReader:
    """Reads frozen quarters."""

    def __init__(self, collection: Collection) -> None:
        self._reports = collection

    async def get(self, quarter: str) -> FrozenReport | None:
        """Return a frozen quarter, or None."""
        document = await self._reports.get(quarter)
        return from_document(FrozenReport, document) if document else None


class ReportStore(ReportReader):
    """Keeps frozen quarters; a daily report leaves one small document, so that it goes out once."""

    async def add(self, frozen: FrozenReport, *events: Event) -> bool:
        """Freeze once; False when the quarter was frozen already."""
        document = to_document(frozen, frozen.id, **outbox.fields(*events))
        return bool(await self._reports.insert([document]))

    async def change(self, frozen: FrozenReport, *events: Event) -> bool:
        """Store the next version and its events; False when another change came first."""
        return await self._reports.update(
            frozen.id,
            changed_fields(frozen),
            where={"version": frozen.version - 1},
            pending=outbox.items(*events),
        )

    async def announce_day(self, day: date, at: datetime, *events: Event) -> bool:
        """Put a day's report down as announced, with its events; False when it was before."""
        key = f"day:{day.isoformat()}"
        return bool(await self._reports.insert([{"_id": key, "at": at, **outbox.fields(*events)}]))

    async def is_announced(self, day: date) -> bool:
        """Tell whether a day's report went out."""
        return await self.announced_at(day) is not None

    async def announced_at(self, day: date) -> datetime | None:
        """Return when a day's report went out, business time; None when it did not."""
        document = await self._reports.get(f"day:{day.isoformat()}")
        return document["at"] if document else None
