"""Deadline classes as part of a profile: laid over one another, dated, refused with a place."""

from datetime import date

import pytest

from services.analyzer.domain.assessing.library import Library, ProfileError
from services.analyzer.domain.assessing.telling import differences
from services.analyzer.domain.rules import RULES
from shared.contracts.deadline import class_of
from shared.contracts.finding import Severity
from shared.contracts.profile import Profile
from shared.store.profiles import Applied
from tests.unit.analyzer.assessing.cases import library, national

BASE = """\
name: base
title: 示例
valid_from: 2020-01-01
items: []
deadlines:
  - {name: link, rules: [link.*], rectify_working_days: 3}
  - {name: other, rectify_working_days: 7, ladder: {overdue_most: 5}}
"""
OVER = "name: over\ntitle: 本地\nbase: base\nvalid_from: 2021-01-01\ndeadlines:\n"


def loaded(*texts: str) -> Library:
    return Library({f"{n}.yaml": text for n, text in enumerate(texts)}, RULES)


def over(lines: str) -> Profile:
    return loaded(BASE, OVER + lines).profile("over", date(2021, 1, 1))


def test_a_class_of_the_overlay_is_tried_before_those_below() -> None:
    profile = over("  - {name: serious, severities: [serious], rectify_hours: 24}\n")

    assert [one.name for one in profile.deadlines] == ["serious", "link", "other"]
    assert class_of(profile.deadlines, "link.dead", Severity.SERIOUS).name == "serious"
    assert class_of(profile.deadlines, "link.dead", Severity.ORDINARY).name == "link"
    assert class_of(profile.deadlines, "mark.tags", Severity.HINT).name == "other"


def test_an_overlay_changes_single_fields_of_a_class() -> None:
    (other,) = over("  - {name: other, ladder: {at_due: false}}\n").deadlines[:1]

    assert (other.name, other.rectify_working_days) == ("other", 7)
    assert (other.ladder.at_due, other.ladder.overdue_most) == (False, 5)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("  - {name: other, rectify_hours: 24}\n", "give one of rectify_hours"),
        ("  - {name: new, rules: [link.resld], rectify_hours: 2}\n", "did you mean link.resold"),
        ("  - {name: new, rectify_hours: -2}\n", "rectify_hours"),
        ("  - {name: new, rectify_days: 2}\n", "rectify_working_days"),
        ("  - {name: other, ladder: {overdue: 2}}\n", "`ladder.overdue` is not known"),
        ("  - {name: other}\n  - {name: other}\n", "stands twice"),
        ("  - {rectify_hours: 2}\n", "`name` is missing"),
        ("  - 3\n", "`name` is missing"),
    ],
)
def test_a_bad_class_is_refused_with_its_line(lines: str, told: str) -> None:
    with pytest.raises(ProfileError, match=r"1\.yaml, line [67]:") as caught:
        over(lines)

    assert told in str(caught.value)


def test_classes_hold_from_the_day_of_their_file() -> None:
    known = loaded(
        BASE + "valid_to: 2021-06-30\n",
        BASE.replace("2020-01-01", "2021-07-01").replace(
            "rectify_working_days: 3", "rectify_hours: 9"
        ),
        OVER.replace("over", "dated").replace("deadlines:\n", ""),
    )

    applied = Applied(name="dated", deadlines=known.deadlines("dated"))
    assert [one.valid_from for one in applied.deadlines] == [date(2021, 1, 1), date(2021, 7, 1)]
    assert applied.deadlines_on(date(2020, 12, 31)) == ()
    assert applied.deadlines_on(date(2021, 6, 30))[0].rectify_working_days == 3
    assert applied.deadlines_on(date(2021, 7, 1))[0].rectify_hours == 9


def test_a_profile_that_ends_leaves_no_classes() -> None:
    known = loaded(BASE + "valid_to: 2020-12-31\n")

    assert [(one.valid_from, len(one.classes)) for one in known.deadlines("base")] == [
        (date(2020, 1, 1), 2),
        (date(2021, 1, 1), 0),
    ]


def test_deadlines_change_no_verdicts_profile_and_are_shown_by_a_comparison() -> None:
    city = library().profile("example-city", date(2021, 3, 1))
    slower = Profile(**{**dict(city), "deadlines": city.deadlines[:1]})

    assert slower.digest == city.digest
    assert [row["where"] for row in differences(city, slower)] == ["serious", "other"]
    assert national().deadlines == (), "the national scheme leaves them to the notifier"
