"""What the figures of a quarter report depend on, and what they do not depend on."""

import json
import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporter.domain.facts import AlertCounts
from services.reporter.domain.report import digest
from tests.unit.reporter.quarter import TERMS, facts, findings, report

WHOLE = report()


def flat(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, list):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return {path: value}
    parts = (flat(part, f"{path}.{name}") for name, part in value.items())
    return {key: leaf for part in parts for key, leaf in part.items()}


def changed(before: Any, after: Any) -> set[str]:
    """The figures, by section and name, in which two reports differ."""
    old, new = flat(before), flat(after)
    paths = {path for path in old | new if old.get(path) != new.get(path)}
    outside = ("digest", "evidence", "problems", "warnings")
    short = {".".join(path.split(".")[1:3]) for path in paths}
    return {path for path in short if path.partition(".")[0] not in outside}


@settings(max_examples=20)
@given(st.integers())
def test_the_order_of_the_facts_does_not_matter(seed: int) -> None:
    mixer = random.Random(seed)  # noqa: S311 the seed is hypothesis'
    whole = facts()
    names = ("targets", "units", "findings", "coverage", "enquiries", "scores")
    mixed: dict[str, Any] = {}
    for name in names:
        rows = getattr(whole, name)
        mixed[name] = tuple(mixer.sample(rows, len(rows)))

    again = report(replace(whole, **mixed))

    assert json.dumps(again) == json.dumps(WHOLE)


@pytest.mark.parametrize("gone", findings(), ids=lambda finding: finding.id)
def test_removing_a_finding_changes_the_figures_that_depend_on_it(gone: Any) -> None:
    rest = tuple(finding for finding in findings() if finding.id != gone.id)

    after = report(facts(findings=rest))

    section = {"site": "websites", "column": "columns"}.get(gone.target.split("-")[0], "accounts")
    stays = gone.target == "site-linxiang"  # it has a finding of each sort
    figures = set() if stays else {f"{section}.with_problems"}
    if gone.effect == "veto":
        figures |= {f"{section}.unqualified", f"{section}.rate"}
        figures |= {"accounts.by_platform"} if section == "accounts" else set()
    assert changed(WHOLE, after) == figures
    assert gone.id not in json.dumps(after["problems"])


@pytest.mark.parametrize("kept", [findings(), ()], ids=["with-findings", "without-findings"])
def test_without_observations_nothing_is_checked_and_no_rate_is_printed(kept: Any) -> None:
    blind = report(facts(coverage=(), findings=kept))

    for key, running in (("websites", 9), ("columns", 36), ("accounts", 142)):
        assert blind[key]["not_observed"] == running
        assert blind[key]["checked"] == 0
        assert blind[key]["rate"] is None


def test_an_unobserved_target_leaves_the_rate() -> None:
    seen = tuple(row for row in facts().coverage if row.target != "site-city")

    made = report(facts(coverage=seen))

    assert made["websites"]["rate"]["denominator"] == 8
    assert made["websites"]["rate"]["numerator"] == 7
    assert made["evidence"]["not_observed"] == {"site-city": "无监测记录"}


def test_an_unqualified_target_that_was_not_observed_withholds_the_rate() -> None:
    seen = tuple(row for row in facts().coverage if row.target != "site-linxiang")

    made = report(facts(coverage=seen))

    assert made["websites"]["unqualified"] == 1
    assert made["websites"]["rate"] is None
    assert "rate_withheld" in {warning["code"] for warning in made["warnings"]}


def test_a_sample_replaces_the_running_ones_of_its_kind_only() -> None:
    drawn = frozenset({"weibo-001", "weibo-002", "wechat-001", "wechat-002"})

    made = report(facts(sample=drawn))

    assert (made["accounts"]["sampled"], made["accounts"]["checked"]) == (4, 4)
    assert made["accounts"]["rate"]["numerator"] == 1
    assert made["websites"]["sampled"] is None


def test_own_points_below_sixty_make_a_portal_unqualified() -> None:
    made = report(facts(own_points={"site-city": 59.9, "site-fengqing": 96.0}))

    assert made["websites"]["unqualified"] == 2
    assert [row["own"] for row in made["scores"]] == [96.0, None]


def test_a_report_owed_is_outstanding_once_the_notice_is_issued() -> None:
    issued = replace(TERMS, frozen=True, issued={"number": "示例〔2021〕1号", "date": "2021-02-01"})

    made = report(facts(reported_back=frozenset({"yongde", "finance"})), terms=issued)

    assert made["report_back"]["received"] == 2
    assert made["report_back"]["outstanding"] == [
        "civil",
        "gengma",
        "linxiang",
        "sample",
        "zhenkang",
    ]
    assert made["report_back"]["due_on"] == "2021-02-09"
    assert made["digest"] == digest(made)


def test_freezing_and_issuing_do_not_change_the_digest() -> None:
    issued = replace(TERMS, frozen=True, issued={"number": "示例〔2021〕1号", "date": "2021-02-01"})

    assert report(terms=issued)["digest"] == WHOLE["digest"]


def test_a_changed_figure_changes_the_digest() -> None:
    assert report(facts(alerts=AlertCounts(overdue=1)))["digest"] != WHOLE["digest"]


def test_a_due_date_without_a_published_schedule_is_provisional() -> None:
    assert report(as_of=date(2029, 1, 30))["report_back"]["provisional"] is True
