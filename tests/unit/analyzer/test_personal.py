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


def test_a_home_stands_behind_a_name_and_nothing_else() -> None:
    assert rules("补贴公示：李秀兰，文林社区3组12号，购微耕机1台。") == {"address"}
    assert rules("补贴公示：李秀兰，文林社区3组，购微耕机1台。") == set()
    assert rules("示例合作社，文林社区3组12号，购微耕机1台。") == set()


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
