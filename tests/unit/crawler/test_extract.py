import itertools
from datetime import date, datetime, timedelta, timezone

import orjson
import pytest

from services.crawler.domain.extract import Page, extract
from services.crawler.domain.outcome import FetchOutcome
from shared.contracts.article import Content, Hidden
from shared.documents.hidden import hidden_by

TODAY = date(2020, 12, 20)
URL = "http://www.example.cn/zwgk/2020/t1.html"
TEXT = "关于做好春耕备耕工作的通知，各县区要高度重视。" * 6
EAST_8 = timezone(timedelta(hours=8))


def read(body: str, head: str = "") -> Page:
    return extract(f"<html><head>{head}</head><body>{body}</body></html>", URL, TODAY)


def content(body: str, head: str = "") -> Content:
    found = read(body, head).content
    assert found is not None
    return found


def tags(**named: str) -> str:
    return "".join(f'<meta name="{name}" content="{said}">' for name, said in named.items())


def test_the_official_tags_win_over_what_the_page_looks_like() -> None:
    head = tags(ArticleTitle="甲", PubDate="2020-12-01 09:30", ContentSource="乙", ColumnName="丙")

    page = read(f"<h1>别的</h1><div id=zoom><p>来源：别处</p><p>{TEXT}</p></div>", head)

    assert page.content is not None
    assert (page.content.title, page.content.source, page.content.column) == ("甲", "乙", "丙")
    assert page.published_at == datetime(2020, 12, 1, 9, 30, tzinfo=EAST_8)


def test_without_tags_the_structure_speaks() -> None:
    body = f"<h1>春耕通知</h1><div><p>发布时间：2020年12月3日 来源：市农业局</p><p>{TEXT}</p></div>"

    page = read(f"<div class=nav><a href=/>首页</a></div>{body}")

    assert page.content is not None
    assert (page.content.title, page.content.source) == ("春耕通知", "市农业局")
    assert page.published_at == datetime(2020, 12, 3, tzinfo=EAST_8)
    assert "首页" not in page.content.text
    assert not page.uncertain


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("2020-12-03", datetime(2020, 12, 3, tzinfo=EAST_8)),
        ("[2020-12-03]", datetime(2020, 12, 3, tzinfo=EAST_8)),
        ("2020-12-03 09:30 来源：市农业局", datetime(2020, 12, 3, 9, 30, tzinfo=EAST_8)),
        ("2020年12月3日，市农业局召开会议。", None),
        ("2020年12月3日 星期四", None),
    ],
)
def test_a_day_that_stands_alone_is_the_day_of_publication(
    line: str, published: datetime | None
) -> None:
    page = read(f"<h1>春耕通知</h1><div><p>{line}</p><p>{TEXT}</p></div>")

    assert page.published_at == published


def test_a_short_notice_with_its_day_is_an_article() -> None:
    notice = "<h1>放假通知</h1><p>2020-12-31</p><p>元旦放假一天，1月2日照常办公。</p>"

    page = read(notice)

    assert page.content is not None
    assert "照常办公" in page.content.text
    assert not page.uncertain
    assert read(notice.replace("2020-12-31", "")).content is None
    assert (
        read("<h1>春耕</h1><p>2020-12-31</p><ul><li><a href=/1.html>通知</a></ul>").content is None
    )


def test_a_page_without_structure_is_left_to_the_fallback() -> None:
    assert read(f"{TEXT}<br>{TEXT}").uncertain


@pytest.mark.parametrize("day", ["0001-01-01 00:00:00", "9999-12-31 23:59", "0000-00-00"])
def test_a_day_that_a_system_writes_for_none_is_none(day: str) -> None:
    page = read(f"<div id=zoom><p>{TEXT}</p></div>", tags(ArticleTitle="甲", PubDate=day))
    listed = read(f"<ul><li><a href=1.html>通知</a><span>{day}</span></li></ul>")

    assert page.published_at is None
    assert page.content is not None
    assert (listed.items, listed.newest_on) == (1, None)


def test_a_zone_in_the_date_is_kept() -> None:
    head = tags(ArticleTitle="甲", PubDate="2020-12-01T01:30:00Z")

    assert read("x", head).published_at == datetime(2020, 12, 1, 9, 30, tzinfo=EAST_8)


def test_paragraphs_begin_where_they_say() -> None:
    found = content(
        "<div id=zoom><p>第一段</p><p>第二段<br>第三段</p>尾</div>", tags(ArticleTitle="甲")
    )

    starts = [*found.paragraphs, len(found.text) + 1]
    cut = [found.text[a : b - 1] for a, b in itertools.pairwise(starts)]
    assert cut == ["第一段", "第二段", "第三段", "尾"]


def test_a_break_in_the_source_breaks_no_word() -> None:
    assert (
        content("<div id=zoom><p>第一\n  段</p></div>", tags(ArticleTitle="甲")).text == "第一 段"
    )


@pytest.mark.parametrize(
    ("style", "kind"),
    [
        ("display:none", Hidden.DISPLAY),
        ("DISPLAY : NONE", Hidden.DISPLAY),
        ("visibility:hidden", Hidden.VISIBILITY),
        ("position:absolute;left:-9999px", Hidden.OFF_SCREEN),
        ("text-indent:-9999px", Hidden.OFF_SCREEN),
        ("font-size:0", Hidden.SIZE),
        ("font-size:1px;color:red", Hidden.SIZE),
        ("overflow:hidden;height:1px", Hidden.SIZE),
        ("opacity:0", Hidden.COLOUR),
        ("color:#fff;background:#fff", Hidden.COLOUR),
        ("display:/* x */none", Hidden.DISPLAY),
        ("dis\\play:none", Hidden.DISPLAY),
        ("\\64isplay:none", Hidden.DISPLAY),
        ("transform:scale(0)", Hidden.SIZE),
        ("position:absolute;clip:rect(0, 0, 0, 0)", Hidden.SIZE),
        ("clip-path:inset(100%)", Hidden.SIZE),
        ("font:0/0 a", Hidden.SIZE),
        ("line-height:0;overflow:hidden", Hidden.SIZE),
        ("color:rgba(0, 0, 0, 0)", Hidden.COLOUR),
        ("filter:alpha(opacity=0)", Hidden.COLOUR),
        ("font:14px/1.5 a;width:100px\\9", Hidden.NO),
        ("transform:scale(0.9);color:rgba(0,0,0,0.8)", Hidden.NO),
        ("clip:rect(0,100px,40px,0)", Hidden.NO),
        ("font-size:16px;color:#333", Hidden.NO),
        ("opacity:0.8;width:100px;overflow:hidden", Hidden.NO),
        ("text-indent:2em;margin-left:-5px", Hidden.NO),
    ],
)
def test_a_hidden_link_says_how_it_is_hidden(style: str, kind: Hidden) -> None:
    farm = f'<div style="{style}"><p><a href="http://bad.example/">赌</a></p></div>'

    found = content(f"{farm}<div id=zoom>{TEXT}</div>", tags(ArticleTitle="甲"))

    assert hidden_by(style) is kind
    assert [(link.url, link.hidden) for link in found.links] == [("http://bad.example/", kind)]


@pytest.mark.parametrize(
    ("window", "kept"),
    [
        ("甲 - 某某市人民政府", ""),
        ("澳门新葡京官网", "澳门新葡京官网"),
        ("某某市人民政府", "某某市人民政府"),
        ("", ""),
    ],
)
def test_the_name_of_a_window_is_kept_where_it_does_not_name_the_article(
    window: str, kept: str
) -> None:
    head = f"<title>{window}</title>{tags(ArticleTitle='甲')}"

    assert content(f"<div id=zoom>{TEXT}</div>", head).window == kept


@pytest.mark.parametrize(
    ("farm", "kind"),
    [
        ("<marquee height=1 width=4><a href=http://b.cn/>x</a></marquee>", Hidden.MARQUEE),
        (
            "<style>.q{display:none}</style><i class=q><a href=http://b.cn/>x</a></i>",
            Hidden.DISPLAY,
        ),
        (
            "<style>/* .q */ i.q{display:none}</style><i class=q><a href=http://b.cn/>x</a></i>",
            Hidden.DISPLAY,
        ),
        (
            "<style>.nav .q{display:none}</style><i class='nav q'><a href=http://b.cn/>x</a></i>",
            Hidden.NO,
        ),
        ("<div hidden><a href=http://b.cn/>x</a></div>", Hidden.DISPLAY),
        ("<div hidden><a href=http://b.cn/>></a></div>", Hidden.DISPLAY),
        ("<a href=http://b.cn/>x</a>", Hidden.NO),
    ],
)
def test_links_hide_by_more_than_their_style(farm: str, kind: Hidden) -> None:
    assert content(f"{farm}<div id=zoom>{TEXT}</div>").links[0].hidden is kind


def test_scripts_images_and_attachments_are_named() -> None:
    body = (
        f'<script src="//cdn.example/a.js"></script><div id=zoom>{TEXT}<img src=a.png alt="示意图">'
        '<a href="./P02.pdf">附件1</a><a href="/down/b.XLSX">附件2</a></div>'
    )

    page = read(body)

    assert page.content is not None
    assert page.content.scripts == ("http://cdn.example/a.js",)
    assert page.content.images == ("示意图",)
    assert [link.url for link in page.documents] == [
        "http://www.example.cn/zwgk/2020/P02.pdf",
        "http://www.example.cn/down/b.XLSX",
    ]


def test_the_encoded_content_is_the_content() -> None:
    page = read(f"<div id=zoom><p>{TEXT}</p><a href=a.html>甲</a></div>", tags(ArticleTitle="甲"))

    assert page.content is not None
    assert Content.model_validate(orjson.loads(page.encoded)) == page.content


def test_a_listing_counts_its_entries_and_is_no_article() -> None:
    rows = "".join(f"<li><a href=t{n}.html>题{n}</a>2020-12-{n + 10}</li>" for n in range(12))

    page = read(f"<ul>{rows}</ul><a href=index_2.html>下一页</a>", tags(ColumnName="动态"))

    assert (page.content, page.items, page.newest_on) == (None, 12, TODAY)
    assert page.next_page == "http://www.example.cn/zwgk/2020/index_2.html"


@pytest.mark.parametrize("said", ["404 Not Found", "您访问的页面不存在", "抱歉，该信息已被删除"])
def test_a_page_that_says_there_is_none_is_no_article(said: str) -> None:
    assert (
        read(f"<h1>{said}</h1><p>{'请返回首页或联系管理员。' * 10}</p>").outcome
        is FetchOutcome.SOFT_NOT_FOUND
    )
    assert read(f"<h1>{said}</h1><p>{TEXT * 9}</p>").outcome is FetchOutcome.OK


def test_feeds_are_named() -> None:
    head = '<link rel=alternate type="application/rss+xml" href=/rss.xml>'

    page = read("x", head)

    assert page.feeds == ("http://www.example.cn/rss.xml",)


def test_what_is_hidden_without_leading_anywhere_names_nothing() -> None:
    head = (
        "<script hidden>a()</script><link hidden rel=canonical><meta hidden name=SiteName>"
        "<link hidden rel=alternate type=application/rss+xml href=/feed.xml>"
    )

    page = read(f"<div id=zoom><p>{TEXT}</p></div>", head + tags(ArticleTitle="甲"))

    assert page.content is not None
    assert (page.content.scripts, page.tags) == ((), {"articletitle": "甲"})
    assert page.feeds == ("http://www.example.cn/feed.xml",)


def test_a_hidden_block_that_is_called_an_article_is_one_all_the_same() -> None:
    found = content(f"<p hidden>藏</p><div id=zoom hidden><p>{TEXT}</p></div><p>外</p>")

    assert found.text == TEXT


def test_a_block_that_says_nothing_is_not_the_article() -> None:
    found = content(f"<div id=zoom>空</div><div class=x><p>{TEXT}</p><p>尾</p></div>")

    assert found.text == f"{TEXT}\n尾"


def test_the_source_is_read_as_the_text_is() -> None:
    html = f"<body><div id=zoom><p>{TEXT}</p><a href='/a.html' style='display:none'>链</a></div>"

    assert extract(html, URL, TODAY, source=html.encode()) == extract(html, URL, TODAY)


def test_images_are_told_by_their_addresses_once_each() -> None:
    page = read(
        "<img src=/i/a.png><img src='/i/a.png'><img src=data:image/png;base64,AA>"
        f"<div id=zoom><p>{TEXT}</p><img src=b.jpg></div><img><img src=javascript:1>"
    )

    assert page.image_urls == ("http://www.example.cn/i/a.png", f"{URL.rpartition('/')[0]}/b.jpg")
