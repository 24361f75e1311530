"""Deadline classes as data: the first that fits holds, bad files say what is wrong."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.contracts.deadline import OTHER, DeadlineClass, class_of
from shared.contracts.finding import Severity
from shared.deadlines import load_deadlines
from shared.errors import PermanentError


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("personal.resident_id", "personal"),
        ("wording.serious", "serious"),
        ("wording.typo", "wording"),
        ("link.dead", "link"),
        ("freshness.column", "freshness"),
        ("mark.tags", "other"),
    ],
)
def test_the_packaged_classes_take_the_first_that_fits(rule: str, name: str) -> None:
    assert class_of(load_deadlines(), rule, Severity.ORDINARY).name == name


def test_without_any_class_seven_working_days_hold() -> None:
    assert class_of((), "wording.typo", Severity.HINT) is OTHER
    assert OTHER.rectify_working_days == 7


def test_a_class_may_ask_for_a_severity() -> None:
    grave = DeadlineClass(name="grave", severities=(Severity.SERIOUS,), rectify_hours=24)

    assert grave.fits("link.dead", Severity.SERIOUS)
    assert not grave.fits("link.dead", Severity.HINT)


@pytest.mark.parametrize(
    "limits", [{}, {"rectify_hours": 3, "rectify_working_days": 1}], ids=["none", "two"]
)
def test_a_class_has_exactly_one_limit(limits: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="give one of"):
        DeadlineClass(name="a", **limits)  # type: ignore[arg-type] - numbers all


@pytest.mark.parametrize(
    "text",
    [
        "- name: a\n  rectify_hours: 1\n- name: a\n  rectify_hours: 2\n",
        "name: a",
        "- {",
        "- name: a\n  rectify_working_days: many\n",
    ],
    ids=["twice", "no-list", "no-yaml", "no-number"],
)
def test_a_bad_file_is_named_with_its_fault(text: str, tmp_path: Path) -> None:
    file = tmp_path / "deadlines.yaml"
    file.write_text(text, "utf-8")

    with pytest.raises(PermanentError, match=r"deadlines\.yaml"):
        load_deadlines(file)
