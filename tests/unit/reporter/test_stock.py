"""The registry's stock: who stands on it, who came, who went."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporter.domain.counting import stock
from services.reporter.domain.evidence import flow
from services.reporter.domain.period import Cut
from shared.contracts.target import Target, TargetKind, TargetStatus
from tests.unit.reporter.quarter import AS_OF, QUARTER

CUT = Cut(QUARTER, AS_OF)
DAYS = st.none() | st.dates(date(2020, 7, 1), date(2021, 3, 31))


def row(**fields: Any) -> Target:
    return Target(id="t", kind=TargetKind.ACCOUNT, name="示例", unit="u", **fields)


@pytest.mark.parametrize(
    ("fields", "registered", "running"),
    [
        pytest.param({}, True, True, id="always-there"),
        pytest.param({"status": "exempt"}, True, False, id="exempt"),
        pytest.param({"status": "closed"}, False, False, id="closed-nobody-knows-when"),
        pytest.param({"closed_on": date(2020, 12, 31)}, False, False, id="closed-on-the-last-day"),
        pytest.param(
            {"status": "closed", "closed_on": date(2021, 1, 1)}, True, True, id="closed-later"
        ),
        pytest.param({"opened_on": date(2021, 1, 1)}, False, False, id="opened-later"),
        pytest.param({"deregistered_on": date(2020, 11, 1)}, False, False, id="deregistered"),
    ],
)
def test_stock_at_quarter_end(fields: dict[str, Any], *, registered: bool, running: bool) -> None:
    target = row(**fields)

    assert stock.registered(target, CUT.stock_day) is registered
    assert stock.running(target, CUT.stock_day) is running


@given(DAYS, DAYS)
def test_opening_plus_opened_minus_closed_is_the_stock(
    opened_on: date | None, closed_on: date | None
) -> None:
    if opened_on and closed_on and closed_on < opened_on:
        return
    status = TargetStatus.CLOSED if closed_on else TargetStatus.RUNNING
    target = row(opened_on=opened_on, closed_on=closed_on, status=status)

    moved = flow([target], CUT)

    closing = len(moved.opening) + len(moved.opened) - len(moved.closed)
    assert closing == stock.registered(target, CUT.stock_day)
