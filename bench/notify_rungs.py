"""What became of each rung of the ladders: when the unit heard of the order."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bench.measure import Result, Row
from shared.contracts.alert import AlertKind, alert_id
from shared.contracts.order import Order
from shared.store.database import Database

RUNGS = (
    (AlertKind.BEFORE_DUE, "-3h", timedelta(hours=3)),
    (AlertKind.BEFORE_DUE, "-2h", timedelta(hours=2)),
    (AlertKind.BEFORE_DUE, "-1h", timedelta(hours=1)),
    (AlertKind.DUE, "due", timedelta(0)),
)
Rungs = Sequence[tuple[str, datetime]]
"""Ids of the alerts of one order, and when each is due."""
EARLY_SECONDS, LATE_SECONDS = 1.0, 60.0


def box(order: Order) -> str:
    """Return the address of the unit that answers for an order."""
    return f"mailto:{order.unit}@example.cn"


async def figures(database: Database, told: Sequence[Order], rate: float) -> Result:
    """Count what came early or late, at `rate` business seconds in a real one."""
    left: dict[str, datetime] = {}
    ladders = [list(_due(order)) for order in told]
    keys = [key for ladder in ladders for key, _ in ladder]
    for start in range(0, len(keys), 500):
        for document in await database.collection("alerts").get_many(keys[start : start + 500]):
            if document["sent_at"] is not None:
                left[document["_id"]] = document["sent_at"]
    heard = [lag for ladder in ladders for lag in _heard(ladder, left, rate)]
    lags = sorted(lag for lag in heard if lag is not None)
    early = sum(lag * rate < -EARLY_SECONDS for lag in lags)
    late = sum(lag > LATE_SECONDS for lag in lags) + len(heard) - len(lags)
    rows = [_row("orders_late", late, "rungs"), _row("orders_early", early, "rungs")]
    rows.append(_row("orders_overtaken", len(keys) - len(left), "rungs"))
    if lags:
        rows.append(_row("orders_lag_p50", lags[len(lags) // 2], "s"))
        rows.append(_row("orders_lag_max", lags[-1], "s"))
    return Result(rows=rows)


def _heard(ladder: Rungs, left: Mapping[str, datetime], rate: float) -> Iterator[float | None]:
    """Return for each rung after how many real seconds the unit heard of the order; None: never.

    A rung that a later one has overtaken is not sent any more: the later one speaks for both.
    """
    for number, (key, due) in enumerate(ladder):
        if key in left:
            yield (left[key] - due).total_seconds() / rate
            continue
        later = [left[other] for other, _ in ladder[number + 1 :] if other in left]
        yield (min(later) - due).total_seconds() / rate if later else None


def _due(order: Order) -> Iterator[tuple[str, datetime]]:
    stamp = int(order.due_at.timestamp())
    for kind, rung, before in RUNGS:
        key = alert_id(order.id, kind, f"rectify {rung} {stamp}", box(order))
        yield key, order.due_at - before


def _row(name: str, value: float, unit: str) -> Row:
    return Row(name, value, unit, value, value, 1)
