"""Where offices and shops are, and who is called there, is no home and no private number."""

import pytest

from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Attachment, Content
from shared.contracts.finding import Severity

RULES = rule_set(load_lists())
NUMBER = "13812345678"


def hits(text: str) -> list[tuple[str, bool]]:
    """Return rule and whether it is a hint, of personal data."""
    found = RULES.detect(View(Content(text=text)))
    return [
        (hit.rule.removeprefix("personal."), hit.severity is Severity.HINT)
        for hit in found
        if hit.rule.startswith("personal.")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一所\t南屏街1号\t王芳\n二所\t学府路6号\t李强\n三所\t世纪路7号\t张伟",
        "派出所名称\t地址\t所长\n一所\t南屏街1号\t王芳\n二所\t学府路6号\t李强\n三所\t世纪路7号\t张伟",
        "甲所 南屏街1号\n王芳\n乙所 学府路6号\n李强\n丙所 世纪路7号\n张伟",
        "姓名\t单位地址\n王芳\t南屏街23号\n李强\t忙令路24号",
        "代表姓名\t联络站地址\n王芳\t南屏街23号\n李强\t忙令路24号\n张伟\t凤翔路24号",
        "停车场：南屏路1号高新大厦、学府路6号金牛大厦、世纪路7号安康大厦",
        "疫苗接种点：南屏路1号康华医院、学府路6号安康医院、世纪路7号万和医院。",
        "名人故居：南屏街1号周恩来旧居；学府街6号朱德旧居；世纪路7号龙云公馆",
        "游客李强说，南屏街23号的小吃很好吃。",
        "消费者王芳反映南屏街23号某餐饮店卫生差，我局已查处。",
        "材料邮寄地址：世纪路12号市人社局，王芳收，电话0883-2123456",
        "重点场所：阳光小区2栋1单元至4栋2单元，管理人李秀兰。",
    ],
)
def test_seats_and_buildings_are_no_homes(text: str) -> None:
    assert hits(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "账号\t户名\n6222020000123456782\t临沧市财政局",
        "账号\t收款单位\n6222020000123456782\t临沧市第一中学",
        "户名\t账号\n临沧市财政局\t6222020000123456782",
    ],
)
def test_the_account_of_a_unit_in_a_table_is_nobodys(text: str) -> None:
    assert hits(text) == []


def test_an_address_with_street_and_estate_is_one_home() -> None:
    assert hits("患者张三，南屏路23号幸福小区3栋401室") == [("address", False)]


@pytest.mark.parametrize(
    "text",
    [
        f"姓名\t王芳\t李强\n职务\t局长\t副局长\n电话\t{NUMBER}\t13912345678",
        f"报名请联系王芳，{NUMBER}",
        f"投稿请联系王芳，{NUMBER}",
    ],
)
def test_who_is_called_at_work_is_a_hint(text: str) -> None:
    assert {*hits(text)} == {("mobile", True)}


def test_a_turned_table_of_who_answers_is_a_hint_as_an_upright_one_is() -> None:
    assert hits(f"河长\t王芳\t李强\t张伟\n电话\t{NUMBER}\t13912345678\t13712345678") == [
        ("list", True)
    ]


def test_who_signed_a_table_does_not_turn_it() -> None:
    signed = "制表\t王芳\t李强"
    rows = "张三\t500\t文林村1组\n李四\t500\t文林村1组\n王五\t500\t文林村1组"
    assert hits(f"{rows}\n{signed}") == [("list", False)]
    assert hits(f"户主\t订单号\t数量\n张三\t{NUMBER}\t5\n{signed}") == []


@pytest.mark.parametrize(
    "text",
    [
        f"姓名\t电话\n张 三\t{NUMBER}",
        f"姓名\t电话\n张\u200b三\t{NUMBER}",
        f"序号\t姓名\t手机\n1\tJohn Smith\t{NUMBER}",
        "申请人张三，男，汉族，联系电话1381234\n5678。",
        f"农村复员军人王强 {NUMBER}",
        f"求职：收银员王芳 {NUMBER}",
    ],
)
def test_names_however_they_are_written_and_numbers_that_wrap_are_told(text: str) -> None:
    assert hits(text) == [("mobile", False)]


def test_half_a_character_in_an_attachment_hides_nothing() -> None:
    paper = Attachment(url="u", name="a.docx", text=f"\ud800村民张三，电话{NUMBER}")
    found = RULES.detect(View(Content(text="附件", attachments=(paper,))))
    assert [hit.rule for hit in found] == ["personal.mobile"]
