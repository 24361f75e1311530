"""Climbs the ladders: what is due is told, escalated, reopened. Any number of replicas."""

from datetime import datetime, timedelta
from functools import partial

import structlog

from services.notifier.alerts import Alerts, Telling
from services.notifier.deadlines import Deadlines
from services.notifier.desk import ACTOR, Desk, Transition
from services.notifier.domain import timed
from services.notifier.domain.ladder import Rung, passed, rings_at
from services.notifier.domain.limits import limits_in, recounted
from services.notifier.domain.message import Occasion
from services.notifier.domain.moves import UNSETTLED, Deed
from shared.clock import Clock
from shared.contracts.order import Order, OrderKind
from shared.errors import OutageError, XunchaError
from shared.store.orders import OrderStore
from shared.store.reports import ReportReader

BUCKET = 500
CATCHING_UP = timedelta(hours=1)
"""Business time without a look after which even urgent reminders share a message."""
TRY_AGAIN = timedelta(minutes=1)
"""Business time until an order that could not be told of is looked at again."""

log = structlog.get_logger()


class Reminders:
    """Looks at the orders whose time has come.

    Every step has an id computed from order, rung and deadline: replicas that do the same thing do
    it once, and a crash anywhere repeats it without effect.

    Args:
        books: orders whose deadlines pass, and reports that units have handed in.
        desk: changes them.
        alerts: writes reminders.
        deadlines: knows the ladders.
        clock: business time.
        window: real time in which reminders to one recipient gather for one message.
    """

    def __init__(
        self,
        books: tuple[OrderStore, ReportReader],
        desk: Desk,
        alerts: Alerts,
        deadlines: Deadlines,
        clock: Clock,
        window: timedelta = timedelta(0),
    ) -> None:
        self._orders, self._reports = books
        self._desk = desk
        self._alerts = alerts
        self._deadlines = deadlines
        self._clock = clock
        self._window = window
        self._swept_by = ""
        self._looked_at: datetime | None = None
        self._catching_up = True

    async def look(self) -> int:
        """Tell what is due; return how many alerts were new."""
        await self._deadlines.refresh()
        now, before = self._clock.now(), self._looked_at
        self._catching_up = before is None or now - before >= CATCHING_UP
        new = await self._told()
        self._looked_at = now
        return new

    async def _told(self) -> int:
        new = await self._tell_due()
        if self._swept_by == self._deadlines.calendar.version:
            return new
        return new + await self.sweep()

    async def _tell_due(self) -> int:
        now = self._clock.now()
        new = 0
        while due := await self._orders.ringing(now, limit=BUCKET):
            new += await self._page(due, now)
            if len(due) < BUCKET:
                break
        return new

    async def sweep(self) -> int:
        """Count the deadlines of all open orders by the calendar that holds now; return new alerts.

        What falls due meanwhile is told between two pages: a long sweep keeps no reminder waiting.
        An order that would be looked at at the right time anyway is left alone.
        """
        new, after = 0, ""
        version = self._deadlines.calendar.version
        while page := await self._orders.standing(sorted(UNSETTLED), after=after, limit=BUCKET):
            now = self._clock.now()
            stale: list[Order] = []
            for order, ring_at in page:
                if not await self._recount(order) and self._is_stale(order, ring_at, now):
                    stale.append(order)
            await self._orders.wake(stale)
            new += await self._tell_due()
            after = page[-1][0].id
        self._swept_by = version
        return new

    async def _recount(self, order: Order) -> bool:
        """Put in the dates that the calendar of now gives an order; tell whether any moved."""
        calendar = self._deadlines.calendar
        limits = recounted(limits_in(order), calendar)
        deed = self._deed(f"calendar {calendar.version}")
        if timed.reschedule(order, limits, deed) is None:
            return False
        await self._step(order, deed, lambda one: timed.reschedule(one, limits, deed))
        return True

    def _is_stale(self, order: Order, ring_at: datetime | None, now: datetime) -> bool:
        """Tell whether an order waits for another moment than its ladder of now has it wait for."""
        ladder = self._deadlines.ladder(order)
        if passed(ladder, now):  # what of it has been told, only its alerts know
            return True
        return ring_at is None or ring_at > rings_at(order, ladder, now)

    async def _page(self, due: list[Order], now: datetime) -> int:
        tellings: dict[str, list[Telling]] = {}
        looked_at: dict[str, tuple[Order, datetime]] = {}
        for order in due:
            if await self._recount(order):  # its new dates wake it; else it is tried again
                looked_at[order.id] = (order, now + TRY_AGAIN)
                continue
            ladder = self._deadlines.ladder(order)
            steps = passed(ladder, now)
            stands = await self._climb(order, steps, now)
            if stands is None:
                looked_at[order.id] = (order, now + TRY_AGAIN)
                continue
            if stands.version != order.version:  # by us, or by somebody who was faster
                ladder = self._deadlines.ladder(stands)
                steps = [rung for rung in steps if rung in ladder]
            tellings[order.id] = [await self._said(stands, rung) for rung in steps]
            looked_at[order.id] = (stands, rings_at(stands, ladder, now))
        told = await self._alerts.tell(await self._current(tellings), self._window)
        for key in told.left_out & set(looked_at):
            looked_at[key] = (looked_at[key][0], now + TRY_AGAIN)
        await self._orders.rung(looked_at)
        return told.new

    async def _current(self, tellings: dict[str, list[Telling]]) -> list[Telling]:
        """Leave out what is about an order that has moved on meanwhile: it is looked at again."""
        keys = [key for key, found in tellings.items() if found]
        known = await self._orders.get_many(keys) if keys else {}
        return [
            one
            for key in keys
            for one in tellings[key]
            if key in known and known[key].version == one.order.version
        ]

    async def _climb(self, order: Order, steps: list[Rung], now: datetime) -> Order | None:
        """Take the steps that a timer takes; return the order as it stands then, None to retry."""
        due = order.due_at.isoformat()
        if await self._handed_in(order):
            deed = self._deed(f"report of {order.id} received")
            await self._step(order, deed, lambda one: timed.receive(one, deed))
            return None
        until = timed.expires_on(order)
        stands: Order | None = order
        if until is not None:
            deed = self._deed(f"exception of {order.id} ended {until}")
            limits = self._deadlines.limits_again(order, now)
            if timed.expire(order, limits, deed) is not None:
                await self._step(order, deed, lambda one: timed.expire(one, limits, deed))
                return None
        for rung in steps:
            deed = self._deed(f"{order.id} {rung.name} {due}")
            if rung.level > order.level and stands:
                step = partial(timed.escalate, level=rung.level, deed=deed)
            elif rung.named and not order.named and stands:
                step = partial(timed.name_in_notice, deed=deed)
            else:
                continue
            stands = await self._step(stands, deed, step)
        return stands

    async def _handed_in(self, order: Order) -> bool:
        """Tell whether the reporter has recorded the report that a duty asks for."""
        if order.kind is not OrderKind.REPORT_BACK or order.state not in UNSETTLED:
            return False
        frozen = await self._reports.get(order.period)
        duty = frozen.duties.get(order.unit) if frozen else None
        return duty is not None and duty.reported_on is not None

    async def _said(self, order: Order, rung: Rung) -> Telling:
        limit = next((one for one in limits_in(order) if one.step is rung.step), None)
        at = limit.due_at if limit else order.due_at
        name = f"{rung.name} {int(at.timestamp())}"
        occasion = Occasion(rung.kind, named=rung.named, level=rung.level, step=rung.step)
        urgent = self._deadlines.urgent(order) and not self._catching_up
        if not rung.level:
            return Telling(order, occasion, name, urgent=urgent)
        superior = await self._alerts.superior(order.unit) if rung.level == 1 else ""
        return Telling(order, occasion, name, superior, office=not superior, urgent=urgent)

    async def _step(self, order: Order, deed: Deed, transition: Transition) -> Order | None:
        try:
            return await self._desk.change(order.id, deed.cause, transition)
        except OutageError:
            raise
        except XunchaError as error:
            log.warning("order.not_moved", order=order.id, reason=str(error))
            return None

    def _deed(self, cause: str) -> Deed:
        return Deed(ACTOR, cause, self._clock.now())
