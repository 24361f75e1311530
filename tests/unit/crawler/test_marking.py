"""Every required mark is seen where it stands, and missed where it does not."""

import pytest

from services.crawler.domain.marking import is_placeholder, marks_of, present_tags
from shared.contracts.marks import Footer

MARKED = {
    Footer.EMBLEM: '<a href="http://bszs.conac.cn/sitename?method=show&id=1"></a>',
    Footer.SITE_CODE: "<p>网站标识码:bm12345678</p>",
    Footer.ICP: "<p>滇ICP备05000001号-1</p>",
    Footer.POLICE: "<p>滇公网安备 53090202000001号</p>",
    Footer.HOST: "<p>主办单位:示例县人民政府办公室</p>",
    Footer.CONTACT: "<p>联系电话:0883-0000000</p>",
    Footer.ERROR_REPORT: '<script src="https://zfwzgl.www.gov.cn/exposure/img.js"></script>',
}


@pytest.mark.parametrize("mark", Footer)
def test_each_mark_is_seen_alone(mark: Footer) -> None:
    assert marks_of(MARKED[mark], {}).footer == (mark.value,)


def test_all_marks_are_seen_together_and_none_on_an_empty_page() -> None:
    found = marks_of("".join(MARKED.values()), {})

    assert found.footer == tuple(mark.value for mark in Footer)
    assert found.error_report
    assert marks_of("", {}) == ((), (), False, False)


@pytest.mark.parametrize("anchor", ["县长信箱", "我要留言", "在线咨询", "互动交流", "投诉建议"])
def test_an_entrance_for_enquiries_is_seen(anchor: str) -> None:
    assert marks_of(f'<a href="/x">{anchor}</a>', {}).enquiry_form


@pytest.mark.parametrize(
    "anchor", ["网上信访", "信访投诉", "纪检监察举报", "投诉举报", "巡察组信箱"]
)
def test_a_special_channel_is_no_entrance_for_enquiries(anchor: str) -> None:
    assert not marks_of(f'<a href="/x">{anchor}</a>', {}).enquiry_form
    assert marks_of(f'<a href="/x">{anchor}</a><a href="/y">在线咨询</a>', {}).enquiry_form


@pytest.mark.parametrize(
    "page",
    [
        '<a href="/1">关于开展全县法律咨询服务活动的通知</a>',
        "<h2>咨询</h2>",
        "<a>在线咨询</a>",
        "<p>如有疑问请咨询本单位</p>",
    ],
)
def test_what_only_speaks_of_consultations_is_no_channel(page: str) -> None:
    assert not marks_of(page, {}).enquiry_form


def test_a_mail_address_is_no_channel_by_itself() -> None:
    assert not marks_of('<a href="mailto:x@example.cn">县长信箱</a>', {}).enquiry_form


def test_page_tags_count_when_they_say_something() -> None:
    tags = {"sitename": "示例县", "siteidcode": "", "columnname": "通知", "viewport": "x"}

    assert present_tags(tags) == ("SiteName", "ColumnName")


@pytest.mark.parametrize("text", ["栏目正在建设中", "暂无内容", "暂无相关数据", "敬请期待"])
def test_a_placeholder_says_so(text: str) -> None:
    assert is_placeholder(f"<p>{text}</p>")


def test_an_ordinary_page_is_no_placeholder() -> None:
    assert not is_placeholder("<p>基础设施建设取得进展,暂无法办理的事项另行通知</p>")
