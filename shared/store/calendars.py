"""Calendar lines at rest. Written by the notifier."""

from datetime import datetime

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.calendar import FILE, OFFICE, OfficeCalendar
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document


class CalendarReader:
    """Reads calendar lines."""

    def __init__(self, collection: Collection) -> None:
        self._calendars = collection

    async def get(self, name: str = OFFICE) -> OfficeCalendar | None:
        """Return a calendar, None while nobody has imported one."""
        document = await self._calendars.get(name)
        return from_document(OfficeCalendar, document) if document else None


class CalendarStore(CalendarReader):
    """Writes calendar lines."""

    async def keep_file(self, lines: str, at: datetime) -> None:
        """Store the lines of the office's file, by which all count; equal ones change nothing."""
        known = await self.get(FILE)
        if lines != (known.lines if known else ""):
            version = known.version + 1 if known else 1
            await self.put(OfficeCalendar(name=FILE, lines=lines, version=version, at=at))

    async def put(self, calendar: OfficeCalendar, *events: Event) -> bool:
        """Store a calendar and its events in one write, where the stored version is smaller.

        Returns:
            False when this version, or a later one, was there.
        """
        document = to_document(calendar, calendar.name, **outbox.fields(*events))
        if await self._calendars.insert([document]):
            return True
        return await self._calendars.update(
            calendar.name,
            changed_fields(calendar),
            where={"version": {"$lt": calendar.version}},
            pending=outbox.items(*events),
        )
