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


@pytest.mark.parametrize(
    "text",
    [
        "退休教师王建国（13800138000）报名参加旁听。",
        "书记信箱 | 来信人：王建国 | 电话：13800138000 | 已回复",
        "办理结果：养殖户王建国的补贴已退回，请驻村兽医打13800138000催其更正。",
        "宅基地审批表\n一、申请户主：王建国\n二、年龄：52\n三、电话：13800138000",
        "回执\n姓名 王建国\n因私护照 EH1234567\n国内手机 13800138000",
        "12345工单\n诉求人：王建国女士\n回拨号码：13800138000\n承办：城管中队",
        "姓名|岗位|卡号|电话\n王建国|护林员|6222020000123456782|13800138000",
        "给局长信箱写信的王建国，电话13800138000。",
    ],
)
def test_the_mobile_of_a_private_person_is_a_leak_whatever_office_is_spoken_of(text: str) -> None:
    found = [hit for hit in hits(text) if hit.rule == "personal.mobile"]
    assert [hit.severity for hit in found] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "包村干部：王建国，石桥乡副乡长，手机13800138000，负责低保、救助。",
        "村民李芳反映水渠问题，承办人王建国，13800138000。",
        "有疑问可找征收管理股王建国同志，手机13800138000。",
        "病虫害防治——王建国（县植保站），13800138000",
        "公示卡\n驻村第一书记：王建国\n派出单位：县税务局\n工作手机：13800138000",
        "机构名称\t门店负责人\t手机\n好邻居房产\t王建国\t13800138000",
        "服务对象李芳，证件号已核，请与民政局养老股股长王建国（13800138000）核对。",
        "您的税收管理员是源泉管理股王建国，工作手机13800138000。",
    ],
)
def test_the_mobile_of_whom_one_is_to_call_is_a_hint(text: str) -> None:
    found = [hit for hit in hits(text) if hit.rule == "personal.mobile"]
    assert [hit.severity for hit in found] == [Severity.HINT]


@pytest.mark.parametrize(
    "text",
    [
        "草莓采摘节：团队订票、订餐请拨13800138000，可享八折。",
        "发现火情请拨打12119或护林值班手机+86 13800138000。",
        "展位预订请拨0731-21345678或13800138000，届时有42家单位参加。",
        "木材竞价销售，看货电话13800138000。",
        "因主管爆裂停水，抢修热线13800138000，请提前蓄水。",
        "自来水公司调度室（24h） 13800138000",
    ],
)
def test_a_line_is_nobodys_however_it_is_called(text: str) -> None:
    assert hits(text) == []


def test_homes_of_one_number_in_two_villages_are_two_findings() -> None:
    text = "低保户王建国，家住文林村3组。\n低保户李芳，南美村3组。\n低保户张敏，丙简村3组。"
    keys = [hit.key for hit in hits("低保户李芳，南美村3组。") + hits("低保户张敏，丙简村3组。")]

    assert len(set(keys)) == 2
    assert [hit.rule for hit in hits(text)] == ["personal.list"]


def test_homes_stand_in_rows_before_and_behind_a_name() -> None:
    names = ("王建国", "李芳", "张敏")
    behind = "；".join(f"{name}——世纪花园3栋2单元40{n}室" for n, name in enumerate(names))
    before = "\n".join(f"{n}. 3栋2单元40{n}室 {name} 同意" for n, name in enumerate(names))

    assert [hit.rule for hit in hits(f"配租结果：{behind}。")] == ["personal.list"]
    assert [hit.rule for hit in hits(f"加装电梯意见：\n{before}")] == ["personal.list"]


def test_an_old_identity_card_that_begins_like_a_bank_card_is_one() -> None:
    assert {hit.rule for hit in hits("王建国，老身份证620199600705594。")} == {
        "personal.resident_id"
    }


def test_a_column_of_officers_or_travellers_needs_no_other_label() -> None:
    officers = "姓名\t军官证号\t卷数\n王建国\t南字第1234567号\t2"
    travellers = "姓名\t出访国家\t证照号码\n王建国\t摩洛哥\tE 1234 5678"

    assert [hit.rule for hit in hits(officers)] == ["personal.passport"]
    assert [hit.rule for hit in hits(travellers)] == ["personal.passport"]


def test_numbers_with_no_word_around_are_left_to_people() -> None:
    found = hits("13800138000\n13912345678\n15087654321\n13687654321")
    assert {(hit.rule, hit.severity) for hit in found} == {("personal.mobile", Severity.HINT)}
