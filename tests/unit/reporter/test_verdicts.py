"""Assessments beside the figures: the last by a day, certain points, differences about failing."""

from datetime import date
from typing import Any

import pytest

from services.reporter.domain.verdicts import last, points
from shared.contracts.assessment import Assessment, Points, Verdict
from tests.unit.reporter.quarter import facts, report


def assessed(target: str, verdict: str, **fields: Any) -> Assessment:
    given = {
        "unit": "linxiang",
        "kind": "website",
        "quarter": "2020Q4",
        "on": date(2020, 12, 20),
        "profile": "p",
        "profile_digest": "d",
        **fields,
    }
    return Assessment(target=target, verdict=Verdict(verdict), **given)


def test_the_last_word_by_a_day_is_taken_corrections_from_the_day_they_were_made() -> None:
    first = assessed("a", "compliant")
    later = assessed("a", "violating", on=date(2020, 12, 25))
    mended = later.model_copy(
        update={"verdict": Verdict.COMPLIANT, "revision": 2, "corrected_on": date(2021, 1, 5)}
    )
    other = assessed("b", "not_observed")
    told = [mended, other, later, first]

    assert last(told, date(2020, 12, 19)) == []
    assert last(told, date(2020, 12, 24)) == [first, other]
    assert last(told, date(2021, 1, 4)) == [later, other]
    assert last(told, date(2021, 1, 5)) == [mended, other]


def test_points_that_could_still_fall_are_no_score_unless_they_fail_already() -> None:
    given = [
        assessed("whole", "compliant", points=Points(total=91.5)),
        assessed("open", "compliant", points=Points(total=100, provisional=True)),
        assessed("lost", "violating", points=Points(total=59.9, provisional=True)),
        assessed("none", "compliant"),
    ]
    assert points(given) == {"whole": 91.5, "lost": 59.9}


@pytest.mark.parametrize(
    ("target", "verdict", "differs"),
    [
        ("site-linxiang", "violating", False),
        ("site-linxiang", "compliant", True),
        ("site-linxiang", "not_observed", True),
        ("site-yongde", "violating", True),
        ("site-yongde", "compliant", False),
        ("site-yongde", "not_observed", False),
    ],
)
def test_who_fails_by_one_and_not_by_the_other_is_named(
    target: str, verdict: str, *, differs: bool
) -> None:
    made = report(facts(assessments=(assessed(target, verdict),)))

    told = [one for one in made["warnings"] if one["code"] == "verdict_differs"]
    assert bool(told) == differs
    assert made["websites"]["unqualified"] == 1, "the figures stay"
    assert made["evidence"]["assessments"] == {target: f"2020Q4:{target}:2020-12-20:1"}


def test_many_differences_are_counted_after_the_first_twenty() -> None:
    accounts = [target.id for target in facts().targets if target.kind == "account"][:30]
    made = report(
        facts(assessments=tuple(assessed(one, "violating", kind="account") for one in accounts))
    )
    texts = [one["text"] for one in made["warnings"] if one["code"] == "verdict_differs"]
    assert len(texts) == 21
    assert any("政务新媒体另有" in text for text in texts)
