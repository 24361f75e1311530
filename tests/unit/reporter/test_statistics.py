"""Statistics: the same figures from rollup rows as from the records, grouped any way."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporter.domain.comparison import compare
from services.reporter.domain.period import Cut, Period, months_in, parse_period
from services.reporter.domain.rollup import (
    Line,
    OrderSum,
    counted_once,
    day_rows,
    lines,
    month_row,
    order_sum,
    read_lines,
    whole,
)
from services.reporter.domain.statistics import BY, Given, statistics
from shared.contracts.finding import Decision, Effect, Finding
from shared.contracts.order import Order, OrderState
from tests.factories import make_order
from tests.unit.reporter.quarter import AS_OF, QUARTER, TERMS, WORDING, facts, finding

CUT = Cut(QUARTER, AS_OF)


def stat(by: str = "kind", cut: Cut = CUT, kind: str = "", **change: Any) -> dict[str, Any]:
    whole_facts = facts(**change)
    chosen = [one for month in months_in(cut.quarter) for one in _once(whole_facts, month)]
    return statistics(Given(whole_facts, lines(chosen), {}, cut), by, TERMS, kind=kind)


def _once(whole_facts: Any, month: Any) -> list[Finding]:
    return counted_once(whole_facts.findings, month)


def row(stats: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in stats["rows"] if one["key"] == key)


def test_kinds_are_counted_as_the_quarter_report_counts_them() -> None:
    made = stat()

    figures = {
        one["key"]: (one["running"], one["with_problems"], one["unqualified"])
        for one in made["rows"]
    }
    assert figures == {"website": (9, 3, 1), "column": (36, 2, 2), "account": (142, 3, 3)}
    assert row(made, "account")["flow"] == {"opening": 146, "opened": 2, "closed": 6}
    assert row(made, "website")["rate"]["printed"] == "88.9%"
    assert made["total"]["findings"]["confirmed"] == 9


@pytest.mark.parametrize("by", [by for by in BY if by not in {"platform", "rule"}])
def test_the_groups_add_up_to_the_total(by: str) -> None:
    made = stat(by)

    for figure in ("registered", "running", "checked", "unqualified", "with_problems"):
        assert sum(one[figure] for one in made["rows"]) == made["total"][figure]
    assert "sum_differs" not in {one["code"] for one in made["warnings"]}


def test_units_stand_in_protocol_order_with_their_enquiries() -> None:
    made = stat("unit")

    assert [one["name"] for one in made["rows"]][:3] == ["市级", "临翔区", "永德县"]
    assert row(made, "linxiang")["enquiries"]["received"] == 26
    assert row(made, "finance")["enquiries"]["rate"] is None, "zero received prints no rate"


def test_rules_say_how_many_targets_they_hit() -> None:
    made = stat("rule")

    assert [(one["key"], one["targets"]) for one in made["rows"]] == [
        ("personal.resident_id", 3),
        ("wording.serious", len(WORDING)),
    ]


def test_a_kind_alone_leaves_the_others_out() -> None:
    made = stat("platform", kind="account")

    assert sum(one["running"] for one in made["rows"]) == 142
    assert made["total"]["running"] == 142


def test_a_month_counts_only_its_days() -> None:
    october = Cut(parse_period("2020-10"), AS_OF)

    made = stat(cut=october)

    assert made["total"]["findings"]["confirmed"] == 0
    assert row(made, "account")["flow"]["opened"] == 0


def test_a_period_without_any_record_says_that_its_figures_are_missing() -> None:
    empty = Cut(parse_period("2019Q1"), AS_OF)
    before = stat(cut=empty, findings=(), coverage=(), enquiries=())

    assert "no_data" in {one["code"] for one in before["warnings"]}
    both = compare(stat(), before)
    assert both["before"]["missing"]
    assert both["total"]["unqualified"] == {"now": 6, "before": None, "change": None}


def test_a_comparison_shows_the_change_of_counts_and_of_exact_rates() -> None:
    calm = stat(findings=())

    both = compare(stat(), calm)
    websites = row(both, "website")

    assert websites["unqualified"] == {"now": 1, "before": 0, "change": 1}
    assert websites["rate"]["change"] == "-11.1个百分点"


def test_a_row_that_one_period_lacks_is_null_and_not_zero() -> None:
    both = compare(stat("rule"), stat("rule", findings=()))

    assert row(both, "wording.serious")["targets"] == {"now": 6, "before": None, "change": None}


def test_a_stock_that_does_not_add_up_is_told_and_not_mended() -> None:
    targets = facts().targets
    odd = targets[-1].model_copy(update={"id": "odd", "closed_on": date(2020, 8, 1)})
    crossed = odd.model_copy(update={"opened_on": date(2020, 12, 1)})

    made = stat(targets=(*targets, crossed))

    assert "sum_differs" in {one["code"] for one in made["warnings"]}


@st.composite
def found(draw: st.DrawFn) -> tuple[list[Finding], list[Order]]:
    days = st.dates(date(2020, 9, 20), date(2021, 1, 10))
    findings, orders = [], []
    for number in range(draw(st.integers(0, 25))):
        target = draw(st.sampled_from(["site-city", "site-yongde", "column-03", "wechat-007"]))
        one = finding(
            target,
            draw(st.sampled_from(["wording.serious", "personal.resident_id", "link.dead"])),
            id=f"f{number:03}",
            url=draw(st.sampled_from(["", "http://a.example.cn/1"])),
            effect=draw(st.sampled_from(Effect)),
            decision=draw(st.sampled_from(Decision)),
            found_on=draw(days),
            sources=draw(st.sampled_from([("monitor",), ("province",)])),
            gone_at=draw(st.sampled_from([None, datetime(2021, 1, 2, tzinfo=UTC)])),
        )
        findings.append(one)
        if draw(st.booleans()):
            order = make_order(
                id=f"o{number:03}",
                findings=(one.id,),
                target=target,
                due_on=draw(days),
                state=draw(st.sampled_from([OrderState.ISSUED, OrderState.WITHDRAWN])),
                history=(),
            )
            orders.append(order)
    return findings, orders


def through_rows(
    findings: list[Finding], orders: list[Order], period: Period
) -> tuple[list[Line], OrderSum]:
    """Count through stored rows, whole months by month and cut ones by day."""
    read: list[Line] = []
    total = OrderSum()
    for month in months_in(period):
        for target in sorted({one.target for one in findings}):
            mine = [one for one in findings if one.target == target and one.found_on in month]
            ids = {one.id for one in mine}
            theirs = [order for order in orders if order.findings[0] in ids]
            days = day_rows(mine, theirs, month)
            rows = (
                [month_row(mine, theirs, month)]
                if whole(month, period)
                else [
                    kept
                    for day, kept in days.items()
                    if month.first.replace(day=int(day)) in period
                ]
            )
            for kept in rows:
                read += read_lines(target, kept)
                total.add(OrderSum.of_row(kept["orders"]))
    return read, total


@settings(max_examples=30, deadline=None)
@given(found(), st.sampled_from(["2020Q4", "2020-12", "2020-10-05..2020-12-20"]))
def test_rows_give_the_figures_of_the_records(
    both: tuple[list[Finding], list[Order]], text: str
) -> None:
    findings, orders = both
    period = parse_period(text)
    cut = Cut(period, date(2021, 1, 30))

    read, total = through_rows(findings, orders, period)

    once = [one for month in months_in(period) for one in counted_once(findings, month)]
    plain = lines([one for one in once if one.found_on in period])
    base = replace(facts(), findings=tuple(findings))
    for by in BY:
        rolled = statistics(Given(base, read, {}, cut), by, TERMS)
        assert rolled == statistics(Given(base, plain, {}, cut), by, TERMS)
    inside = {one.id for one in findings if one.found_on in period}
    direct = order_sum(order for order in orders if order.findings[0] in inside)
    assert (total.issued, total.overdue(AS_OF)) == (direct.issued, direct.overdue(AS_OF))
