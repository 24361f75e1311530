"""Counts the deadlines of an order by its class, and counts them again. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from shared.calendar import WorkCalendar, due_moment
from shared.clock import office_date
from shared.contracts.deadline import DeadlineClass
from shared.contracts.order import Limit, LimitStep, Order
from shared.dates import written, written_at


def limits_of(kind: DeadlineClass, start: datetime, calendar: WorkCalendar) -> tuple[Limit, ...]:
    """Return the limits that a class sets, counted from `start` (its day is day 0)."""
    found = [_hours(LimitStep.HIDE, start, kind.hide_hours)] if kind.hide_hours else []
    if kind.rectify_hours is not None:
        found.append(_hours(LimitStep.RECTIFY, start, kind.rectify_hours))
    elif kind.rectify_working_days is not None:
        found.append(_working_days(start, kind.rectify_working_days, calendar))
    elif kind.fixed_on is not None:
        found.append(fixed(start, kind.fixed_on, f"按文件规定，期限为{written(kind.fixed_on)}。"))
    return tuple(sorted(found, key=lambda limit: limit.due_at))


def fixed(start: datetime, on: date, explained: str, *, provisional: bool = False) -> Limit:
    """Return a limit whose date somebody has set; 暂定 where it was counted over unknown years."""
    return Limit(
        step=LimitStep.RECTIFY,
        due_on=on,
        due_at=due_moment(on),
        start=start,
        provisional=provisional,
        explained=explained,
    )


def recounted(limits: Sequence[Limit], calendar: WorkCalendar) -> tuple[Limit, ...]:
    """Count the limits in working days again, from where they began; the others stay."""
    return tuple(
        limit
        if limit.working_days is None or limit.calendar == calendar.version
        else _working_days(limit.start, limit.working_days, calendar).model_copy(
            update={"done_at": limit.done_at}
        )
        for limit in limits
    )


def dates(limits: Sequence[Limit]) -> dict[str, Any]:
    """Return the fields of an order that repeat its last limit."""
    last = limits[-1]
    return {
        "limits": tuple(limits),
        "due_on": last.due_on,
        "due_at": last.due_at,
        "provisional": any(limit.provisional for limit in limits),
        "deadline_explained": last.explained,
    }


def limits_in(order: Order) -> tuple[Limit, ...]:
    """Return the limits of an order, also of one that an older version wrote."""
    if order.limits:
        return order.limits
    last = Limit(
        step=LimitStep.RECTIFY,
        due_on=order.due_on,
        due_at=order.due_at,
        start=order.issued_at,
        provisional=order.provisional,
        explained=order.deadline_explained,
    )
    return (last,)


def spoken(limit: Limit) -> str:
    """Write when a limit ends: its last day, or the hour where it counts hours."""
    if limit.hours:
        return written_at(limit.due_at)
    return written(limit.due_on) + ("（暂定）" if limit.provisional else "")


def _working_days(start: datetime, days: int, calendar: WorkCalendar) -> Limit:
    due = calendar.add_working_days(office_date(start), days)
    return Limit(
        step=LimitStep.RECTIFY,
        due_on=due.on,
        due_at=due_moment(due.on),
        start=start,
        working_days=days,
        provisional=due.provisional,
        explained=due.explanation,
        calendar=calendar.version,
    )


def _hours(step: LimitStep, start: datetime, hours: int) -> Limit:
    end = start + timedelta(hours=hours)
    return Limit(
        step=step,
        due_on=office_date(end),
        due_at=end,
        start=start,
        hours=hours,
        explained=f"自{written_at(start)}起{hours}小时内，截至{written_at(end)}。",
    )
