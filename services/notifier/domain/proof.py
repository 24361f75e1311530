"""Closing by proof: what a re-check saw decides, never a statement. Pure."""

from collections.abc import Mapping

from services.notifier.domain.moves import UNSETTLED, Deed, move
from shared.contracts.finding import FindingRechecked, Proof
from shared.contracts.order import Demand, Limit, LimitStep, Order, OrderState

_AFTER = {
    Proof.PASSED: "复查时原文已不存在",
    Proof.FAILED: "复查时原文仍然存在",
    Proof.UNDECIDED: "复查时页面无法判断",
}


def prove(order: Order, answer: FindingRechecked, deed: Deed) -> Order | None:
    """Take one answer into account; the last one of a round closes or reopens the order.

    Returns:
        None when the answer is to another question than the one that is open.
    """
    asked = next((one for one in order.demanded if one.finding == answer.finding.id), None)
    if order.state is not OrderState.RECTIFIED or not _open_question(order, asked, answer):
        return None
    seen = {
        "proof": answer.proof,
        "before": answer.before,
        "after": _AFTER[answer.proof],
        "before_article": answer.before_article,
        "after_article": answer.after_article,
        "after_excerpt": answer.after,
    }
    demands = _with(order, answer.finding.id, seen)
    if any(one.proof is None for one in demands):
        return move(order, "checked", deed, demands=demands)
    proofs = {one.proof for one in demands}
    if Proof.FAILED in proofs:
        return move(
            order,
            "reopened",
            deed,
            state=OrderState.REOPENED,
            demands=demands,
            limits=_visible(order.limits),
        )
    if Proof.UNDECIDED in proofs:
        return move(order, "undecided", deed, demands=demands)
    return move(order, "closed", deed, state=OrderState.CLOSED, demands=demands)


def vanish(order: Order, finding: str, deed: Deed) -> Order | None:
    """Close what a re-crawl no longer sees though nobody said it was mended (gone).

    Returns:
        None when the order is at rest, the finding is gone already, or its re-check will answer.
    """
    known = next((one for one in order.demanded if one.finding == finding), None)
    if order.state not in UNSETTLED or known is None or known.proof is Proof.PASSED:
        return None
    if order.state is OrderState.RECTIFIED and known.request and known.proof is None:
        return None
    seen = {"proof": Proof.PASSED, "before": known.excerpt, "after": _AFTER[Proof.PASSED]}
    demands = _with(order, finding, seen)
    if any(one.proof is not Proof.PASSED for one in demands):
        return move(order, "checked", deed, demands=demands)
    return move(order, "closed", deed, state=OrderState.CLOSED, demands=demands)


def _open_question(order: Order, asked: Demand | None, answer: FindingRechecked) -> bool:
    if asked is None:
        return False
    question = asked.request or order.request  # an older version kept it with the order only
    return question == answer.request and asked.proof is None


def _with(order: Order, finding: str, seen: Mapping[str, object]) -> tuple[Demand, ...]:
    return tuple(
        one.model_copy(update=seen) if one.finding == finding else one for one in order.demanded
    )


def _visible(limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
    """Open the step `hide` again: what a re-check still sees is not hidden."""
    return tuple(
        one.model_copy(update={"done_at": None}) if one.step is LimitStep.HIDE else one
        for one in limits
    )
