"""Enquiries: on time, late, pending, invalid."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporter.domain.counting.enquiries import count
from services.reporter.domain.period import Cut
from tests.unit.reporter.quarter import AS_OF, QUARTER, enquiry

CUT = Cut(QUARTER, AS_OF)
DAYS = st.dates(date(2020, 9, 1), date(2021, 3, 1))


@pytest.mark.parametrize(
    ("fields", "figures"),
    [
        pytest.param({}, {"received", "due", "on_time"}, id="closed-in-time"),
        pytest.param(
            {"closed_on": date(2020, 11, 9)}, {"received", "due", "on_time"}, id="same-day"
        ),
        pytest.param(
            {"closed_on": date(2020, 11, 10)}, {"received", "due", "late"}, id="a-day-late"
        ),
        pytest.param({"closed_on": None}, {"received", "due", "late"}, id="open-past-its-limit"),
        pytest.param(
            {"closed_on": None, "due_on": date(2021, 2, 1)}, {"received", "pending"}, id="pending"
        ),
        pytest.param(
            {"closed_on": None, "due_on": AS_OF}, {"received", "due", "pending"}, id="last-day"
        ),
        pytest.param(
            {"closed_on": date(2021, 2, 1), "due_on": date(2021, 2, 3)},
            {"received", "pending"},
            id="closed-after-the-report",
        ),
        pytest.param({"valid": False, "invalid_reason": "重复"}, {"invalid"}, id="invalid"),
        pytest.param(
            {"valid": False, "invalid_reason": " "}, {"received", "due", "on_time"}, id="no-reason"
        ),
        pytest.param({"received_on": date(2020, 9, 30)}, set(), id="quarter-before"),
        pytest.param({"due_on": None}, {"received", "due", "on_time"}, id="no-limit-closed"),
        pytest.param(
            {"due_on": None, "closed_on": None}, {"received", "pending"}, id="no-limit-open"
        ),
    ],
)
def test_where_an_enquiry_counts(fields: dict[str, Any], figures: set[str]) -> None:
    tally = count([enquiry("e", "u", **fields)], CUT)

    names = ("received", "due", "on_time", "late", "pending", "invalid")
    assert {name for name in names if getattr(tally, name)} == figures


def test_without_enquiries_there_is_no_rate() -> None:
    assert count([], CUT).rate is None


@given(DAYS, st.none() | DAYS, st.none() | DAYS, DAYS)
def test_every_enquiry_is_on_time_late_or_pending(
    received_on: date, due_on: date | None, closed_on: date | None, as_of: date
) -> None:
    tally = count(
        [enquiry("e", "u", received_on=received_on, due_on=due_on, closed_on=closed_on)],
        Cut(QUARTER, as_of),
    )

    assert len(tally.received) == len(tally.on_time) + len(tally.late) + len(tally.pending)
