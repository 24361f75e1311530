"""The page of the rules says what the rules say."""

from pathlib import Path

from services.analyzer.domain.page import rules_page
from services.analyzer.domain.rules import RULES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_the_page_of_the_rules_is_current() -> None:
    current = PAGE.read_text("utf-8") == rules_page(RULES.values())

    assert current, "run: python -m services.analyzer.page > docs/rules.md"


def test_every_rule_has_a_section() -> None:
    lines = PAGE.read_text("utf-8").splitlines()

    assert [rule.id for rule in RULES.values() if f"### {rule.id}" not in lines] == []
