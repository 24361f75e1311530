"""Lines that a unit made public are nobody's; who asked, and what a record says, is somebody's."""

import pytest

from services.analyzer.domain.rule import Hit, View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Content
from shared.contracts.finding import Severity
from shared.masking import mask_text

RULES = rule_set(load_lists())


def hits(text: str) -> list[Hit]:
    found = RULES.detect(View(Content(text=text)))
    return [hit for hit in found if hit.rule.startswith("personal.")]


@pytest.mark.parametrize(
    "text",
    [
        "县文化馆招聘讲解员，招聘咨询热线13800138000（人事科）。",
        "“云上”民宿，地址：勐库镇公路旁1号，订房电话：13800138000。",
        "蜂蜜专业合作社销售专线13800138000，欢迎选购。",
        "招手工编织工20名，报名联系合作社办公室：13800138000。",
        "快递驿站营业时间为8:00—21:00，客服电话13800138000。",
    ],
)
def test_a_line_that_a_unit_made_public_is_nobodys(text: str) -> None:
    assert hits(text) == []


@pytest.mark.parametrize(
    "text", ["河长王建国，监督热线13800138000。", "项目联系人王建国，报名电话13800138000。"]
)
def test_a_public_line_behind_a_name_is_a_hint(text: str) -> None:
    assert [(hit.rule, hit.severity) for hit in hits(text)] == [("personal.mobile", Severity.HINT)]


@pytest.mark.parametrize(
    "text",
    [
        "村民王建国来信反映：水沟长期堵塞。联系方式：13800138000。乡人民政府答复：已清淤。",
        "投诉人：王建国\n联系方式：13800138000\n投诉内容：油烟扰民",
        "您反映的问题，我局已与您（王建国，电话13800138000）取得联系。",
        "我局多次拨打你预留的手机13800138000，无人接听。",
    ],
)
def test_the_mobile_of_who_asked_is_personal(text: str) -> None:
    assert [(hit.rule, hit.severity) for hit in hits(text)] == [("personal.mobile", None)]


@pytest.mark.parametrize(
    "text",
    [
        "补偿安置协议\n被征收人：王建国\n房屋坐落：文林村3组27号\n补偿款：待定",
        "送达回证\n受送达人：王建国\n送达地点：德党镇世纪花园3栋2单元401室（受送达人住所）",
        "申请人代表王建国（世纪花园3栋2单元401室业主）提出加装电梯。",
        "您好！您反映的世纪花园3栋2单元401室厨房渗水的问题，已督促物业修好。",
        "上午十点到世纪花园3栋2单元401室慰问老兵王建国。",
        "序号\t申请人\t配租房源\n1\t王建国\t世纪花园3栋2单元401室",
    ],
)
def test_a_home_is_told_by_the_record_it_stands_in(text: str) -> None:
    assert [hit.rule for hit in hits(text)] == ["personal.address"]


@pytest.mark.parametrize(
    "text",
    [
        "文林村人居环境整治有序推进，文林村3组已完成入户道路硬化3.2公里。",
        "采购人：县教育体育局，地址：世纪花园3栋2单元401室旁",
        "小组活动室（世纪花园3栋2单元401室）已对居民开放。",
    ],
)
def test_a_place_of_a_unit_is_no_home(text: str) -> None:
    assert hits(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "尚未领取的农户请到镇农业综合服务中心登记，联系人：王建国，13800138000。",
        "招标代理机构：云南正衡咨询有限公司\n联系人：王建国\n电话：13800138000",
        "王建国 党组书记、局长，主持全面工作。手机：13800138000",
        "对以上人员有异议的，可向镇督导员王建国反映，手机号13800138000。",
    ],
)
def test_the_mobile_of_somebody_in_office_is_a_hint(text: str) -> None:
    assert [(hit.rule, hit.severity) for hit in hits(text)] == [("personal.mobile", Severity.HINT)]


@pytest.mark.parametrize(
    "text",
    [
        "您家世纪花园3栋2单元401室未经批准拆除了承重墙。",
        "邮件号\t收件人\t地址\t退回原因\n12345\t王建国\t文林村3组27号\t家中无人",
        "处罚决定书\n当事人：王建国\n住所：柳坪镇文林村3组27号\n经查，擅自屠宰生猪。",
        "王建国户位于文林村27号的土木结构住房为D级危房。",
        "医生来到文林村3组27号，为卧床多年的他做了检查。",
    ],
)
def test_a_home_is_told_by_whose_it_is(text: str) -> None:
    assert [hit.rule for hit in hits(text)] == ["personal.address"]


def test_a_passport_stands_before_its_label_too() -> None:
    (hit,) = hits("王建国，持E12345678号护照，未按时登记。")

    assert hit.rule == "personal.passport"
    assert "E12345678" not in mask_text("持E12345678号护照")
