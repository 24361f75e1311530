"""Links, scripts, titles and days that only an intruder or a forger leaves behind."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.analyzer.domain.cloaking import likeness
from services.analyzer.domain.hosts import belongs, covered
from services.analyzer.domain.lists import Lists
from services.analyzer.domain.rule import Hit, View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from services.analyzer.link_lists import parse_links
from shared.contracts.article import Content, Hidden, Link
from shared.errors import PermanentError
from shared.hosts import domain_of, host_of
from tests.personal import resident_id

RULES = rule_set(load_lists())
PAGE = "https://www.lincang.gov.cn/art/2020/12/14/art_1_2.html"


def hits(view: View, rule: str) -> list[Hit]:
    return [hit for hit in RULES.detect(view) if hit.rule == rule]


def test_many_hidden_links_to_one_host_are_one_finding_and_two_hosts_are_two() -> None:
    links = tuple(Link(url=f"http://a{n % 2}.top/{n}", hidden="display") for n in range(2, 40))

    found = hits(View(Content(links=links), PAGE), "link.hidden")

    assert len({hit.key for hit in found}) == len(found) == 2


def test_a_link_is_shown_where_its_words_stand() -> None:
    content = Content(
        text="详见澳门新葡京链接。", links=(Link(url="http://x.top", anchor="澳门新葡京"),)
    )

    (found,) = hits(View(content, PAGE), "link.illicit")

    assert content.whole[slice(*found.span)] == "澳门新葡京"


def test_a_personal_value_in_an_anchor_is_not_repeated() -> None:
    anchor = f"娱乐城{resident_id()}"

    (found,) = hits(
        View(Content(links=(Link(url="http://x.top", anchor=anchor),)), PAGE), "link.illicit"
    )

    assert resident_id() not in found.why


def test_an_office_adds_its_own_words_and_hosts() -> None:
    own = rule_set(Lists(links=parse_links("illicit\t私彩群\nresold\told.com", "own.tsv")))
    links = (
        Link(url="http://a.top", anchor="私彩群"),
        Link(url="http://www.old.com", anchor="首页"),
    )

    found = own.detect(View(Content(links=links), PAGE))

    assert {hit.rule for hit in found} == {"link.illicit", "link.resold"}


def test_a_list_with_a_wrong_line_names_it() -> None:
    with pytest.raises(PermanentError, match=r"own\.tsv, line 2"):
        parse_links("illicit\t博彩\nhost example.com", "own.tsv")


def test_scripts_of_one_owner_are_one_finding() -> None:
    scripts = ("https://a.evil.top/1.js", "https://b.evil.top/2.js", "/own.js", "nonsense://[")

    found = hits(View(Content(scripts=scripts), PAGE), "tampering.script")

    assert [hit.key for hit in found] == ["evil.top"]


@pytest.mark.parametrize(
    ("printed", "forged"),
    [
        (date(2020, 12, 11), True),
        (date(2020, 12, 12), False),
        (date(2020, 12, 14), False),
        (date(2020, 12, 16), False),
        (date(2020, 12, 17), True),
    ],
)
def test_a_printed_day_is_held_against_the_address_and_the_day_of_the_fetch(
    printed: date, forged: bool
) -> None:
    fetched = datetime(2020, 12, 15, 1, tzinfo=UTC)

    found = hits(View(Content(title="通知"), PAGE, printed, fetched), "tampering.forged_date")

    assert bool(found) is forged


@pytest.mark.parametrize(
    ("seen_missing", "forged"),
    [(datetime(2020, 12, 12, tzinfo=UTC), False), (datetime(2020, 12, 13, tzinfo=UTC), True)],
)
def test_a_day_before_the_page_existed_is_forged_from_three_days_on(
    seen_missing: datetime, forged: bool
) -> None:
    fetched = datetime(2020, 12, 15, 1, tzinfo=UTC)
    view = View(Content(title="通知"), "", date(2020, 12, 10), fetched, missing_at=seen_missing)

    assert bool(hits(view, "tampering.forged_date")) is forged


@pytest.mark.parametrize(
    ("path", "forged"),
    [
        ("/202012/t20201214_9.html", True),
        ("/2020-12-14/9.html", True),
        ("/2020/1214_9.html", False),
        ("/202012149.html", False),
        ("/20201314/9.html", False),
    ],
)
def test_only_a_whole_day_in_an_address_counts(path: str, forged: bool) -> None:
    view = View(Content(title="通知"), f"https://a.gov.cn{path}", date(2020, 12, 1))

    assert bool(hits(view, "tampering.forged_date")) is forged


def test_pages_that_were_backdated_together_are_one_finding() -> None:
    looked = datetime(2020, 12, 15, tzinfo=UTC)
    fetched = looked + timedelta(days=1)
    pages = [
        View(
            Content(title=f"通知{n}"),
            f"https://a.gov.cn/{n}",
            date(2020, 1, n),
            fetched,
            missing_at=looked,
        )
        for n in range(1, 9)
    ]
    elsewhere = View(
        Content(title="通知"), "https://b.gov.cn/1", date(2020, 1, 1), fetched, missing_at=looked
    )
    later = replace(pages[0], missing_at=looked + timedelta(days=2))
    imported = [
        View(Content(title=f"通知{n}"), f"https://a.gov.cn/20201201/{n}", date(2020, 1, n))
        for n in range(1, 9)
    ]

    keys = [
        [hit.key for view in views for hit in hits(view, "tampering.forged_date")]
        for views in (pages, [elsewhere], [later], imported)
    ]

    assert [len(each) for each in keys] == [8, 1, 1, 8]
    assert [len(set(each)) for each in keys] == [1, 1, 1, 1]
    assert len(set().union(*keys)) == 4


def test_what_stood_elsewhere_before_has_its_address_from_its_move() -> None:
    moved = View(
        Content(title="通知"),
        "https://a.gov.cn/20201214/9.html",
        date(2020, 1, 1),
        stood_at=datetime(2020, 12, 13, tzinfo=UTC),
    )
    late = replace(moved, stood_at=datetime(2020, 12, 15, tzinfo=UTC))

    assert not hits(moved, "tampering.forged_date")
    assert hits(late, "tampering.forged_date")


def test_an_unknown_day_is_not_forged() -> None:
    assert not hits(View(Content(title="通知"), PAGE), "tampering.forged_date")


def test_only_a_different_page_is_another_face() -> None:
    text = "会议听取全市安全生产工作情况汇报，研究部署下一阶段任务，要求各县区压实责任、抓好落实。"
    seen = Content(title="市政府召开会议", text=text)
    ticking = Content(title=seen.title, text=f"{text}浏览次数：12")
    other = Content(
        title="欢迎光临",
        text="本站提供各类下载资源，更新最快，欢迎收藏，每天上新，请记住我们的地址发布页。" * 2,
    )

    assert not hits(View(seen, PAGE, elsewhere=ticking), "tampering.cloaking")
    assert hits(View(seen, PAGE, elsewhere=other), "tampering.cloaking")
    assert likeness("短", "另") == 1.0


def test_hosts_are_told_apart_by_who_registered_them() -> None:
    assert domain_of("www.a.lincang.gov.cn") == "lincang.gov.cn"
    assert domain_of("js.evil.top") == "evil.top"
    assert belongs("img.lincang.gov.cn", "www.lincang.gov.cn")
    assert not belongs("a.top", "")
    assert covered("mp.weixin.qq.com", {"weixin.qq.com"})
    assert not covered("notgov.cn", {"gov.cn"})
    assert host_of("http://[bad") == ""


@pytest.mark.parametrize(
    "title",
    [
        "澳门新\u200b葡京官网",
        "澳 门 新 葡 京 官 网",
        "博\u00ad彩导航",
        "ＣＡＳＩＮＯ官网",
        "ｂet365备用网址",
        "百家樂、娛樂城",
        "澳门新葡京官网-临沧市档案局",
        "澳门新葡京官网_裁判文书",
        "澳门新葡京官网_实施方案",
    ],
)
def test_a_disguised_title_is_seen_through(title: str) -> None:
    assert hits(View(Content(title=title), PAGE), "tampering.title")


@pytest.mark.parametrize(
    "title",
    ["网络博\u200b彩案一审宣判", "博彩平台主犯被判三年", "通 知 公 告", "全市文体 育人工作"],
)
def test_a_report_or_a_spaced_heading_is_no_disguise(title: str) -> None:
    assert not hits(View(Content(title=title), PAGE), "tampering.title")


@pytest.mark.parametrize(
    "title",
    [
        "澳门新葡京 | 处罚公示",
        "澳门新葡京｜处罚公示",
        "澳门新葡京-行政处罚决定书",
        "澳门新葡京官网行政处罚公示",
        "行政处罚 澳门新葡京官网",
        "行政处罚-澳门新葡京官网",
        "打击电信诈骗_时时彩计划网_公安局",
        "百家乐 在线试玩 注册送彩金 | 关于查处违法案件的通报",
        "通报 bet365备用网址",
        "六合彩开户注册，全市扫黑除恶专项行动",
        "澳 门 新 葡 京 官 网 | 案件通报",
        "关于打击网络赌博专项行动的通报_澳门新葡京",
        "皇冠体育投注官方网站 > 监管信息",
        "娱乐城排行榜_举报投诉",
        "网上赌场推荐 涉案线索",
    ],
)
def test_a_report_in_another_part_excuses_no_title(title: str) -> None:
    assert hits(View(Content(title=title), PAGE), "tampering.title")


@pytest.mark.parametrize(
    "title",
    [
        "关于打击网络赌博、“六合彩”违法犯罪的通报",
        "公安机关捣毁“新葡京官网”赌博团伙",
        "警方捣毁新葡京官网代理团伙",
        "警惕“新葡京官网”骗局 | 反诈中心",
        "网络博彩平台代理案一审宣判-某某法院网",
        "以案释法：网络博彩害人不浅",
        "“百家乐”是怎么骗人的？揭秘网络赌博套路",
        "市公安局通报3起网络博彩案件",
        "严打“时时彩”“六合彩”违法活动 - 某某市公安局",
        "关于开展老虎机、赌博机专项清理的公告",
        "某男子沉迷百家乐输光积蓄 涉嫌诈骗被抓",
        "利用裸聊敲诈 六人获刑",
        "谨防裸聊诈骗——反诈宣传",
        "扫黄打非办：清理色情网站",
        "关于代开发票违法案件的通报",
        "两男子代开发票获刑 _ 税务局",
        "公安机关打击整治跨境网络博彩犯罪 | 官方发布",
        "全市旅游娱乐城乡一体化规划公示",
        "博彩罪与罚——庭审纪实",
    ],
)
def test_a_report_of_the_police_is_no_advertisement(title: str) -> None:
    assert not hits(View(Content(title=title), PAGE), "tampering.title")


def test_a_visible_link_to_a_report_is_right_and_a_hidden_one_is_not() -> None:
    seen = Link(url="http://www.city-daily.com/1", anchor="警方查处一网络博彩平台")
    unseen = replace(seen, hidden=Hidden.DISPLAY)
    elsewhere = replace(seen, url="http://casino-888.com/1")

    told = [
        hits(View(Content(links=(one,)), PAGE), "link.illicit") for one in (seen, unseen, elsewhere)
    ]

    assert list(map(len, told)) == [0, 1, 1]


@pytest.mark.parametrize(
    "url",
    [
        "https://a.top\\@www.lincang.gov.cn/",
        "https://a.top\\.lincang.gov.cn/",
        "https://www.lincang.gov.cn@a.top/",
        "https://a.top./",
        "HTTPS://A.TOP:443",
    ],
)
def test_an_address_is_read_as_a_browser_reads_it(url: str) -> None:
    content = Content(links=(Link(url=url, anchor="特价", hidden="display"),))

    (found,) = hits(View(content, PAGE), "link.hidden")

    assert found.key == "a.top|display"


def test_addresses_of_numbers_belong_to_nobody_else() -> None:
    scripts = ("http://47.9.3.4/x.js", "http://[2001:db8::1]/x.js")
    linked = Content(links=(Link(url="http://9.8.3.4/", anchor="特价", hidden="display"),))

    found = hits(View(Content(scripts=scripts), PAGE), "tampering.script")

    assert [hit.key for hit in found] == ["2001:db8::1", "47.9.3.4"]
    assert hits(View(linked, "http://1.2.3.4/"), "link.hidden")
