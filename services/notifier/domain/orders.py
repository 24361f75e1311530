"""The life of an order: issued → acknowledged → rectified → closed by proof. Pure."""

from datetime import datetime
from typing import Any

from shared.calendar import DueDate, due_moment
from shared.contracts.base import identity
from shared.contracts.finding import Finding, Proof, Step
from shared.contracts.order import Order, OrderState, order_id
from shared.errors import PermanentError

OPEN = frozenset(
    {OrderState.ISSUED, OrderState.ACKNOWLEDGED, OrderState.RECTIFIED, OrderState.REOPENED}
)
_BY_PROOF = {
    Proof.PASSED: (OrderState.CLOSED, "closed"),
    Proof.FAILED: (OrderState.REOPENED, "reopened"),
    Proof.UNDECIDED: (OrderState.RECTIFIED, "undecided"),
}


def issue(finding: Finding, due: DueDate, *, cause: str, now: datetime) -> Order:
    """Demand that a confirmed finding be fixed.

    Args:
        finding: what to fix.
        due: the deadline, counted.
        cause: the message that confirmed it.
        now: business time, UTC.
    """
    return Order(
        id=order_id(finding.id),
        unit=finding.unit,
        target=finding.target,
        findings=(finding.id,),
        rule=finding.rule,
        severity=finding.severity,
        title=finding.title,
        excerpt=finding.excerpt,
        suggestion=finding.suggestion,
        headline=finding.headline,
        url=finding.url,
        issued_at=now,
        due_on=due.on,
        due_at=due_moment(due.on),
        provisional=due.provisional,
        deadline_explained=due.explanation,
        history=(Step(version=1, at=now, actor="notifier", action="issued", cause=cause),),
    )


def caused(order: Order, cause: str) -> Step | None:
    """Return the step that this cause has led to, None when it has not taken effect yet."""
    return next((step for step in order.history if step.cause == cause), None)


def acknowledge(order: Order, *, actor: str, cause: str, note: str, now: datetime) -> Order:
    """Record that the unit has seen the order.

    Raises:
        PermanentError: the order is past that.
    """
    _require(order, {OrderState.ISSUED, OrderState.REOPENED}, "acknowledged")
    step = _step(order, "acknowledged", actor=actor, cause=cause, note=note, now=now)
    return _next(order, step, state=OrderState.ACKNOWLEDGED)


def rectify(order: Order, *, actor: str, cause: str, note: str, now: datetime) -> Order:
    """Record that the unit says it has fixed the finding; the re-check of this step decides.

    Raises:
        PermanentError: the order is not open.
    """
    _require(order, OPEN, "rectified")
    step = _step(order, "rectified", actor=actor, cause=cause, note=note, now=now)
    request = identity("recheck", order.id, str(step.version))
    return _next(order, step, state=OrderState.RECTIFIED, request=request)


def prove(order: Order, proof: Proof, *, cause: str, note: str, now: datetime) -> Order | None:
    """Close or reopen by the answer of a re-check.

    Returns:
        None when the answer is to another question than the one that is open.
    """
    if order.state is not OrderState.RECTIFIED or order.request != cause:
        return None
    state, action = _BY_PROOF[proof]
    step = _step(order, action, actor="notifier", cause=cause, note=note, now=now)
    return _next(order, step, state=state)


def close(order: Order, *, actor: str, cause: str, note: str, now: datetime) -> Order:
    """Close by a person's check of uploaded or shown proof (人工复核).

    Where nothing can be read again by machine, a person decides, and says on what grounds.

    Raises:
        PermanentError: the unit has not said that it fixed anything, or no grounds are given.
    """
    _require(order, {OrderState.RECTIFIED}, "closed by a person's check")
    if not note.strip():
        raise PermanentError("say in the note what proof was seen")
    step = _step(order, "closed", actor=actor, cause=cause, note=note, now=now)
    return _next(order, step, state=OrderState.CLOSED)


def withdraw(order: Order, *, cause: str, note: str, now: datetime) -> Order | None:
    """Take an order back because its finding was rejected; None when it is not open."""
    if order.state not in OPEN:
        return None
    step = _step(order, "withdrawn", actor="notifier", cause=cause, note=note, now=now)
    return _next(order, step, state=OrderState.WITHDRAWN)


def issue_again(order: Order, due: DueDate, *, cause: str, now: datetime) -> Order | None:
    """Open a withdrawn or closed order anew, with a new deadline; None when it is open."""
    if order.state in OPEN:
        return None
    step = _step(order, "reopened", actor="notifier", cause=cause, note="", now=now)
    return _next(
        order,
        step,
        state=OrderState.REOPENED,
        due_on=due.on,
        due_at=due_moment(due.on),
        provisional=due.provisional,
        deadline_explained=due.explanation,
    )


def _require(order: Order, states: set[OrderState] | frozenset[OrderState], action: str) -> None:
    if order.state not in states:
        raise PermanentError(f"an order that is {order.state.value} cannot be {action}")


def _step(order: Order, action: str, *, actor: str, cause: str, note: str, now: datetime) -> Step:
    return Step(
        version=order.version + 1, at=now, actor=actor, action=action, cause=cause, note=note
    )


def _next(order: Order, step: Step, **change: Any) -> Order:
    history = (*order.history, step)
    return order.model_copy(update={**change, "history": history, "version": step.version})
