"""A home in a story is told by the words of a home around somebody who is named; works are none."""

import pytest

from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Content

RULES = rule_set(load_lists())


def homes(text: str) -> int:
    found = RULES.detect(View(Content(text=text)))
    return sum(hit.rule == "personal.address" for hit in found)


@pytest.mark.parametrize(
    "text",
    [
        "志愿者敲响世纪花园3栋2单元401室的房门。屋里住着九十一岁的老战士王建国。",
        "昨日凌晨，文林村3组一民房起火，房主王建国被邻居救出。",
        "王建国平日同母亲一道生活在文林村27号，案发当晚与邻人争执。",
        "最后一站是文林村3组，王建国家的堂屋里，火塘正旺，老人说今年不冷了。",
        "被骗的是独居老人王建国。骗子摸清了她一个人住在世纪花园3栋2单元401室之后，接连敲门。",
    ],
)
def test_a_home_in_a_story_is_told(text: str) -> None:
    assert homes(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "共享客厅设在世纪花园3栋2单元401室，社工王建国带着老人和孩子淘来旧沙发。",
        "县长王建国来到文林村3组，察看滑坡体监测点。",
        "王建国医生守在文林村3组27号的村卫生室里，老人们排队看诊。",
        "世纪花园3栋2单元401室已空置多年，邻居王建国反映门口堆满杂物。",
        "建设范围：文林村3组27号旁，王建国代表监理签字，来到现场。",
    ],
)
def test_where_nobody_lives_is_no_home(text: str) -> None:
    assert homes(text) == 0


@pytest.mark.parametrize("head", ["网格员：", "包组干部名单\n"])
def test_where_people_in_office_are_in_charge_nobody_lives(head: str) -> None:
    assert homes(f"{head}王建国（文林村1组）；李芳（文林村2组）；张敏（文林村3组）。") == 0
