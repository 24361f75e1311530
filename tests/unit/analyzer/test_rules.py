"""Every rule proves itself on its own examples."""

from dataclasses import replace
from datetime import date

import pytest

from services.analyzer.domain.lists import Post, Term
from services.analyzer.domain.rule import Example, Rule, View, view_of
from services.analyzer.domain.rules import RULES, RuleSet, rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Content
from shared.contracts.finding import Effect, Severity


@pytest.fixture(scope="module")
def packaged() -> RuleSet:
    roster = (Post("张示例", "示例市委书记"), Post("李范例", "示例市市长"))
    own = (Term("示例市示范服务中心", "own"),)
    return rule_set(replace(load_lists(), roster=roster, own=own))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_has_examples_on_both_sides_and_explains_itself(rule: Rule) -> None:
    assert rule.fires
    assert rule.silent
    assert all((rule.title, rule.source, rule.mend, rule.appeal))


@pytest.mark.parametrize(
    ("rule", "example"), [(rule.id, each) for rule in RULES.values() for each in rule.fires]
)
def test_a_rule_fires_where_it_must(packaged: RuleSet, rule: str, example: Example) -> None:
    assert rule in {hit.rule for hit in packaged.detect(view_of(example))}


@pytest.mark.parametrize(
    ("rule", "example"), [(rule.id, each) for rule in RULES.values() for each in rule.silent]
)
def test_a_rule_is_silent_where_it_must_be(packaged: RuleSet, rule: str, example: Example) -> None:
    assert rule not in {hit.rule for hit in packaged.detect(view_of(example))}


def test_a_rule_looks_only_at_what_was_published_in_its_time() -> None:
    rule = Rule(
        "wording.example",
        "例",
        Severity.HINT,
        Effect.DEDUCTION,
        source="例",
        mend="例",
        valid_from=date(2018, 3, 17),
        valid_to=date(2023, 3, 16),
    )

    assert not rule.valid_on(date(2018, 3, 16))
    assert rule.valid_on(date(2018, 3, 17))
    assert rule.valid_on(date(2023, 3, 16))
    assert not rule.valid_on(date(2023, 3, 17))
    assert rule.valid_on(None)


def test_spans_count_in_title_and_text(packaged: RuleSet) -> None:
    view = View(Content(title="会议布署工作", text="正文。"))

    assert [view.text[slice(*hit.span)] for hit in packaged.detect(view)] == ["布署"]
