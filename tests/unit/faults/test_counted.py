"""What is derived is compared with its sources: each kind of difference is named."""

from collections import Counter
from datetime import date
from typing import Any

from services.analyzer.domain.assessing.daily import signature
from shared.contracts.assessment import Assessment, Verdict
from shared.contracts.finding import Decision
from shared.contracts.target import TargetKind
from tests.factories import make_finding, make_order
from tests.faults import counted

FINDING = make_finding(decision=Decision.CONFIRMED)
ORDER = make_order(findings=(FINDING.id,))
FRESH = counted.recounted([FINDING], [ORDER])
MONTH = f"{FINDING.found_on:%Y-%m}:{FINDING.target}"


def assessment(day: int, verdict: Verdict, **fields: Any) -> Assessment:
    given = {
        "target": "site-0",
        "unit": "unit-0",
        "kind": TargetKind.WEBSITE,
        "quarter": "2021Q1",
        "on": date(2021, 3, day),
        "profile": "p",
        "profile_digest": "d",
        "verdict": verdict,
    }
    return Assessment(**{**given, **fields})


GOOD, BAD = assessment(2, Verdict.COMPLIANT), assessment(9, Verdict.VIOLATING)
TOLD = Counter([GOOD.id, BAD.id])
STANDING = {"2021Q1:site-0": (BAD.id, signature(BAD))}


def test_a_row_counts_a_finding_and_its_order_once_in_its_month_and_on_its_day() -> None:
    row, days = FRESH[MONTH], FRESH[f"d{MONTH}"]

    assert [line[-1] for line in row["findings"]] == [1]
    assert row["orders"]["numbers"][0] == 1
    assert days == {f"{FINDING.found_on:%d}": row}
    assert list(counted.differing(FRESH, FRESH)) == []


def test_a_row_that_counts_twice_is_missing_or_is_left_over_is_named() -> None:
    twice = counted.recounted([FINDING, FINDING.model_copy(update={"id": "again"})], [ORDER])

    assert {key for key, _ in counted.differing(twice, FRESH)} == {MONTH, f"d{MONTH}"}
    assert {key for key, _ in counted.differing({}, FRESH)} == {MONTH, f"d{MONTH}"}
    assert {key for key, _ in counted.differing(FRESH, {})} == {MONTH, f"d{MONTH}"}


def test_assessments_that_were_told_once_and_are_stood_by_are_sound() -> None:
    assert dict(counted.unsound([GOOD, BAD], TOLD, STANDING)) == {}


def test_an_assessment_that_was_told_twice_or_never_or_is_not_stored_is_named() -> None:
    twice = dict(counted.unsound([GOOD, BAD], TOLD + Counter([GOOD.id]), STANDING))
    never = dict(counted.unsound([GOOD, BAD], Counter([BAD.id]), STANDING))
    lost = dict(counted.unsound([BAD], TOLD, STANDING))

    assert "announced 2 times" in twice[f"told {GOOD.id}"]
    assert "announced 0 times" in never[f"told {GOOD.id}"]
    assert "not stored" in lost[f"told {GOOD.id}"]


def test_an_earlier_day_that_was_corrected_later_makes_no_assessment_say_nothing_new() -> None:
    corrected = assessment(8, Verdict.VIOLATING, revision=2, corrects=GOOD.id)
    told = Counter([GOOD.id, BAD.id, corrected.id])

    assert dict(counted.unsound([GOOD, BAD, corrected], told, STANDING)) == {}
    wrong = dict(counted.unsound([GOOD, corrected, BAD], told, STANDING))
    assert wrong == {BAD.id: f"assessment {BAD.id} says what {corrected.id} said"}


def test_an_assessment_that_says_nothing_new_is_named() -> None:
    again = assessment(12, Verdict.VIOLATING)
    standing = {"2021Q1:site-0": (again.id, signature(again))}

    wrong = dict(counted.unsound([GOOD, BAD, again], TOLD + Counter([again.id]), standing))

    assert wrong[again.id] == f"assessment {again.id} says what {BAD.id} said"


def test_standing_by_what_is_not_the_last_assessment_is_named() -> None:
    (text,) = dict(
        counted.unsound([GOOD, BAD], TOLD, {"2021Q1:site-0": (GOOD.id, signature(GOOD))})
    ).values()

    assert BAD.id in text
