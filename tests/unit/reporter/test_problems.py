"""Which findings count, and how outside ones join detected ones."""

from datetime import date
from typing import Any

import pytest

from services.reporter.domain.counting.problems import counted
from services.reporter.domain.period import Cut
from shared.contracts.finding import Decision, Effect
from tests.unit.reporter.quarter import AS_OF, QUARTER, finding

CUT = Cut(QUARTER, AS_OF)
URL = "http://site-city.example.cn/1.html"


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        pytest.param({}, True, id="confirmed-veto"),
        pytest.param({"effect": Effect.PROBLEM}, True, id="confirmed-problem"),
        pytest.param({"effect": Effect.DEDUCTION}, False, id="deduction"),
        pytest.param({"decision": Decision.SUSPECTED}, False, id="suspected"),
        pytest.param({"decision": Decision.REJECTED}, False, id="rejected"),
        pytest.param({"found_on": date(2020, 9, 30)}, False, id="quarter-before"),
        pytest.param({"found_on": date(2020, 12, 31)}, True, id="last-day"),
        pytest.param({"found_on": date(2021, 1, 1)}, False, id="quarter-after"),
    ],
)
def test_which_findings_count(fields: dict[str, Any], *, counts: bool) -> None:
    assert bool(counted([finding("site-city", **fields)], CUT)) is counts


def test_an_outside_finding_at_the_same_address_is_a_second_source() -> None:
    detected = finding("site-city", id="b", url=URL)
    outside = finding("site-city", id="a", url=URL, sources=("province",))

    merged = counted([outside, detected], CUT)

    assert [one.id for one in merged] == ["b"]
    assert merged[0].sources == ("monitor", "province")


def test_two_detected_sentences_of_one_page_stay_two() -> None:
    pair = [finding("site-city", id=key, url=URL) for key in "ab"]

    assert len(counted(pair, CUT)) == 2


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"url": "http://site-city.example.cn/2.html"}, id="other-address"),
        pytest.param({"url": ""}, id="no-address"),
        pytest.param({"rule": "personal.resident_id"}, id="other-rule"),
    ],
)
def test_an_outside_finding_elsewhere_is_its_own(fields: dict[str, Any]) -> None:
    outside = finding("site-city", id="a", sources=("province",)).model_copy(update=fields)

    assert len(counted([finding("site-city", id="b", url=URL), outside], CUT)) == 2
