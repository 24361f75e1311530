"""Personal values are found in every disguise, weighed by their surroundings, and never shown."""

from datetime import UTC, datetime

import pytest

from services.analyzer.domain.findings import excerpt_of
from services.analyzer.domain.rule import Hit, View
from services.analyzer.domain.rules import RULES as BY_ID
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Content
from shared.contracts.finding import Severity
from shared.masking import mask_text
from tests.personal import DISGUISES, card, resident_id

RULES = rule_set(load_lists())
IDS = [resident_id(serial=f"{n:03d}") for n in range(1, 9)]
NAMES = ["李秀兰", "王建国", "张燕", "陈志明", "杨丽", "赵文忠", "周霞", "马军"]


def hits(text: str, title: str = "") -> list[Hit]:
    found = RULES.detect(View(Content(title=title, text=text)))
    return [hit for hit in found if hit.rule.startswith("personal.")]


def rules(text: str) -> set[str]:
    return {hit.rule.removeprefix("personal.") for hit in hits(text)}


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguised_number_is_one_and_the_same_finding(name: str) -> None:
    plain, disguised = hits(f"申请人{IDS[0]}。"), hits(f"申请人{DISGUISES[name](IDS[0])}。")

    assert {hit.rule for hit in disguised} == {"personal.resident_id"}
    assert [hit.key for hit in disguised] == [hit.key for hit in plain]


def test_a_list_is_one_finding_that_counts_its_rows() -> None:
    text = "\n".join(f"{n}\t{i}\t300元" for n, i in zip(NAMES, IDS, strict=True))

    (found,) = hits(f"公示如下：\n姓名\t身份证号\t金额\n{text}")

    assert found.rule == "personal.list"
    assert "8人" in found.why
    assert found.severity is None, "as serious as the rule says"


def test_two_people_are_no_list() -> None:
    assert rules(f"{NAMES[0]}\t{IDS[0]}\n{NAMES[1]}\t{IDS[1]}") == {"resident_id"}


@pytest.mark.parametrize(
    "people",
    [("玉香罕", "依波", "岩温叫"), ("娜朵", "扎妥", "阿昌"), ("尼茸", "三木嘎", "艾莱")],
    ids=["Dai", "Lahu", "Wa"],
)
def test_under_a_heading_for_names_no_surname_need_be_known(people: tuple[str, ...]) -> None:
    mobiles = "\n".join(f"{name}\t1380013800{n}" for n, name in enumerate(people))
    births = "\n".join(f"{name}\t201{n}-03-07" for n, name in enumerate(people))

    assert rules(f"姓名\t联系电话\n{mobiles}") == {"list"}
    assert rules(f"学生姓名\t出生年月\n{births}") == {"list"}


def test_units_under_a_heading_for_names_are_no_people() -> None:
    assert (
        rules("申请人\t出生日期\n水务局\t1990-03-07\n教育局\t1988-01-01\n交通局\t1975-02-28")
        == set()
    )


def test_what_a_mask_left_is_no_number_of_its_own_but_print_around_one_hides_nothing() -> None:
    assert rules(f"身份证******{IDS[0][6:]}") == {"weak_mask"}
    assert rules("考生手机13800138000**") == set()
    assert rules("考生手机**13800138000**") == {"mobile"}
    assert rules(f"考生身份证{IDS[0]}**") == {"resident_id"}


def test_a_roster_of_mobiles_weighs_less_than_a_list_of_identity_numbers() -> None:
    text = "\n".join(f"{name}\t1380013800{n}" for n, name in enumerate(NAMES))

    (found,) = hits(f"值班表\n值班人\t电话\n{text}")

    assert found.rule == "personal.list"
    assert found.severity is Severity.ORDINARY


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("村民李秀兰，手机13800138000。", None),
        ("报名咨询：李秀兰，13800138000。", Severity.HINT),
    ],
)
def test_a_mobile_weighs_by_whose_it_is(text: str, severity: Severity | None) -> None:
    assert [hit.severity for hit in hits(text)] == [severity]


def test_a_card_is_reported_for_a_person_and_not_for_a_unit() -> None:
    assert rules(f"户名：李秀兰\n账号：{card()}") == {"bank_card"}
    assert rules(f"户名：临翔区财政局\n账号：{card()}") == set()


@pytest.mark.parametrize("role", ["被执行人", "被告", "承租户", "驾驶员", "申请执行人", "住院病人"])
def test_a_home_is_told_by_who_lives_there(role: str) -> None:
    assert rules(f"{role}李秀兰，住文林社区3组12号。") == {"address"}
    assert rules(f"{role}李秀兰，住所地文林社区3组12号。") == {"address"}
    assert rules("被告示例商贸有限公司，住所地文林社区3组12号。") == set()


@pytest.mark.parametrize(
    "text",
    [
        "县水务局值班手机13800138000，实行24小时值守。",
        "火情报告专用手机：13800138000。",
        "疫苗接种预约手机（工作专用）13800138000。",
        "林业站护林值守手机13800138000（工作用机）。",
        "县防灭火指挥部值班电话138 0013 8000。",
        "大厅服务手机（工作时间专人值守）：138-0013-8000。",
    ],
)
def test_a_mobile_that_a_duty_keeps_is_nobodys_unless_somebody_is_named(text: str) -> None:
    assert rules(text) == set()
    assert rules(f"联系人李秀兰，{text}") == {"mobile"}


def test_a_duty_whose_holder_stands_in_brackets_is_somebodys() -> None:
    assert rules("值班电话：13800138000（何主任）。") == {"mobile"}


def test_a_home_stands_before_who_owns_it() -> None:
    assert rules("阳光佳苑2栋803室业主李秀兰，资料退回。") == {"address"}
    assert rules("经查，李秀兰住文林村3组12号，符合条件。") == {"address"}
    assert rules("老人李秀兰的住处在文林社区3组12号，已慰问。") == {"address"}
    assert rules("李秀兰住院期间，护士到文林社区3组宣讲。") == set()
    assert rules("阳光佳苑业主李秀兰，资料退回。") == set()


@pytest.mark.parametrize("place", ["文林社区3组12号", "文林社区3组"])
def test_a_home_stands_behind_a_name_and_nothing_else(place: str) -> None:
    assert rules(f"补贴公示：李秀兰，{place}，购微耕机1台。") == {"address"}
    assert rules(f"补贴公示：李秀兰，女，{place}，购微耕机1台。") == {"address"}
    assert rules(f"示例合作社，{place}，购微耕机1台。") == set()


@pytest.mark.parametrize(
    "text",
    [
        "孤儿李秀兰住文林村委会2组81号，生活费按月发放。",
        "犬主李秀兰，住临沧市临翔区玉龙路幸福巷45号，已承担医疗费。",
        "当事人李秀兰未经批准建房，其住所为文林村2组81号。",
        "流动人口李秀兰，暂住文林村2组81号出租屋内。",
        "受助人自称李秀兰，家在文林村2组，已联系亲属接回。",
        "搬迁户李秀兰从文林村2组搬到集镇安置点5栋2单元301室。",
        "被执行人李秀兰拒不迁出阳光小区3栋2单元501室。",
        "拟注销李秀兰等4人户口，原户籍文林村2组81号。",
        "甲方示例运输公司，乙方李秀兰，住文林村2组81号。",
        "孩子李秀兰今年六岁，户口在文林村2组，能否入学？",
        "登记簿记载李秀兰为阳光小区3栋2单元501室的所有权人。",
        "我住阳光秀园10号楼5单元603，水流时断时续。——李秀兰",
    ],
)
def test_a_home_is_told_by_a_word_for_living(text: str) -> None:
    assert rules(text) == {"address"}


@pytest.mark.parametrize(
    "text",
    [
        "权利人李秀兰，自住房屋位于阳光小区3栋2单元501室，声明证书作废。",
        "李秀兰：你户位于文林村2组81号的违法建筑已限期拆除。",
        "起火建筑为李秀兰的自建房，位于文林村2组81号。",
        "失主可到李秀兰家认领，地址是文林村2组81号。",
        "李秀兰家走失黄牛一头，见到者请送至文林村2组81号。",
        "李秀兰市民：您来电称家中（阳光小区3栋2单元501室）水压不足。",
        "旧房拆除公示：李秀兰坐落于阳光小区3栋2单元501室的房屋已灭失。",
        "残疾人李秀兰翻修位于文林村2组的住房。",
    ],
)
def test_a_home_is_told_by_what_is_called_somebodys(text: str) -> None:
    assert rules(text) == {"address"}


@pytest.mark.parametrize(
    "text",
    [
        "镇长一行来到文林村2组脱贫户李秀兰家中，送去慰问金。",
        "文林村2组监测户李秀兰，家有病人一名。",
        "经评议，文林村2组李秀兰户符合条件。",
        "消防车开到文林村2组，为独居老人李秀兰家送水。",
        "在文林村2组，年过七旬的李秀兰老人正在自家院子里晒谷。",
        "慰问组先后走访了文林村2组的李秀兰、王建国等困难家庭。",
        "请阳光小区3栋2单元501室的李秀兰到社区补录信息。",
        "入户排查：阳光小区3栋2单元501室，李秀兰，独居。",
    ],
)
def test_a_home_is_told_by_who_is_visited_there(text: str) -> None:
    assert rules(text) == {"address"}


@pytest.mark.parametrize(
    "text",
    [
        "死者李秀兰，56岁，系文林村2组村民，侧翻身亡。",
        "候选人李秀兰，女，农民，文林村2组人，高中。",
        "被保险人李秀兰，所在组文林村2组，赔付1500元。",
        "受损户李秀兰，文林村2组，补偿1830元。",
        "反映人李秀兰（文林村2组）房屋后侧臭味扰民。",
        "出租方李秀兰，住址文林村2组，流转土地承包经营权。",
    ],
)
def test_a_group_of_a_village_is_a_home_where_a_person_is_said_to_belong(text: str) -> None:
    assert rules(text) == {"address"}


@pytest.mark.parametrize(
    "text",
    [
        "县长李秀兰到文林村2组调研，要求修好水沟。",
        "宣讲员李秀兰在文林村2组挨家挨户发放明白卡。",
        "烈士李秀兰，1919年生于文林村2组，1942年牺牲。",
        "村卫生室地址：文林村2组81号，负责人李秀兰。",
        "原告某某联社，住所地文林村2组81号，负责人李秀兰，主任。",
        "“李秀兰工作室”挂牌，地址阳光小区3栋2单元501室。",
        "某某律所（阳光小区3栋2单元501室）指派律师李秀兰承办。",
        "村史馆设在文林村2组81号，讲解员李秀兰，免费开放。",
        "评标委员会：李秀兰、王建国；开标地点阳光小区81号。",
        "民宿“茶马人家”位于文林村2组81号，主理人李秀兰。",
        "儿童之家（文林村2组）管理员李秀兰，周末开放。",
        "文物普查：文林村2组古桥，普查队员李秀兰。",
        "村史馆讲解员李秀兰，文林村2组，周末免费开放。",
        "征地：拟征收文林村2组土地3公顷，登记联系人李秀兰。",
        "招聘：地址阳光小区3栋2单元501室，示例事务所，联系人李秀兰。",
        "重点单位：阳光小区高层住宅（2栋1单元至4栋2单元），管理人李秀兰。",
        "投资人李秀兰住县医院3楼12号床，文林村2组已派人探望。",
    ],
)
def test_a_place_where_somebody_works_or_is_named_is_no_home(text: str) -> None:
    assert rules(text) == set()


def test_a_home_without_a_label_is_told_before_one_that_has_a_label() -> None:
    text = "李秀兰，文林社区3组12号。另一件：王建国，家庭住址：文林社区5组2号。"

    assert [hit.rule for hit in hits(text)] == ["personal.address"] * 2


def test_who_has_a_line_of_the_party_office_is_in_office() -> None:
    assert [hit.severity for hit in hits("村支书李秀兰，13800138000。")] == [Severity.HINT]
    assert [hit.severity for hit in hits("李秀兰押金未退，他的联系方式是13800138000。")] == [None]


def test_a_birth_date_after_the_fetch_is_none() -> None:
    newborn = Content(text=f"号码{resident_id(born='20210131')}")
    before = View(newborn, fetched_at=datetime(2021, 1, 29, tzinfo=UTC))
    after = View(newborn, fetched_at=datetime(2021, 2, 1, tzinfo=UTC))

    assert not RULES.detect(before)
    assert RULES.detect(after)


@pytest.mark.parametrize(
    "text",
    [
        f"李秀兰，身份证{IDS[0]}。",
        f"李秀兰，卡号{card()}。",
        "李秀兰，护照号E12345678。",
        "李秀兰，手机13800138000。",
        "李秀兰，家庭住址：凤翔街道文林社区3组12号。",
        f"李秀兰，身份证{IDS[0][:17]}*。",
        f"李秀兰，身份证{IDS[0][:6]}********{IDS[0][14:]}，出生日期1990年3月7日。",
        "姓名\t病种\n李秀兰\t尿毒症\n王建国\t肺癌\n张燕\t白血病",
        "姓名\t出生日期\n李秀兰\t1990-03-07\n王建国\t1988-01-05\n张燕\t1979-12-03",
        "申请人\t护照号\n李秀兰\tE12345678\n王建国\tG12345678\n张燕\tE23456789",
        "\n".join(f"{name}\t{number}" for name, number in zip(NAMES, IDS, strict=True)),
    ],
)
def test_no_excerpt_and_no_word_of_explanation_shows_the_value(text: str) -> None:
    view = View(Content(text=text))

    for hit in RULES.detect(view):
        margin = 0 if BY_ID[hit.rule].bare else 24
        shown = excerpt_of(view.text, hit.span, margin) + hit.why + hit.suggestion
        assert mask_text(shown) == shown
        assert not any(
            number in shown
            for number in (*IDS, card(), "12345678", "3组12号", "尿毒症", "19900307", "1990-03")
        )


def test_a_page_and_a_copy_with_other_rows_share_their_list_as_long_as_it_opens_alike() -> None:
    rows = [f"{name} {number}" for name, number in zip(NAMES, IDS, strict=True)]

    assert hits("\n".join(rows))[0].key == hits("\n".join(rows[:5]))[0].key
