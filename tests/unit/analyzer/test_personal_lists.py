"""Lists in any shape: turned tables, cards, people named in turn with what is theirs."""

import pytest

from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Content

RULES = rule_set(load_lists())


def rules(text: str) -> set[str]:
    found = RULES.detect(View(Content(text=text)))
    return {hit.rule for hit in found if hit.rule.startswith("personal.")}


NUMBERS = "13800138000\t13912345678\t15087654321"
NAMES = "王建国\t李秀兰\t张志强"
TURNED = {
    "mobiles": f"姓名\t{NAMES}\n手机\t{NUMBERS}",
    "mobiles further down": f"考生\t{NAMES}\n岗位\t护士\t护士\t药师\n电话\t{NUMBERS}",
    "homes": f"户主\t{NAMES}\n家庭住址\t文林村1组2号\t文林村3组4号\t南美村5组6号",
}
CARDS = {
    "mobiles": "学员 王建国\n电话 13800138000\n学员 李秀兰\n电话 13912345678\n"
    "学员 张志强\n电话 15087654321",
    "flats": "租户：王建国\n住处：世纪花园3栋2单元401室\n租户：李秀兰\n住处：世纪花园3栋2单元402室"
    "\n租户：张志强\n住处：世纪花园3栋2单元403室",
    "one group": "户主：王建国\u3000家在：文林村3组\n户主：李秀兰\u3000家在：文林村3组\n"
    "户主：张志强\u3000家在：文林村4组",
}
IN_TURN = "送水名单：文林村1组2号的王建国，文林村3组4号的李秀兰，文林村5组6号的张志强。"


@pytest.mark.parametrize("text", [*TURNED.values(), *CARDS.values(), IN_TURN])
def test_three_people_are_a_list_in_any_shape(text: str) -> None:
    assert rules(text) == {"personal.list"}


@pytest.mark.parametrize(
    "text",
    [
        "姓名\t王建国\t李秀兰\n手机\t13800138000\t13912345678",
        "投诉人王建国，电话13800138000；再次来电13800138000；又来电13800138000。",
    ],
)
def test_fewer_people_are_none(text: str) -> None:
    assert rules(text) == {"personal.mobile"}


def test_two_cells_of_two_rows_are_no_number() -> None:
    rows = ("准考证\t姓名\t分\t名次", "35515371605\t王建国\t88\t1", "8354399386\t李秀兰\t85\t2")
    assert rules("\n".join(rows)) == set()


def test_cards_below_the_heading_of_their_owners_are_told() -> None:
    table = (
        "户名,银行卡号,退付金额\n王建国,6236685961639557,1024.50\n李秀兰,6212260333067057,880.00"
    )
    assert rules(table) == {"personal.bank_card"}
    assert rules("户名：县财政局专户，账号6236685961639557。") == set()


def test_a_card_is_known_by_its_first_digits_under_its_mask() -> None:
    assert rules("王建国的补贴已打入62366859616395565**，请查收。") == {"personal.weak_mask"}
    assert rules("王建国的订单号62366859616395565**已发货。") == set()


def test_a_certificate_of_disability_is_an_identity_number() -> None:
    assert rules("使用人王建国，持证编号11010519491231002X44。") == {"personal.resident_id"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("老人王建国至今住在北街27号的老屋里，屋顶漏雨。", {"personal.address"}),
        ("县文化馆（建设路24号）周一闭馆，联系人王建国。", set()),
        ("世纪花园3栋2单元401室空置多年，邻居王建国已报物业。", set()),
    ],
)
def test_a_house_on_a_street_is_a_home_where_somebody_lives(text: str, told: set[str]) -> None:
    assert rules(text) == told


BORN = (
    "序号\t姓名\t出生日期\t备注\n1\t李大海\t1990-03-01\t\n2\t王小河\t1991-04-02\t\n"
    "3\t张江\t1992-05-03\t"
)


def test_an_empty_cell_hides_no_table() -> None:
    assert rules(BORN) == {"personal.list"}
    assert rules(BORN.replace("\t\n", "\t无\n")) == {"personal.list"}


def test_the_heading_is_nobody() -> None:
    assert rules("姓名\t病情\n李大海\t肺结核\n王小河\t乙肝") == set()
    assert rules("姓名\t病情\n李大海\t肺结核\n王小河\t乙肝\n张江\t尘肺") == {"personal.list"}


@pytest.mark.parametrize("heading", ["主治病种", "擅长治疗的疾病", "主要病害", "病假天数"])
def test_what_doctors_treat_and_plants_have_is_nobodys_disease(heading: str) -> None:
    rows = "\n".join(f"{name}\t稻瘟病和锈病" for name in ("李大海", "王小河", "张江"))
    assert rules(f"姓名\t{heading}\n{rows}") == set()


def test_a_place_is_nobody_and_the_top_of_a_house_hides_no_flat() -> None:
    assert rules("古建筑\t许村镇高阳村4组18号\n古建筑\t许村镇石桥村2组6号") == set()
    assert rules("王建国，你在幸福小区3栋3单元701室楼顶擅自搭建，限期拆除。") == {
        "personal.address"
    }
