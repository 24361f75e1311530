"""Orders: on time by proof, overdue, escalated, and how re-checks ended."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.reporter.domain.counting.orders import OrderCount, count
from services.reporter.domain.period import Cut
from shared.calendar import due_moment
from shared.contracts.finding import Severity, Step
from shared.contracts.order import Order, OrderState
from tests.unit.reporter.quarter import AS_OF, QUARTER, facts

DUE = date(2020, 12, 18)


def order(*steps: tuple[str, int], finding: str = "f-wording-site-linxiang") -> Order:
    """An order issued on the 16th; each step is an action and a day of December 2020."""
    history = tuple(
        Step(
            version=place,
            at=datetime(2020, 12, day, 3, tzinfo=UTC),
            actor="notifier",
            action=action,
            cause=str(place),
        )
        for place, (action, day) in enumerate((("issued", 16), *steps), start=1)
    )
    return Order(
        id="o",
        unit="linxiang",
        target="site-linxiang",
        findings=(finding,),
        rule="wording.serious",
        severity=Severity.SERIOUS,
        title="严重表述错误",
        excerpt="攻府",
        issued_at=history[0].at,
        due_on=DUE,
        due_at=due_moment(DUE),
        history=history,
    )


def counted(one: Order, as_of: date = AS_OF) -> OrderCount:
    return count(replace(facts(), orders=(one,)), Cut(QUARTER, as_of))


@pytest.mark.parametrize(
    ("steps", "on_time", "overdue", "rechecks"),
    [
        pytest.param((), 0, 1, (0, 0), id="nothing-done"),
        pytest.param((("rectified", 18), ("closed", 19)), 1, 0, (1, 0), id="said-in-time-and-true"),
        pytest.param((("rectified", 19), ("closed", 19)), 0, 1, (1, 0), id="said-late"),
        pytest.param((("rectified", 18),), 0, 0, (0, 0), id="waits-for-proof"),
        pytest.param((("rectified", 17), ("undecided", 19)), 0, 0, (0, 0), id="nobody-could-tell"),
        pytest.param((("rectified", 17), ("reopened", 17)), 0, 1, (0, 1), id="said-but-untrue"),
        pytest.param(
            (("rectified", 17), ("reopened", 17), ("rectified", 18), ("closed", 18)),
            1,
            0,
            (1, 1),
            id="second-try-in-time",
        ),
        pytest.param((("closed", 17),), 1, 0, (1, 0), id="gone-without-a-word"),
        pytest.param(
            (("rectified", 17), ("reopened", 17), ("closed", 22)), 0, 1, (1, 1), id="gone-too-late"
        ),
        pytest.param(
            (("rectified", 17), ("checked", 17), ("reopened", 17)), 0, 1, (0, 1), id="of-several"
        ),
        pytest.param((("rectified", 17), ("checked", 18)), 0, 0, (0, 0), id="one-answer-missing"),
        pytest.param((("excepted", 17),), 0, 0, (0, 0), id="accepted-as-it-is"),
        pytest.param((("appealed", 17),), 0, 0, (0, 0), id="appeal-open"),
    ],
)
def test_how_an_order_counts(
    steps: tuple[tuple[str, int], ...], on_time: int, overdue: int, rechecks: tuple[int, int]
) -> None:
    tally = counted(order(*steps))

    assert len(tally.issued) == 1
    assert (len(tally.on_time), len(tally.overdue)) == (on_time, overdue)
    assert (tally.passed, tally.failed) == rechecks


def test_a_withdrawn_order_leaves_the_count() -> None:
    assert not counted(order(("withdrawn", 17))).issued


def test_an_escalated_order_is_counted_as_such() -> None:
    assert counted(order(("escalated", 20))).escalated == ("o",)


def test_an_order_inside_its_limit_is_not_overdue() -> None:
    assert not counted(order(), as_of=DUE).overdue


def test_steps_after_the_day_of_the_report_have_not_happened() -> None:
    tally = counted(order(("rectified", 19), ("closed", 20)), as_of=DUE)

    assert not tally.overdue
    assert tally.passed == 0


def test_a_state_without_history_speaks_for_itself() -> None:
    bare = order().model_copy(update={"history": (), "state": OrderState.RECTIFIED})

    assert counted(bare).overdue == ("o",)


def test_an_order_of_an_unknown_finding_belongs_to_the_quarter_of_its_issue() -> None:
    assert counted(order(finding="elsewhere")).issued == ("o",)


def test_an_order_issued_after_the_day_of_the_report_is_not_there_yet() -> None:
    assert not counted(order(), as_of=date(2020, 12, 15)).issued


def test_without_orders_there_is_no_rate() -> None:
    tally = count(facts(), Cut(QUARTER, AS_OF))

    assert tally.rate is None
    assert tally.recheck_rate is None
