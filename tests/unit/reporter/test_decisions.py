"""A report of a day reads what was decided by that day."""

from datetime import UTC, date, datetime

import pytest

from services.reporter.domain.decisions import as_of
from shared.contracts.finding import Decision, Finding, Step
from tests.factories import make_order
from tests.unit.reporter.quarter import facts, finding, report

DAY = date(2021, 1, 30)


def decided(*steps: tuple[str, int], now: Decision) -> Finding:
    """A finding with steps in January (1 to 31) and February (32 and on) 2021."""
    history = tuple(
        Step(
            version=place + 1,
            at=datetime(2021, 1 + (day > 31), day - 31 * (day > 31), 3, tzinfo=UTC),
            actor="zhang",
            action=action,
            cause=str(place),
        )
        for place, (action, day) in enumerate(steps)
    )
    return finding("site-city", decision=now, history=history)


@pytest.mark.parametrize(
    ("steps", "now", "then"),
    [
        ((), "confirmed", "confirmed"),
        ((("confirmed", 20),), "confirmed", "confirmed"),
        ((("confirmed", 33),), "confirmed", "suspected"),
        ((("confirmed", 20), ("rejected", 33)), "rejected", "confirmed"),
        ((("rejected", 20), ("confirmed", 33)), "confirmed", "rejected"),
        ((("imported", 40),), "confirmed", "confirmed"),
    ],
)
def test_a_later_decision_does_not_reach_back(
    steps: tuple[tuple[str, int], ...], now: str, then: str
) -> None:
    (known,) = as_of([decided(*steps, now=Decision(now))], [], DAY)

    assert known.decision == then


def test_an_order_that_was_out_proves_an_imported_confirmation() -> None:
    taken_back = decided(("imported", 10), ("rejected", 33), now=Decision.REJECTED)
    order = make_order(findings=(taken_back.id,), issued_at=datetime(2021, 1, 11, tzinfo=UTC))

    assert as_of([taken_back], [order], DAY)[0].decision is Decision.CONFIRMED
    assert as_of([taken_back], [], DAY)[0].decision is Decision.SUSPECTED


def test_a_finding_confirmed_after_the_report_changes_no_figure_of_it() -> None:
    late = decided(("confirmed", 33), now=Decision.CONFIRMED)

    before = report(facts(findings=(late,)), DAY)
    after = report(facts(findings=(late,)), date(2021, 2, 10))

    assert (before["websites"]["unqualified"], after["websites"]["unqualified"]) == (0, 1)
