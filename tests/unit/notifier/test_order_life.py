"""Whatever happens in whatever order: the promises about orders hold after every step."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.notifier.domain import decisions, orders, proof, timed
from services.notifier.domain.ladder import Rules, passed, rings_at, rungs
from services.notifier.domain.limits import limits_of
from services.notifier.domain.moves import UNSETTLED, Deed
from services.notifier.domain.quiet import parse_quiet
from shared.calendar import load_calendar
from shared.contracts.deadline import DeadlineClass
from shared.contracts.finding import FindingRechecked, Proof
from shared.contracts.order import SIDE_STEPS, Order, OrderState, order_id
from shared.errors import PermanentError
from tests.factories import NOW, make_finding

FINDINGS = [make_finding(fingerprint=name) for name in "abc"]
KIND = DeadlineClass(name="personal", hide_hours=2, rectify_working_days=3)
CALENDAR = load_calendar()
RULES = Rules(CALENDAR, parse_quiet("20:00-08:00"))
PEOPLE = st.sampled_from(["unit", "zhang", "li"])
AT_REST = {OrderState.CLOSED, OrderState.WITHDRAWN}


class OrderLife(RuleBasedStateMachine):
    """Units, clerks, re-checks and timers do what they like with one order."""

    def __init__(self) -> None:
        """Issue the order."""
        super().__init__()
        self.now = NOW
        self.order = orders.issue(
            order_id(FINDINGS[0].id), FINDINGS[0], KIND.name, self.limits(), self.deed("notifier")
        )
        self.before = self.order
        self.proofs: list[tuple[str, Proof]] = []
        self.by_person = False

    def limits(self):
        """Count the limits from now."""
        return limits_of(KIND, self.now, CALENDAR)

    def deed(self, actor: str) -> Deed:
        """Let somebody do something now."""
        return Deed(actor, f"c{self.now}", self.now, "因故")

    def become(self, order: Order | None) -> None:
        """Take the next version."""
        if order is not None:
            self.before, self.order = self.order, order

    @rule(minutes=st.integers(1, 60 * 24 * 20))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(which=st.sampled_from(FINDINGS))
    def another_joins(self, which) -> None:
        self.become(orders.join(self.order, which, self.deed("notifier")))

    @rule(
        actor=PEOPLE,
        act=st.sampled_from(
            [
                orders.acknowledge,
                orders.hide,
                orders.rectify,
                decisions.appeal,
                decisions.uphold,
                decisions.dismiss,
                decisions.refuse,
                decisions.withdraw,
                orders.revoke,
            ]
        ),
    )
    def somebody_acts(self, actor, act) -> None:
        try:
            self.become(act(self.order, self.deed(actor)))
        except PermanentError:
            return

    @rule(actor=PEOPLE)
    def a_person_closes(self, actor: str) -> None:
        try:
            self.become(decisions.close(self.order, self.deed(actor)))
            self.by_person = True
        except PermanentError:
            return

    @rule(
        actor=PEOPLE,
        act=st.sampled_from([decisions.extend, decisions.accept]),
        days=st.integers(-3, 40),
    )
    def a_date_is_granted(self, actor, act, days) -> None:
        until: date = self.order.due_on + timedelta(days=days)
        try:
            self.become(act(self.order, until, self.deed(actor)))
        except (PermanentError, OverflowError):
            return

    @rule(actor=PEOPLE, unit=st.sampled_from(["", "county-a", "county-b"]))
    def it_is_disowned(self, actor: str, unit: str) -> None:
        try:
            self.become(decisions.disown(self.order, unit, self.deed(actor)))
        except PermanentError:
            return

    @rule(unit=st.sampled_from(["county-a", "county-b"]))
    def handed_over(self, unit: str) -> None:
        try:
            self.become(orders.hand_over(self.order, unit, self.limits(), self.deed("li")))
        except PermanentError:
            return

    @rule(which=st.integers(0, 2), result=st.sampled_from(Proof))
    def a_recheck_answers(self, which: int, result: Proof) -> None:
        waiting = orders.awaiting(self.order)
        if not waiting:
            return
        asked = waiting[which % len(waiting)]
        finding = next(one for one in FINDINGS if one.id == asked.finding)
        event = FindingRechecked(
            request=asked.request, finding=finding, proof=result, occurred_at=self.now
        )
        self.become(proof.prove(self.order, event, self.deed("notifier")))
        assert proof.prove(self.order, event, self.deed("notifier")) is None

    @rule(which=st.sampled_from(FINDINGS))
    def it_vanishes(self, which) -> None:
        self.become(proof.vanish(self.order, which.id, self.deed("notifier")))

    @rule(which=st.sampled_from(FINDINGS))
    def it_is_rejected(self, which) -> None:
        self.become(orders.reject(self.order, which.id, self.deed("notifier")))

    @rule(which=st.sampled_from(FINDINGS))
    def it_comes_back(self, which) -> None:
        if which.id in self.order.findings:
            again = orders.issue_again(self.order, which.id, self.limits(), self.deed("notifier"))
            self.by_person = self.by_person and again is None
            self.become(again)

    @rule()
    def the_timer_looks(self) -> None:
        self.become(timed.expire(self.order, self.limits(), self.deed("notifier")))
        for step in passed(rungs(self.order, KIND, RULES), self.now):
            if step.level:
                self.become(timed.escalate(self.order, step.level, self.deed("notifier")))

    @invariant()
    def versions_and_history_agree(self) -> None:
        assert self.order.version == len(self.order.history)
        assert [step.version for step in self.order.history] == list(
            range(1, self.order.version + 1)
        )
        assert self.order.history[: self.before.version] == self.before.history

    @invariant()
    def a_closed_order_is_proven_or_a_person_has_looked(self) -> None:
        if self.order.state is OrderState.CLOSED and not self.by_person:
            assert all(one.proof is Proof.PASSED for one in self.order.demanded)

    @invariant()
    def at_rest_nobody_is_reminded_and_nothing_is_awaited(self) -> None:
        if self.order.state in AT_REST | {OrderState.APPEALED, OrderState.EXCEPTED}:
            assert rungs(self.order, KIND, RULES) == []
        if self.order.state is not OrderState.RECTIFIED:
            assert orders.awaiting(self.order) == ()

    @invariant()
    def no_rung_lies_before_the_deadline_was_set(self) -> None:
        ladder = rungs(self.order, KIND, RULES)
        assert all(rung.at > self.order.issued_at for rung in ladder)
        assert rings_at(self.order, ladder, self.now) > self.now or (
            self.order.state is OrderState.EXCEPTED
        )

    @invariant()
    def the_last_limit_is_the_orders(self) -> None:
        assert self.order.due_on == self.order.limits[-1].due_on
        assert self.order.due_at == max(limit.due_at for limit in self.order.limits)

    @invariant()
    def findings_and_demands_are_the_same(self) -> None:
        assert tuple(one.finding for one in self.order.demands) == self.order.findings
        assert self.order.findings

    @invariant()
    def side_steps_leave_the_state(self) -> None:
        if self.order.history[-1].action in SIDE_STEPS:
            assert self.order.state is self.before.state
        if self.order.state in UNSETTLED:
            assert self.order.history[-1].action not in {"closed", "withdrawn"}


TestOrderLife = OrderLife.TestCase
TestOrderLife.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
