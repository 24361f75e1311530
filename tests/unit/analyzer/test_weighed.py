"""Rules and pieces of text are weighed together; what was learned holds nothing of anybody."""

import re

import pytest

from services.analyzer.domain.lists import Lists
from services.analyzer.domain.privacy.context import Words
from services.analyzer.domain.privacy.roles import Whose
from services.analyzer.domain.privacy.weighed import CONTACTS, HOMES, Learned, pieces, weighed
from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_learned, load_lists
from shared.contracts.article import Content

SALE = "团队订餐请找王建国，"
WORDS = Words(SALE, "，随到随吃", "")


def test_without_weights_the_rules_decide() -> None:
    assert weighed(Whose.PERSON, CONTACTS, pieces(WORDS, []), {}) is Whose.PERSON


@pytest.mark.parametrize(("weight", "whose"), [(0.5, Whose.PERSON), (2.0, Whose.NOBODY)])
def test_a_piece_must_weigh_more_than_the_rules(weight: float, whose: Whose) -> None:
    weights = {"b订餐": (weight, 0.0, 0.0)}
    assert weighed(Whose.PERSON, CONTACTS, pieces(WORDS, []), weights) is whose


def test_pieces_are_marked_with_where_they_stand_and_hold_no_number() -> None:
    found = pieces(Words("电话138", "（宅）", "手机", "姓名 手机"), ["住址：3组27号"])

    assert {"b电话", "d^（", "h^手", "k姓名", "u^住", "a0^"} <= set(found)
    assert not any(re.search(r"[1-9]", piece) for piece in found)


def test_what_was_learned_holds_no_number_and_fits_its_kinds() -> None:
    contacts, homes = load_learned()

    assert len(contacts) > 1_000 < len(homes)
    assert {len(weights) for weights in contacts.values()} == {len(CONTACTS)}
    assert {len(weights) for weights in homes.values()} == {len(HOMES)}
    assert not any(re.search(r"[1-9]", piece[1:]) for piece in (*contacts, *homes))


def test_what_was_learned_counts_for_the_version_of_a_rule_set() -> None:
    assert load_lists().learned_as
    assert rule_set(Lists(learned_as="a")).version != rule_set(Lists(learned_as="b")).version


def test_it_is_read_when_the_first_mobile_is_met_and_not_before() -> None:
    asked: list[str] = []

    def lesson() -> Learned:
        asked.append("read")
        return Learned()

    rules = rule_set(Lists(learned=lesson))

    rules.detect(View(Content(text="各区县政府要高度重视，认真落实。")))
    assert asked == []
    rules.detect(View(Content(text="村民王建国，手机13800138000。")))
    assert asked


def test_what_is_barred_is_no_answer_unless_the_rules_say_so() -> None:
    weights = {"b订餐": (0.0, 0.0, 9.0)}
    found = pieces(WORDS, [])

    def answer(told: Whose) -> Whose:
        return weighed(told, CONTACTS, found, weights, barred=Whose.PERSON)

    assert answer(Whose.NOBODY) is Whose.NOBODY
    assert answer(Whose.PERSON) is Whose.PERSON


@pytest.mark.parametrize(
    "text",
    [
        "派出所24小时报警手机一览：城南所 13800138000。",
        "房屋安全鉴定：受鉴房屋世纪花园3栋2单元401室，楼板裂缝最大0.4毫米。",
    ],
)
def test_without_anybody_around_nothing_is_a_leak(text: str) -> None:
    found = rule_set(load_lists()).detect(View(Content(text=text)))
    assert not any(hit.rule.startswith("personal.") and hit.severity is None for hit in found)
