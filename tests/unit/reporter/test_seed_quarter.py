"""The seed's quarter, value by value."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.reporter.quarter import report

GOLDEN = Path(__file__).parent / "golden" / "2020Q4.json"
WHOLE = report()
SEED = {
    "websites.registered": 9,
    "websites.running": 9,
    "websites.sampled": None,
    "websites.checked": 9,
    "websites.with_problems": 3,
    "websites.unqualified": 1,
    "websites.not_observed": 0,
    "websites.rate.printed": "88.9%",
    "websites.rate.truncated": "88.8%",
    "columns.running": 36,
    "columns.with_problems": 2,
    "columns.unqualified": 2,
    "columns.rate.printed": "94.4%",
    "accounts.registered": 142,
    "accounts.running": 142,
    "accounts.with_problems": 3,
    "accounts.unqualified": 3,
    "accounts.opening": 146,
    "accounts.opened": 2,
    "accounts.closed": 6,
    "accounts.rate.printed": "97.9%",
    "accounts.rate.truncated": "97.8%",
    "enquiries.received": 98,
    "enquiries.due": 98,
    "enquiries.on_time": 98,
    "enquiries.late": 0,
    "enquiries.rate.printed": "100.0%",
    "report_back.due_on": "2021-02-08",
    "report_back.working_days": 7,
    "report_back.provisional": False,
}
KEYS = [
    *("quarter", "as_of", "profile", "frozen", "issued", "digest"),
    *("websites", "columns", "accounts", "enquiries", "orders", "reminders", "report_back"),
    *("problems", "scores", "warnings", "evidence"),
]


def at(path: str) -> Any:
    value: Any = WHOLE
    for part in path.split("."):
        value = value[part]
    return value


def test_the_seeds_quarter_is_the_golden_file() -> None:
    assert json.loads(json.dumps(WHOLE)) == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("path", "value"), SEED.items())
def test_the_seeds_numbers(path: str, value: Any) -> None:
    assert at(path) == value


def test_the_keys_stand_in_their_order() -> None:
    assert list(WHOLE) == KEYS


def test_platforms_are_listed_as_the_notice_lists_them() -> None:
    rows = [(row["name"], row["running"]) for row in WHOLE["accounts"]["by_platform"]]

    assert rows == [
        ("微信公众号", 114),
        ("新浪微博", 15),
        ("移动客户端", 1),
        ("政务今日头条号", 2),
        ("抖音短视频号", 6),
        ("快手短视频号", 2),
        ("微信小程序", 2),
    ]


def test_enquiries_are_listed_by_unit_in_protocol_order() -> None:
    rows = [(row["name"], row["received"]) for row in WHOLE["enquiries"]["by_unit"]]

    assert rows == [
        ("市级", 25),
        ("临翔区", 26),
        ("永德县", 7),
        ("凤庆县", 3),
        ("云县", 4),
        ("双江", 5),
        ("镇康县", 12),
        ("沧源县", 11),
        ("耿马县", 4),
        ("市公安局", 1),
    ]


def test_scores_of_the_higher_level_stand_beside_ours() -> None:
    rows = [(row["points"], row["rank"], row["own"]) for row in WHOLE["scores"]]

    assert rows == [(98.7, 2, None), (95.7, 4, None)]


def test_the_warnings_say_where_rounding_matters() -> None:
    texts = {warning["figure"]: warning["text"] for warning in WHOLE["warnings"]}

    assert set(texts) == {"websites.rate", "accounts.rate"}
    assert "97%" in texts["accounts.rate"]
    assert "98%" in texts["accounts.rate"]
