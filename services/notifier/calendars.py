"""The calendar lines that the office imports: checked, stored, told to all who count days."""

from typing import Any

from services.notifier.deadlines import Deadlines
from services.notifier.domain.limits import limits_in, recounted
from services.notifier.domain.moves import UNSETTLED
from shared.clock import Clock
from shared.contracts.audit import AuditRecorded
from shared.contracts.calendar import OFFICE, CalendarRegistered, ImportCalendar, OfficeCalendar
from shared.contracts.command import Command
from shared.errors import ConflictError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.calendars import CalendarStore
from shared.store.orders import OrderStore

BUCKET = 500
SHOWN = 200
"""Deadlines that a dry run names; of the rest the number."""


class Calendars:
    """Answers the commands about the calendar, and hears what others publish of it.

    Args:
        calendars: where the lines rest.
        orders: whose deadlines would move.
        deadlines: counts them.
        outbox: relays what was changed.
        clock: business time.
    """

    def __init__(
        self,
        calendars: CalendarStore,
        orders: OrderStore,
        deadlines: Deadlines,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._calendars = calendars
        self._orders = orders
        self._deadlines = deadlines
        self._outbox = outbox
        self._clock = clock

    async def take(self, command: ImportCalendar) -> dict[str, Any]:
        """Put calendar lines in force; say which open deadlines move. A bad line changes nothing.

        The timers of all replicas count the deadlines again, tell the units and write the audit.
        """
        moved, count = await self._moved(command.lines)
        known = await self._calendars.get()
        version = known.version if known else 0
        answer = {"version": version, "moved": moved, "count": count}
        if command.dry_run or (known and known.cause == command.request):
            return answer
        now = self._clock.now()
        calendar = OfficeCalendar(
            lines=command.lines,
            version=version + 1,
            by=command.actor,
            at=now,
            cause=command.request,
        )
        audit = AuditRecorded(
            actor=command.actor,
            action="calendar.import",
            about=calendar.name,
            cause=command.request,
            reason=mask_text(command.reason or command.file),
            occurred_at=now,
        )
        event = CalendarRegistered(calendar=calendar, occurred_at=now)
        if not await self._calendars.put(calendar, event, audit):
            raise ConflictError("somebody imported a calendar just now; look at it again")
        self._outbox.nudge()
        return {**answer, "version": calendar.version}

    async def heard(self, event: CalendarRegistered) -> None:
        """Take in what was published: by us, then nothing is new, or by another system."""
        if event.calendar.name == OFFICE:
            self._deadlines.counted_by(event.calendar.lines)
            await self._calendars.put(event.calendar)

    async def shown(self, _: Command) -> dict[str, Any]:
        """Return the imported lines, and which years have a published schedule."""
        known = await self._calendars.get()
        holds = self._deadlines.counted_by(known.lines if known else "")
        return {
            **(known.model_dump(mode="json") if known else {"lines": "", "version": 0}),
            "published": sorted(holds.official),
        }

    async def _moved(self, lines: str) -> tuple[list[dict[str, Any]], int]:
        """Return the open deadlines that these lines would move, the first ones, and how many."""
        calendar = self._deadlines.counted_by(lines)
        moved: list[dict[str, Any]] = []
        after, count = "", 0
        while page := await self._orders.standing(sorted(UNSETTLED), after=after, limit=BUCKET):
            for order, _ in page:
                for old, new in zip(
                    limits_in(order), recounted(limits_in(order), calendar), strict=True
                ):
                    if (old.due_on, old.provisional) == (new.due_on, new.provisional):
                        continue
                    count += 1
                    moved.append(
                        {
                            "order": order.id,
                            "unit": order.unit,
                            "before": old.due_on.isoformat(),
                            "after": new.due_on.isoformat(),
                            "provisional": new.provisional,
                        }
                    )
            del moved[SHOWN:]
            after = page[-1][0].id
        return moved, count
