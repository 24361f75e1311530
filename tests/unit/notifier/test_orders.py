"""What may happen to an order in which state, and what becomes of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services.notifier.domain import decisions, orders, proof, timed
from services.notifier.domain.limits import limits_of
from services.notifier.domain.moves import Deed
from shared.calendar import load_calendar
from shared.contracts.deadline import DeadlineClass
from shared.contracts.finding import FindingRechecked, Proof
from shared.contracts.order import LimitStep, Order, OrderState, order_id
from shared.errors import PermanentError
from tests.factories import NOW, make_finding, make_step

CALENDAR = load_calendar()
TWO_STEPS = DeadlineClass(name="personal", hide_hours=2, rectify_working_days=7)
LATER = date(2021, 3, 1)
FIRST, SECOND = make_finding(), make_finding(fingerprint="other")
AGAIN = limits_of(TWO_STEPS, NOW + timedelta(days=5), CALENDAR)


def deed(actor: str = "unit", note: str = "因故", **fields: Any) -> Deed:
    given = {"actor": actor, "cause": "c", "now": NOW + timedelta(hours=1), "note": note}
    return Deed(**{**given, **fields})


def issued(*more: Any) -> Order:
    """An order for two findings, or the first only."""
    finding = make_finding(history=(make_step(actor="zhang", action="confirmed"),))
    limits = limits_of(TWO_STEPS, NOW, CALENDAR)
    order = orders.issue(order_id(finding.id), finding, "personal", limits, deed("notifier"))
    for other in more:
        joined = orders.join(order, other, deed("notifier"))
        assert joined is not None
        order = joined
    return order


def answer(order: Order, result: Proof, finding: Any = FIRST) -> Order | None:
    asked = next(one for one in order.demanded if one.finding == finding.id)
    event = FindingRechecked(
        request=asked.request, finding=finding, proof=result, before="错误", occurred_at=NOW
    )
    return proof.prove(order, event, deed("notifier"))


def proven(order: Order, result: Proof, finding: Any = FIRST) -> Order:
    answered = answer(order, result, finding)
    assert answered is not None
    return answered


STATES: dict[str, Callable[[], Order]] = {
    "issued": issued,
    "acknowledged": lambda: orders.acknowledge(issued(), deed()),
    "rectified": lambda: orders.rectify(issued(), deed()),
    "reopened": lambda: proven(orders.rectify(issued(), deed()), Proof.FAILED),
    "closed": lambda: proven(orders.rectify(issued(), deed()), Proof.PASSED),
    "withdrawn": lambda: decisions.withdraw(issued(), deed("li")),
    "extended": lambda: decisions.extend(issued(), LATER, deed("li")),
    "excepted": lambda: decisions.accept(issued(), LATER, deed("li")),
    "appealed": lambda: decisions.appeal(issued(), deed()),
    "escalated": lambda: timed.escalate(issued(), 1, deed("notifier")) or issued(),
}
ACTIONS: dict[str, Callable[[Order], Order]] = {
    "acknowledge": lambda one: orders.acknowledge(one, deed()),
    "hide": lambda one: orders.hide(one, deed()),
    "rectify": lambda one: orders.rectify(one, deed()),
    "ask": lambda one: decisions.ask(one, "extension", LATER + timedelta(days=1), deed()),
    "disown": lambda one: decisions.disown(one, "", deed()),
    "extend": lambda one: decisions.extend(one, LATER + timedelta(days=1), deed("li")),
    "except": lambda one: decisions.accept(one, LATER + timedelta(days=1), deed("li")),
    "appeal": lambda one: decisions.appeal(one, deed()),
    "uphold": lambda one: decisions.uphold(one, deed("li")),
    "dismiss": lambda one: decisions.dismiss(one, deed("li")),
    "withdraw": lambda one: decisions.withdraw(one, deed("li")),
    "close": lambda one: decisions.close(one, deed("li")),
    "hand-over": lambda one: orders.hand_over(one, "county-b", AGAIN, deed("li")),
}
WORKING = ["issued", "acknowledged", "reopened", "extended", "escalated"]
ALLOWED = {
    "acknowledge": (["issued", "reopened", "escalated"], "acknowledged"),
    "hide": (WORKING, None),
    "rectify": ([*WORKING, "rectified"], "rectified"),
    "ask": (WORKING, None),
    "disown": (WORKING, None),
    "extend": (WORKING, "extended"),
    "except": ([*WORKING, "rectified"], "excepted"),
    "appeal": (WORKING, "appealed"),
    "uphold": (["appealed"], "withdrawn"),
    "dismiss": (["appealed"], "acknowledged"),
    "withdraw": ([*WORKING, "rectified", "excepted", "appealed"], "withdrawn"),
    "close": (["rectified"], "closed"),
    "hand-over": ([*WORKING, "rectified", "excepted", "appealed"], "issued"),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_is_taken_in_its_states_and_refused_in_all_others(
    action: str, state: str
) -> None:
    order = STATES[state]()
    assert order.state == state
    states, leads_to = ALLOWED[action]
    if state not in states:
        with pytest.raises(PermanentError):
            ACTIONS[action](order)
        return

    after = ACTIONS[action](order)

    assert after.state == (leads_to or state)
    assert after.version == order.version + 1
    assert after.history[:-1] == order.history
    assert after.history[-1].version == after.version


def test_findings_join_only_an_order_that_nobody_has_answered() -> None:
    order = issued(SECOND)

    assert order.findings == (FIRST.id, SECOND.id)
    assert orders.join(order, SECOND, deed()) is None
    assert orders.join(STATES["acknowledged"](), SECOND, deed()) is None


def test_an_order_of_two_closes_when_both_are_seen_gone() -> None:
    order = orders.rectify(issued(SECOND), deed())
    assert len({one.request for one in orders.awaiting(order)}) == 2

    half = proven(order, Proof.PASSED)
    assert half.state is OrderState.RECTIFIED
    assert [one.finding for one in orders.awaiting(half)] == [SECOND.id]
    whole = proven(half, Proof.PASSED, SECOND)

    assert whole.state is OrderState.CLOSED
    assert [one.before for one in whole.demands] == ["错误", "错误"]


def test_of_two_only_what_still_stands_is_looked_at_again() -> None:
    half = proven(orders.rectify(issued(SECOND), deed()), Proof.PASSED)
    failed = proven(half, Proof.FAILED, SECOND)
    assert failed.state is OrderState.REOPENED

    again = orders.rectify(failed, deed())

    assert [one.finding for one in orders.awaiting(again)] == [SECOND.id]
    assert proven(again, Proof.PASSED, SECOND).state is OrderState.CLOSED


def test_an_undecided_answer_closes_nothing() -> None:
    order = proven(orders.rectify(issued(), deed()), Proof.UNDECIDED)

    assert order.state is OrderState.RECTIFIED
    assert answer(order, Proof.PASSED) is None
    assert orders.rectify(order, deed()).request != order.request


def test_an_answer_to_an_older_question_changes_nothing() -> None:
    first = orders.rectify(issued(), deed())
    second = orders.rectify(first, deed())
    old = FindingRechecked(
        request=first.request, finding=FIRST, proof=Proof.PASSED, occurred_at=NOW
    )

    assert proof.prove(second, old, deed()) is None
    assert proof.prove(issued(), old, deed()) is None


def test_what_vanished_without_a_word_closes_as_gone() -> None:
    gone = proof.vanish(issued(), FIRST.id, deed("notifier", "gone"))

    assert gone is not None
    assert gone.state is OrderState.CLOSED
    assert gone.history[-1].note == "gone"
    assert proof.vanish(gone, FIRST.id, deed()) is None
    assert proof.vanish(orders.rectify(issued(), deed()), FIRST.id, deed()) is None


def test_what_comes_back_opens_the_closed_order_with_new_days() -> None:
    closed = STATES["closed"]()

    again = orders.issue_again(closed, FIRST.id, AGAIN, deed())

    assert again is not None
    assert again.state is OrderState.REOPENED
    assert again.due_on == AGAIN[-1].due_on > closed.due_on
    assert orders.issue_again(again, FIRST.id, AGAIN, deed()) is None


def test_what_comes_back_while_its_order_is_open_must_be_proven_again() -> None:
    half = proven(orders.rectify(issued(SECOND), deed()), Proof.PASSED)

    back = orders.issue_again(half, FIRST.id, AGAIN, deed())

    assert back is not None
    assert back.demands[0].proof is None
    assert back.state is OrderState.RECTIFIED


def test_a_rejected_finding_leaves_and_the_last_one_takes_the_order_with_it() -> None:
    order = issued(SECOND)

    reduced = orders.reject(order, FIRST.id, deed())
    assert reduced is not None
    assert reduced.findings == (SECOND.id,)
    withdrawn = orders.reject(reduced, SECOND.id, deed())

    assert withdrawn is not None
    assert withdrawn.state is OrderState.WITHDRAWN
    assert orders.reject(withdrawn, SECOND.id, deed()) is None
    assert orders.reject(order, "elsewhere", deed()) is None


def test_when_the_only_unproven_finding_is_rejected_the_order_closes() -> None:
    half = proven(orders.rectify(issued(SECOND), deed()), Proof.PASSED)

    left = orders.reject(half, SECOND.id, deed())

    assert left is not None
    assert left.state is OrderState.CLOSED


@pytest.mark.parametrize("actor", ["zhang", "unit"], ids=["who-confirmed", "who-appealed"])
def test_an_appeal_is_decided_by_a_second_person(actor: str) -> None:
    appealed = STATES["appealed"]()

    for decide in (decisions.uphold, decisions.dismiss):
        with pytest.raises(PermanentError, match="second person"):
            decide(appealed, deed(actor))


def test_who_asks_does_not_approve() -> None:
    asked = decisions.ask(issued(), "extension", LATER, deed("wang"))

    with pytest.raises(PermanentError, match="somebody else"):
        decisions.extend(asked, None, deed("wang"))
    granted = decisions.extend(asked, None, deed("li"))

    assert granted.due_on == LATER
    assert granted.wish is None
    assert [(one.kind, one.by, one.until) for one in granted.grants] == [("extension", "li", LATER)]
    assert "经li批准" in granted.deadline_explained


def test_a_wish_may_be_refused_with_grounds() -> None:
    asked = decisions.ask(issued(), "exception", LATER, deed())

    with pytest.raises(PermanentError, match="why"):
        decisions.refuse(asked, deed("li", note=" "))
    assert decisions.refuse(asked, deed("li")).wish is None
    with pytest.raises(PermanentError, match="nothing to refuse"):
        decisions.refuse(issued(), deed("li"))


@pytest.mark.parametrize("until", [None, date(2021, 2, 8), date(2021, 1, 1)])
def test_a_new_date_is_a_later_one(until: date | None) -> None:
    with pytest.raises(PermanentError):
        decisions.extend(issued(), until, deed("li"))


def test_an_exception_ends_with_its_last_day() -> None:
    order = STATES["excepted"]()
    last = deed("notifier", now=NOW.replace(month=3, day=1, hour=15))
    after = deed("notifier", now=NOW.replace(month=3, day=1, hour=16))

    assert timed.expire(order, AGAIN, last) is None
    again = timed.expire(order, AGAIN, after)

    assert again is not None
    assert again.state is OrderState.REOPENED
    assert timed.expire(again, AGAIN, after) is None


def test_hiding_is_a_step_of_its_own_that_a_failed_proof_opens_again() -> None:
    hidden = orders.hide(issued(), deed())
    limit = hidden.limit(LimitStep.HIDE)
    assert limit is not None
    assert limit.done_at is not None
    with pytest.raises(PermanentError, match="nothing to be hidden"):
        orders.hide(hidden, deed())

    failed = proven(orders.rectify(hidden, deed()), Proof.FAILED)

    limit = failed.limit(LimitStep.HIDE)
    assert limit is not None
    assert limit.done_at is None


def test_an_order_handed_over_begins_anew_with_the_other_unit() -> None:
    escalated = STATES["escalated"]()

    moved = orders.hand_over(escalated, "county-b", AGAIN, deed("li"))

    assert (moved.unit, moved.units_before, moved.level) == ("county-b", ("county-a",), 0)
    assert moved.due_on == AGAIN[-1].due_on
    with pytest.raises(PermanentError, match="another unit"):
        orders.hand_over(moved, "county-b", AGAIN, deed("li"))


def test_an_escalation_goes_up_only_and_never_while_a_proof_is_awaited() -> None:
    first = STATES["escalated"]()

    assert timed.escalate(first, 1, deed()) is None
    second = timed.escalate(first, 2, deed())
    assert second is not None
    assert second.level == 2
    assert timed.escalate(STATES["rectified"](), 1, deed()) is None


@pytest.mark.parametrize("act", [decisions.appeal, decisions.withdraw])
def test_a_decision_without_grounds_is_refused(act: Callable[[Order, Deed], Order]) -> None:
    with pytest.raises(PermanentError, match="say in the note"):
        act(issued(), deed(note=""))


def test_a_word_on_paper_is_kept_as_such() -> None:
    order = orders.acknowledge(issued(), deed("li", via="paper"))

    assert order.history[-1].via == "paper"
