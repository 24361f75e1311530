"""Rules and pieces of text are weighed together; what was learned holds nothing of anybody."""

import re

import pytest

from services.analyzer.domain.lists import Lists
from services.analyzer.domain.privacy.context import Words
from services.analyzer.domain.privacy.roles import Whose
from services.analyzer.domain.privacy.weighed import (
    CONTACTS,
    HOMES,
    Around,
    Learned,
    outlined,
    pieces,
    weighed,
)
from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_learned, load_lists
from shared.contracts.article import Content

SALE = "团队订餐请找王建国，"
AROUND = Around(Words(SALE, "，随到随吃", ""), above=(), below="", value="", named=False)


def test_without_weights_the_rules_decide() -> None:
    assert weighed(Whose.PERSON, CONTACTS, pieces(AROUND), {}) is Whose.PERSON


@pytest.mark.parametrize(("weight", "whose"), [(0.3, Whose.PERSON), (2.0, Whose.NOBODY)])
def test_a_piece_must_weigh_more_than_the_rules(weight: float, whose: Whose) -> None:
    weights = {"b订餐": (weight, 0.0, 0.0)}
    assert weighed(Whose.PERSON, CONTACTS, pieces(AROUND), weights) is whose


def test_pieces_are_marked_with_where_they_stand_and_hold_no_number() -> None:
    words = Words("电话138", "（宅）", "手机", "姓名 手机")
    found = pieces(Around(words, ["住址：3组27号"], "备注：无", "3组27号", named=True))

    assert {"b电话", "d^（", "h^手", "k姓名", "u^住", "w备注", "v0组", "a0^", "!"} <= set(found)
    assert not any(re.search(r"[1-9]", piece) for piece in found)


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        ("村民王建国来信", "ＰＮ来信"),
        ("联系人：李秀兰（手机", "Ｏ：Ｎ（手机"),
        ("管水员王建国，", "ＯＮ，"),
        ("阳台漏水，卫生间也漏", "阳台漏水，卫生间也漏"),
    ],
)
def test_names_and_roles_are_one_sign_each(text: str, outline: str) -> None:
    assert outlined(text) == outline


def test_no_name_is_learned() -> None:
    given = set("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗")
    learned = load_learned()
    for piece in (*learned.contacts, *learned.homes):
        assert len(given & set(piece)) < 3, piece


@pytest.mark.parametrize(("surely", "whose"), [(False, Whose.NOBODY), (True, Whose.OFFICE)])
def test_a_rule_with_better_grounds_weighs_more(*, surely: bool, whose: Whose) -> None:
    weights = {"b订餐": (1.0, 0.0, 0.0)}
    assert weighed(Whose.OFFICE, CONTACTS, pieces(AROUND), weights, surely=surely) is whose


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
    found = pieces(AROUND)

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
