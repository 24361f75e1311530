"""Masks that can be put together again are told, by whatever they share."""

import pytest

from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Content
from tests.personal import resident_id

RULES = rule_set(load_lists())
ID = resident_id(born="19900307", serial="013")
WITHOUT_BIRTH = f"{ID[:6]}********{ID[14:]}"
WITHOUT_REGION = f"******{ID[6:]}"
OTHER = resident_id(born="19851112", serial="207")


def rules(text: str) -> set[str]:
    found = RULES.detect(View(Content(text=text)))
    return {hit.rule for hit in found if hit.rule.startswith("personal.")}


@pytest.mark.parametrize(
    "text",
    [
        f"表一：王建国，证件{WITHOUT_REGION}。\n表二：王建国，证件{WITHOUT_BIRTH}。",
        f"名单中王建国的证件为{WITHOUT_BIRTH}；其后公告中同一人的证件为{WITHOUT_REGION}。",
    ],
)
def test_two_masks_of_one_number_complete_each_other(text: str) -> None:
    assert rules(text) == {"personal.weak_mask", "personal.recombinable"}


def test_masks_of_two_people_do_not() -> None:
    text = f"王建国，证件{WITHOUT_BIRTH}。李芳，证件******{OTHER[6:]}。"
    assert rules(text) == {"personal.weak_mask"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"姓名：王建国\n出生年月日：1990年3月7日\n证件号码：{WITHOUT_BIRTH}", True),
        (f"姓名：王建国\n证件号码：{WITHOUT_BIRTH}\n出生日期：1990年3月7日", True),
        (f"姓名：李芳\n出生日期：1990年3月7日\n姓名：王建国\n证件号码：{WITHOUT_BIRTH}", False),
    ],
    ids=["above", "below", "of another person"],
)
def test_a_birth_date_in_the_same_record_completes_a_mask(text: str, *, told: bool) -> None:
    assert rules(text) == ({"personal.recombinable"} if told else set())


def test_a_card_is_masked_poorly_under_whatever_its_column_is_called() -> None:
    assert rules("养殖户,头数,补助金额,收款卡\n王建国,11,880.00,62220200001234567**") == {
        "personal.weak_mask"
    }
