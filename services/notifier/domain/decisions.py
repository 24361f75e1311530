"""What the office decides about orders, and what units ask it for. Pure."""

from datetime import date

from services.notifier.domain.limits import dates, fixed, limits_in
from services.notifier.domain.moves import (
    OPEN,
    UNSETTLED,
    WORKING,
    Deed,
    move,
    require,
    require_note,
)
from shared.clock import office_date
from shared.contracts.order import (
    Grant,
    LimitStep,
    Order,
    OrderKind,
    OrderState,
    Wish,
)
from shared.dates import written
from shared.errors import PermanentError

_EXTENSION, _EXCEPTION, _HAND_OVER = "extension", "exception", "hand_over"


def ask(order: Order, kind: str, until: date | None, deed: Deed) -> Order:
    """Record that a unit asks for a later date or an exception; the office decides.

    Raises:
        PermanentError: the order is at rest, no grounds are given, or the day does not fit.
    """
    require(order, WORKING, f"given an {kind}")
    require_note(deed, "why it is needed")
    day = _later(order, until, deed)
    wish = Wish(kind=kind, until=day, note=deed.note, by=deed.actor, at=deed.now)
    return move(order, "asked", deed, wish=wish)


def disown(order: Order, unit: str, deed: Deed) -> Order:
    """Record that a unit says the order is not its own (不是我单位的); the office decides.

    Args:
        order: as it stands.
        unit: who has it; empty where the unit does not know.
        deed: who says so, and why.

    Raises:
        PermanentError: the order is at rest or a duty to report back, no grounds are given, or
            the unit names itself.
    """
    require(order, WORKING, "disowned")
    require_note(deed, "why it is not this unit's")
    if order.kind is OrderKind.REPORT_BACK:
        raise PermanentError("a duty to report back is always the unit's own")
    if unit == order.unit:
        raise PermanentError(f"the order is with {unit} already; name another unit")
    wish = Wish(
        kind=_HAND_OVER,
        until=order.due_on,
        note=deed.note,
        by=deed.actor,
        at=deed.now,
        unit=unit,
    )
    return move(order, "disowned", deed, wish=wish)


def extend(order: Order, until: date | None, deed: Deed) -> Order:
    """Grant a later date; the actor is the approver, and not who asked.

    Raises:
        PermanentError: the order is at rest, the day does not fit, or asker and approver are one.
    """
    require(order, WORKING, "extended")
    day = _granted(order, _EXTENSION, until, deed)
    explained = f"经{deed.actor}批准，期限由{written(order.due_on)}延至{written(day)}。"
    rectify = fixed(deed.now, day, explained)
    limits = [one for one in limits_in(order) if one.step is not LimitStep.RECTIFY]
    grant = Grant(kind=_EXTENSION, until=day, by=deed.actor, note=deed.note, at=deed.now)
    return move(
        order,
        "extended",
        deed,
        state=OrderState.EXTENDED,
        wish=None,
        grants=(*order.grants, grant),
        **dates((*limits, rectify)),
    )


def accept(order: Order, until: date | None, deed: Deed) -> Order:
    """Accept a finding as it is until a day (报备); the actor is the approver, and not who asked.

    Raises:
        PermanentError: the order is at rest, no grounds are given, the day does not fit, or asker
            and approver are one.
    """
    require(order, OPEN, "excepted")
    require_note(deed, "on what grounds it is accepted")
    day = _granted(order, _EXCEPTION, until, deed)
    grant = Grant(kind=_EXCEPTION, until=day, by=deed.actor, note=deed.note, at=deed.now)
    return move(
        order,
        "excepted",
        deed,
        state=OrderState.EXCEPTED,
        wish=None,
        grants=(*order.grants, grant),
    )


def refuse(order: Order, deed: Deed) -> Order:
    """Turn down what a unit asked for.

    Raises:
        PermanentError: nothing was asked, or no grounds are given.
    """
    require(order, UNSETTLED, "refused")
    require_note(deed, "why it is turned down")
    if order.wish is None:
        raise PermanentError("the unit asks for nothing; there is nothing to refuse")
    return move(order, "refused", deed, wish=None)


def appeal(order: Order, deed: Deed) -> Order:
    """Record that a unit holds the finding to be none (误报申诉); reminders rest meanwhile.

    Raises:
        PermanentError: the order is not the unit's turn, or no grounds are given.
    """
    require(order, WORKING, "appealed")
    require_note(deed, "why it is no defect")
    return move(order, "appealed", deed, state=OrderState.APPEALED, appealed_by=deed.actor)


def uphold(order: Order, deed: Deed) -> Order:
    """Decide for the unit: the order is withdrawn.

    Raises:
        PermanentError: no appeal is open, or the decider is not a second person.
    """
    _second_person(order, deed)
    return move(order, "withdrawn", deed, state=OrderState.WITHDRAWN)


def dismiss(order: Order, deed: Deed) -> Order:
    """Decide against the unit: the order stands, with the deadline it had.

    Raises:
        PermanentError: no appeal is open, the decider is not a second person, or no grounds.
    """
    _second_person(order, deed)
    require_note(deed, "why the finding stands")
    return move(order, "dismissed", deed, state=OrderState.ACKNOWLEDGED)


def withdraw(order: Order, deed: Deed) -> Order:
    """Take an order back.

    Raises:
        PermanentError: it is at rest, or no grounds are given.
    """
    require(order, UNSETTLED, "withdrawn")
    require_note(deed, "why it is taken back")
    return move(order, "withdrawn", deed, state=OrderState.WITHDRAWN)


def close(order: Order, deed: Deed) -> Order:
    """Close by a person's check of uploaded or shown proof (人工复核), or on a report handed in.

    Raises:
        PermanentError: the unit has not said that it fixed anything, or no grounds are given.
    """
    states = UNSETTLED if order.kind is OrderKind.REPORT_BACK else {OrderState.RECTIFIED}
    require(order, states, "closed by a person's check")
    require_note(deed, "what proof was seen")
    return move(order, "closed", deed, state=OrderState.CLOSED)


def _later(order: Order, until: date | None, deed: Deed) -> date:
    if until is None:
        raise PermanentError("name the day until which it is needed")
    if until <= max(order.due_on, office_date(deed.now)):
        raise PermanentError(f"{until} is no later day than {order.due_on} and today; name one")
    return until


def _granted(order: Order, kind: str, until: date | None, deed: Deed) -> date:
    wish = order.wish if order.wish and order.wish.kind == kind else None
    if wish and wish.by == deed.actor:
        raise PermanentError(f"{deed.actor} asked for it: somebody else must approve")
    return _later(order, until or (wish.until if wish else None), deed)


def _second_person(order: Order, deed: Deed) -> None:
    require(order, {OrderState.APPEALED}, "decided on appeal")
    if deed.actor in {order.confirmed_by, order.appealed_by} - {""}:
        raise PermanentError(
            f"{deed.actor} confirmed the finding or made the appeal: a second person decides"
        )
