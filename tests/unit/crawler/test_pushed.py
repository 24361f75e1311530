"""What is pushed is read strictly; what is wrong is said in Chinese, with its place."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from services.crawler.domain.pushed import POSTS_LIMIT, read_pushed

LATEST = datetime(2021, 1, 30, 1, 0, tzinfo=UTC)
POST = {"target": "jf", "url": "https://mp.weixin.qq.com/s/a", "title": "标题", "text": "正文"}


def body(given: Any) -> bytes:
    return json.dumps(given, ensure_ascii=False).encode()


def test_one_post_or_many_with_english_or_chinese_names() -> None:
    chinese = {
        "账号编号": "jf",
        "网址": "https://mp.weixin.qq.com/s/b#top",
        "正文": "正文",
        "发布时间": "2021/01/29 09:30",
    }
    (one,), nothing = read_pushed(body(POST), "", LATEST)
    posts, wrong = read_pushed(body([POST, chinese]), "", LATEST)

    assert (nothing, wrong) == ([], [])
    assert posts[0] == one
    assert one.content.title == "标题"
    assert posts[1].url == "https://mp.weixin.qq.com/s/b"
    assert posts[1].published_at == datetime(2021, 1, 29, 1, 30, tzinfo=UTC)


def test_a_token_for_one_account_need_not_be_told_which() -> None:
    (post,), _ = read_pushed(body({**POST, "target": ""}), "jf", LATEST)
    assert post.target == "jf"


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"target": ""}, "target", "未填写"),
        ({"url": "mp.weixin.qq.com/s/a"}, "url", "不是网址"),
        ({"url": "ftp://a.cn/"}, "url", "不是网址"),
        ({"url": "http://u:p@a.cn/"}, "url", "不是网址"),
        ({"url": "http://[::1"}, "url", "不是网址"),
        ({"title": "", "text": " "}, "text", "都是空的"),
        ({"title": "长" * 1_001}, "title", "超过"),
        ({"published_at": "昨天"}, "published_at", "不是时间"),
        ({"published_at": "2021-01-30T09:00+25:00"}, "published_at", "不是时间"),
        ({"published_at": "0001-01-01T00:00+08:00"}, "published_at", "不是时间"),
        ({"published_at": "2021-01-30T09:00Z"}, "published_at", "时区"),
        ({"published_at": "2201-01-30 09:00"}, "published_at", "晚于现在"),
        ({"text": 5}, "text", "须是文本"),
        ({"body": "x"}, "body", "没有这个字段"),
    ],
)
def test_what_is_wrong_names_the_post_and_the_field(
    change: dict[str, Any], field: str, said: str
) -> None:
    other = {**POST, "url": "https://mp.weixin.qq.com/s/b", **change}
    posts, wrong = read_pushed(body([POST, other]), "", LATEST)
    assert len(posts) == 1
    assert [(one.post, one.field) for one in wrong] == [(2, field)]
    assert said in wrong[0].reason


@pytest.mark.parametrize("given", [b"", b"{", b"\xff\xfe", b"[]", b"[" * 100_000, b"5", b'"x"'])
def test_what_is_no_post_at_all_is_refused(given: bytes) -> None:
    posts, wrong = read_pushed(given, "", LATEST)
    assert posts == []
    assert len(wrong) == 1


def test_too_many_at_once_are_refused() -> None:
    posts, wrong = read_pushed(body([POST] * (POSTS_LIMIT + 1)), "", LATEST)
    assert (posts, wrong[0].post) == ([], 0)


def test_one_address_has_one_post_at_a_time() -> None:
    posts, wrong = read_pushed(body([POST, POST, {**POST, "text": "另一篇"}]), "", LATEST)

    assert len(posts) == 3
    assert [(one.post, one.field) for one in wrong] == [(3, "url")]
    assert "与第 1 条的网址相同" in wrong[0].reason
