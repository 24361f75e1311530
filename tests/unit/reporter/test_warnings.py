"""What does not add up, or was counted with a doubt, is said and never corrected."""

import copy
from datetime import date
from typing import Any

import pytest

from services.reporter.domain.checks import NAMES, rounding, sums
from services.reporter.domain.rounding import Mode, Style
from shared.contracts.finding import Decision
from shared.contracts.target import TargetStatus
from tests.unit.reporter.quarter import AS_OF, account, enquiry, facts, finding, report

CODES = ("rounding_differs",)


def said(**change: Any) -> list[tuple[str, str]]:
    """Codes and figures of the warnings, without those of the seed's quarter."""
    rows = report(facts(**change))["warnings"]
    return [(row["code"], row["figure"]) for row in rows if row["code"] not in CODES]


def more_accounts(**fields: Any) -> dict[str, Any]:
    return {"targets": (*facts().targets, account("extra", **{"platform": "weibo", **fields}))}


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        pytest.param(
            {"stated": {"accounts.opening": 145}},
            ("stated_differs", "accounts.opening"),
            id="stated",
        ),
        pytest.param(
            {"stated": {"accounts.unknown": 1}},
            ("stated_unknown", "accounts.unknown"),
            id="stated-unknown",
        ),
        pytest.param(
            more_accounts(status=TargetStatus.CLOSED),
            ("closed_without_date", "accounts.registered"),
            id="closed-without-date",
        ),
        pytest.param(
            more_accounts(closed_on=date(2018, 1, 1), status=TargetStatus.CLOSED),
            ("dates_crossed", "accounts.registered"),
            id="dates-crossed",
        ),
        pytest.param(
            more_accounts(platform="orkut"),
            ("unknown_platform", "accounts.by_platform"),
            id="unknown-platform",
        ),
        pytest.param(
            more_accounts(unit="nobody"),
            ("unknown_unit", "accounts.registered"),
            id="unknown-unit",
        ),
        pytest.param(
            {"findings": (finding("nowhere"),)}, ("unknown_target", "problems"), id="unknown-target"
        ),
        pytest.param(
            {"findings": (finding("wechat-901"),)},
            ("target_not_running", "accounts.with_problems"),
            id="closed-target",
        ),
        pytest.param(
            {"findings": (finding("site-city", decision=Decision.SUSPECTED),)},
            ("unconfirmed", "problems"),
            id="unconfirmed",
        ),
        pytest.param(
            {"enquiries": (enquiry("e", "city", valid=False),)},
            ("invalid_without_reason", "enquiries.received"),
            id="invalid-without-reason",
        ),
        pytest.param(
            {"enquiries": (enquiry("e", "city", due_on=None),)},
            ("without_limit", "enquiries.due"),
            id="without-limit",
        ),
        pytest.param(
            {"enquiries": (enquiry("e", "nobody"),)},
            ("unknown_unit", "enquiries.by_unit"),
            id="enquiry-of-nobody",
        ),
        pytest.param(
            {"enquiries": (enquiry("e", "city", due_on=AS_OF, closed_on=None),)},
            ("due_today", "enquiries.due"),
            id="due-today",
        ),
        pytest.param({"coverage": ()}, ("not_observed", "columns.not_observed"), id="not-observed"),
    ],
)
def test_a_doubt_is_said(change: dict[str, Any], warning: tuple[str, str]) -> None:
    assert warning in said(**change)


def test_the_seeds_quarter_leaves_no_doubt() -> None:
    assert said() == []


def test_a_figure_that_agrees_with_the_stated_one_is_silent() -> None:
    assert said(stated={"accounts.opening": 146, "enquiries.received": 98}) == []


@pytest.mark.parametrize(
    ("path", "figure"),
    [
        (("accounts", "running"), "accounts.running"),
        (("accounts", "opening"), "accounts.registered"),
        (("accounts", "unqualified"), "accounts.unqualified"),
        (("enquiries", "received"), "enquiries.received"),
        (("enquiries", "late"), "enquiries.late"),
    ],
)
def test_parts_that_do_not_add_up_are_said(path: tuple[str, str], figure: str) -> None:
    tampered = copy.deepcopy(report())
    tampered[path[0]][path[1]] += 1

    assert ("sum_differs", figure) in {(one.code, one.figure) for one in sums(tampered)}
    assert not list(sums(report()))


@pytest.mark.parametrize(
    ("fraction", "style", "ending"),
    [
        pytest.param((8, 9), None, "截断为88.8%。", id="no-notice"),
        pytest.param((8, 9), Style(1), "印作88.9%，按截断则为88.8%。", id="notice-rounds"),
        pytest.param(
            (139, 142),
            Style(0, Mode.TRUNCATE),
            "印作97%，按四舍五入则为98%。",
            id="notice-truncates",
        ),
        pytest.param((31, 41), Style(0), "印作76%，按截断则为75%。", id="only-the-notice-differs"),
        pytest.param((19, 23), Style(2), "印作82.61%，按截断则为82.60%。", id="both-differ"),
        pytest.param((203, 230), Style(0), "通报保留0位小数，印作88%。", id="notice-agrees"),
    ],
)
def test_a_hidden_difference_is_spelled_out(
    fraction: tuple[int, int], style: Style | None, ending: str
) -> None:
    share = dict(zip(("numerator", "denominator"), fraction, strict=True))
    made: dict[str, Any] = {key: {"rate": None} for key in NAMES} | {"websites": {"rate": share}}

    warnings = list(rounding(made, {"websites": style} if style else {}))

    assert [warning.text.endswith(ending) for warning in warnings] == [True]


def test_a_rate_that_both_ways_print_alike_is_silent() -> None:
    made: dict[str, Any] = {key: {"rate": None} for key in NAMES}
    made["columns"] = {"rate": {"numerator": 34, "denominator": 36}}

    assert not list(rounding(made, {"columns": Style(0)}))


def test_every_rate_has_its_warning() -> None:
    share = {"numerator": 8, "denominator": 9, "printed": "88.9%", "truncated": "88.8%"}
    made: dict[str, Any] = {key: {"rate": None} for key in NAMES}
    made["accounts"]["by_platform"] = [{"platform": "weibo", "name": "新浪微博", "rate": share}]
    made["orders"] = {"rate": share, "recheck_rate": share}

    assert [(one.figure, one.text) for one in rounding(made, {})] == [
        (
            "accounts.by_platform.weibo.rate",
            "新浪微博合格率8/9：四舍五入为88.9%，截断为88.8%。",
        ),
        ("orders.rate", "按期整改率8/9：四舍五入为88.9%，截断为88.8%。"),
        ("orders.recheck_rate", "复查合格率8/9：四舍五入为88.9%，截断为88.8%。"),
    ]


def test_a_quarter_without_any_record_is_missing_and_not_zero() -> None:
    nothing = {"coverage": (), "findings": (), "enquiries": ()}
    assert ("no_data", "checked") in said(**nothing)
    assert ("no_data", "registered") in said(**nothing, targets=())
    assert ("no_data", "checked") not in said(coverage=(), findings=())
