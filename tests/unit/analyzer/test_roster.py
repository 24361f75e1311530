"""The roster: names one character off, and titles that were not held on the day."""

from datetime import date

import pytest

from services.analyzer.domain.lists import Lists
from services.analyzer.domain.office_lists import joined
from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from shared.contracts.article import Content

ROWS = [
    ("张示例", "示例市市长", "2016-01-01", "2020-12-31"),
    ("李范例", "示例市市长", "2021-01-01", ""),
    ("阿依古丽·买买提", "示例市市长", "2021-01-01", "2021-01-01"),
    ("张示例", "示例市委书记", "2021-01-01", ""),
]


@pytest.mark.parametrize(
    ("text", "day", "rules"),
    [
        ("示例市市长张示例出席。", date(2020, 12, 31), []),
        ("示例市市长张示例出席。", date(2021, 1, 1), ["wording.roster_title"]),
        ("示例市市长李范例出席。", date(2021, 1, 1), []),
        ("示例市市长李范列出席。", date(2021, 1, 1), ["wording.roster_name"]),
        ("示例市市长王大明出席。", date(2021, 1, 1), []),
        ("时任示例市市长张示例出席。", date(2021, 6, 1), []),
        ("示例市市长张示例出席。", None, []),
        ("张示列示例市市长出席。", date(2020, 6, 1), ["wording.roster_name"]),
        ("示例市市长：李范列；记录：王大明。", date(2021, 1, 1), ["wording.roster_name"]),
        ("示例市市长李例出席。", date(2021, 1, 1), ["wording.roster_name"]),
        ("示例市市长李范大例出席。", date(2021, 1, 1), ["wording.roster_name"]),
        ("示例市市长阿依古丽·买买堤出席。", date(2021, 1, 1), ["wording.roster_name"]),
        ("示例市委副书记、代示例市市长张示例出席。", date(2021, 1, 1), []),
        ("李范例示例市市长出席。", date(2021, 1, 1), []),
    ],
)
def test_a_name_and_its_title_are_judged_by_the_day(
    text: str, day: date | None, rules: list[str]
) -> None:
    lists = joined(Lists(), [("roster", ROWS)])

    hits = rule_set(lists).detect(View(Content(text=text), published_on=day))

    assert [hit.rule for hit in hits] == rules
