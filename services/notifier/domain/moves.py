"""The one way in which an order moves on: a step in its history, and what it changes. Pure."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.contracts.finding import Step
from shared.contracts.order import Order, OrderState
from shared.errors import PermanentError

WORKING = frozenset(
    {
        OrderState.ISSUED,
        OrderState.ACKNOWLEDGED,
        OrderState.EXTENDED,
        OrderState.REOPENED,
        OrderState.ESCALATED,
    }
)
"""The unit must do something."""
OPEN = WORKING | {OrderState.RECTIFIED}
"""Not at rest, and nobody else's turn to decide."""
UNSETTLED = OPEN | {OrderState.EXCEPTED, OrderState.APPEALED}
"""Neither closed nor withdrawn."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, when, why, and what makes it one deed.

    Attributes:
        actor: a person's name, or `notifier`.
        cause: id of the command or message; the same cause takes effect once.
        now: business time, UTC.
        note: masked.
        via: page, paper or phone where a unit's word came that way.
    """

    actor: str
    cause: str
    now: datetime
    note: str = ""
    via: str = ""


def caused(order: Order, cause: str) -> Step | None:
    """Return the step that this cause has led to, None when it has not taken effect yet."""
    return next((step for step in order.history if step.cause == cause), None)


def require(order: Order, states: AbstractSet[OrderState], action: str) -> None:
    """Refuse what the order's state does not allow.

    Raises:
        PermanentError: it stands elsewhere.
    """
    if order.state not in states:
        raise PermanentError(f"an order that is {order.state.value} cannot be {action}")


def require_note(deed: Deed, what: str) -> None:
    """Refuse a decision without grounds.

    Raises:
        PermanentError: the note is empty.
    """
    if not deed.note.strip():
        raise PermanentError(f"say in the note {what}")


def move(order: Order, action: str, deed: Deed, **change: Any) -> Order:
    """Return the next version of an order.

    Args:
        order: as it stands.
        action: past tense; verb of the event.
        deed: who and why.
        change: fields that get new values.
    """
    step = Step(
        version=order.version + 1,
        at=deed.now,
        actor=deed.actor,
        action=action,
        cause=deed.cause,
        note=deed.note,
        via=deed.via,
    )
    history = (*order.history, step)
    return order.model_copy(update={**change, "history": history, "version": step.version})
