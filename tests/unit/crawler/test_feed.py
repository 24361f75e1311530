"""Entries of feeds, as units and platforms write them."""

from datetime import UTC, datetime

import pytest

from services.crawler.domain.confined import work
from services.crawler.domain.feed import ENTRIES, Entry, moment
from services.crawler.domain.reading import NO_FEED, asked_feed
from shared.clock import OFFICE_ZONE

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<item><title>标题 &lt;b&gt;一&lt;/b&gt;</title><link>https://mp.weixin.qq.com/s/a</link>
<pubDate>Fri, 29 Jan 2021 09:30:00 +0800</pubDate><description>摘要</description>
<content:encoded><![CDATA[<p>第一段</p><script>x()</script><p>第二段</p>]]></content:encoded></item>
<item><title>二</title><link>/n/2.html</link><pubDate>2021-01-28 08:00:00</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>三</title>
<link href="https://weibo.com/1/x"/><updated>2021-01-27T00:00:00Z</updated>
<content type="html">&lt;p&gt;正文&lt;/p&gt;</content></entry></feed>"""


def read(feed: str) -> list[Entry]:
    return ENTRIES.validate_json(work(asked_feed(feed.encode())))


def test_rss_brings_the_longest_body_as_paragraphs() -> None:
    first, second = read(RSS)
    assert (first.title, first.text) == ("标题 一", "第一段\n第二段")
    assert first.published_at == datetime(2021, 1, 29, 9, 30, tzinfo=OFFICE_ZONE)
    assert (second.link, second.text) == ("/n/2.html", "")
    assert second.published_at == datetime(2021, 1, 28, 8, 0, tzinfo=OFFICE_ZONE)
    post = first.post("jf", "https://mp.weixin.qq.com/s/a")
    assert [post.content.text[at : at + 3] for at in post.content.paragraphs] == [
        "第一段",
        "第二段",
    ]


def test_atom_is_read_and_a_byte_order_mark_does_not_hide_it() -> None:
    (entry,) = read("\ufeff" + ATOM)
    assert (entry.link, entry.title, entry.text) == ("https://weibo.com/1/x", "三", "正文")
    assert entry.published_at == datetime(2021, 1, 27, tzinfo=UTC)


@pytest.mark.parametrize("body", ["", "/etc/passwd", "<html><p>维护中</p></html>", "{}"])
def test_what_is_no_feed_is_told_from_a_feed_without_entries(body: str) -> None:
    assert work(asked_feed(body.encode())) == NO_FEED
    assert read('<rss version="2.0"><channel></channel></rss>') == []


@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "gb18030"])
def test_a_feed_that_makes_words_of_its_own_is_not_read(coding: str) -> None:
    own = f'<!DOCTYPE rss [<!ENTITY a "{"b" * 99}">]>{RSS}'
    plain = f"<!DOCTYPE rss>{RSS}"

    assert work(asked_feed(own.encode(coding))) == NO_FEED
    assert len(read(plain)) == 2


@pytest.mark.parametrize(
    "written", ["", "昨天", "2021-13-01", "0001-01-01", "Fri, 99 Jan 2021 09:30:00 +0800"]
)
def test_a_day_that_cannot_be_read_is_none(written: str) -> None:
    assert moment(written) is None
