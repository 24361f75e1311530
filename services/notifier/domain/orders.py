"""The life of an order, as far as units and findings move it. Pure.

issued → acknowledged → rectified → closed or reopened by proof → escalated. What the office decides
stands in `decisions`, what a re-check shows in `proof`.
"""

from collections.abc import Sequence

from services.notifier.domain.limits import dates
from services.notifier.domain.moves import (
    OPEN,
    UNSETTLED,
    WORKING,
    Deed,
    move,
    require,
    require_note,
)
from shared.contracts.base import identity
from shared.contracts.finding import Finding, Proof, Severity, Step
from shared.contracts.order import Demand, Limit, LimitStep, Order, OrderKind, OrderState, demand
from shared.dates import written_quarter
from shared.errors import PermanentError

REPORT_BACK = "report_back"
"""Deadline class of the duty to report back: its date is the notice's."""


def issue(key: str, finding: Finding, kind: str, limits: Sequence[Limit], deed: Deed) -> Order:
    """Demand that a confirmed finding be fixed.

    Args:
        key: id of the order.
        finding: what to fix.
        kind: name of the deadline class.
        limits: its deadlines, counted.
        deed: the message that confirmed it.
    """
    first = demand(finding)
    plain = first.model_dump(exclude={"finding", "request", "proof", "before", "after"})
    step = Step(version=1, at=deed.now, actor=deed.actor, action="issued", cause=deed.cause)
    return Order(
        id=key,
        unit=finding.unit,
        findings=(finding.id,),
        demands=(first,),
        issued_at=deed.now,
        deadline_class=kind,
        confirmed_by=_confirmed_by(finding),
        history=(step,),
        **plain,
        **dates(limits),
    )


def join(order: Order, finding: Finding, deed: Deed) -> Order | None:
    """Add a finding to an order of the same unit and class that nobody has answered yet.

    Returns:
        None when the order has moved on, or holds the finding already.
    """
    if order.state is not OrderState.ISSUED or finding.id in order.findings:
        return None
    return move(
        order,
        "joined",
        deed,
        findings=(*order.findings, finding.id),
        demands=(*order.demanded, demand(finding)),
    )


def acknowledge(order: Order, deed: Deed) -> Order:
    """Record that the unit has seen the order.

    Raises:
        PermanentError: the order is past that.
    """
    require(order, WORKING - {OrderState.ACKNOWLEDGED, OrderState.EXTENDED}, "acknowledged")
    return move(order, "acknowledged", deed, state=OrderState.ACKNOWLEDGED)


def hide(order: Order, deed: Deed) -> Order:
    """Record that the unit has taken the finding out of sight, the first step of two.

    Raises:
        PermanentError: the order asks for no such step, or it is done.
    """
    require(order, WORKING, "hidden")
    limit = order.limit(LimitStep.HIDE)
    if limit is None or limit.done_at:
        raise PermanentError("the order asks for nothing to be hidden now")
    return move(order, "hidden", deed, limits=_hidden(order.limits, deed))


def rectify(order: Order, deed: Deed) -> Order:
    """Record that the unit says it has fixed the findings; the re-checks of this step decide.

    Raises:
        PermanentError: the order is not open.
    """
    require(order, OPEN, "rectified")
    asked = _asked_again(order)
    return move(
        order,
        "rectified",
        deed,
        state=OrderState.RECTIFIED,
        demands=asked,
        request=next((one.request for one in asked if one.proof is None), ""),
    )


def awaiting(order: Order) -> tuple[Demand, ...]:
    """Return the findings whose re-check is under way."""
    if order.state is not OrderState.RECTIFIED:
        return ()
    return tuple(one for one in order.demanded if one.request and one.proof is None)


def reject(order: Order, finding: str, deed: Deed) -> Order | None:
    """Take a finding back that was rejected, and with the last one the order.

    Returns:
        None when the order is at rest, or holds no such finding.
    """
    if order.state not in UNSETTLED or finding not in order.findings:
        return None
    left = tuple(one for one in order.demanded if one.finding != finding)
    if not left:
        return move(order, "withdrawn", deed, state=OrderState.WITHDRAWN)
    ids = tuple(one.finding for one in left)
    if all(one.proof is Proof.PASSED for one in left):
        return move(order, "closed", deed, state=OrderState.CLOSED, findings=ids, demands=left)
    return move(order, "reduced", deed, findings=ids, demands=left)


def issue_again(order: Order, finding: str, limits: Sequence[Limit], deed: Deed) -> Order | None:
    """Open a withdrawn or closed order anew, with new deadlines.

    Returns:
        None when the finding is open already.
    """
    demands = tuple(
        one.model_copy(update={"proof": None, "request": ""}) if one.finding == finding else one
        for one in order.demanded
    )
    if order.state in UNSETTLED:
        stood = next((one for one in order.demanded if one.finding == finding), None)
        if stood is None or stood.proof is not Proof.PASSED:
            return None
        return move(order, "returned", deed, demands=demands)
    return move(
        order,
        "reopened",
        deed,
        state=OrderState.REOPENED,
        demands=demands,
        level=0,
        named=False,
        **dates(limits),
    )


def hand_over(order: Order, unit: str, limits: Sequence[Limit], deed: Deed) -> Order:
    """Give the order to the unit that answers for it (不是我单位的); its days begin anew.

    Raises:
        PermanentError: the order is at rest, or that unit has it.
    """
    require(order, UNSETTLED, "handed over")
    if unit == order.unit:
        raise PermanentError(f"the order is with {unit} already; name another unit")
    return move(
        order,
        "handed_over",
        deed,
        state=OrderState.ISSUED,
        unit=unit,
        units_before=(*order.units_before, order.unit),
        wish=None,
        level=0,
        named=False,
        **dates(limits),
    )


def revoke(order: Order, deed: Deed) -> Order:
    """Note that the unit's links to the order open nothing any more.

    Raises:
        PermanentError: no grounds are given.
    """
    require_note(deed, "why the links are ended")
    return move(order, "revoked", deed)


def duty(key: str, unit: str, period: str, limit: Limit, deed: Deed) -> Order:
    """Demand that a unit report back on the notice of a period."""
    step = Step(version=1, at=deed.now, actor=deed.actor, action="issued", cause=deed.cause)
    return Order(
        id=key,
        kind=OrderKind.REPORT_BACK,
        unit=unit,
        target="",
        findings=(),
        rule="report.back",
        severity=Severity.ORDINARY,
        title=f"报送{written_quarter(period)}通报整改情况报告",
        excerpt="",
        issued_at=deed.now,
        deadline_class=REPORT_BACK,
        period=period,
        history=(step,),
        **dates((limit,)),
    )


def _hidden(limits: Sequence[Limit], deed: Deed) -> tuple[Limit, ...]:
    return tuple(
        one.model_copy(update={"done_at": deed.now}) if one.step is LimitStep.HIDE else one
        for one in limits
    )


def _asked_again(order: Order) -> tuple[Demand, ...]:
    """Ask anew for every finding that no re-check has seen gone."""
    key = str(order.version + 1)
    single = len(order.demanded) == 1
    return tuple(
        one
        if one.proof is Proof.PASSED
        else one.model_copy(
            update={
                "proof": None,
                "request": identity("recheck", order.id, key, *(() if single else (one.finding,))),
            }
        )
        for one in order.demanded
    )


def _confirmed_by(finding: Finding) -> str:
    steps = [step for step in finding.history if step.action == "confirmed"]
    return steps[-1].actor if steps else ""
