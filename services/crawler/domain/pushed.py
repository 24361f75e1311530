"""Posts as they are pushed: read strictly, and refused in the words of whoever sends them. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from services.crawler.domain.address import canonical
from services.crawler.domain.rows import TEXT_LIMIT, Post
from shared.clock import as_written
from shared.contracts.article import Content

POSTS_LIMIT = 200
TITLE_LIMIT = 1_000
URL_LIMIT = 2_000
FIELDS = {
    "target": "账号编号",
    "url": "网址",
    "title": "标题",
    "text": "正文",
    "published_at": "发布时间",
}
"""What a post may say; Chinese names are taken as well."""
_EARLY = "晚于现在：请核对时间和时区，不写时区的按北京时间"
_BY_NAME = {name: key for key, name in FIELDS.items()} | {key: key for key in FIELDS}


class Wrong(NamedTuple):
    """One thing that is wrong with what was pushed."""

    post: int
    """Which one, from 1; 0 for all of it."""
    field: str
    reason: str
    """In Chinese: what, and how to mend it."""


def read_pushed(body: bytes, only: str, latest: datetime) -> tuple[list[Post], list[Wrong]]:
    """Read one post or a list of them; return them, and all that is wrong.

    Args:
        body: JSON in UTF-8.
        only: the target that posts are taken for when they name none, empty for none.
        latest: when a post can have been published at the latest.
    """
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        return [], [Wrong(0, "", "不是有效的 JSON（UTF-8 编码）：请发送一条帖文或帖文数组")]
    rows = given if isinstance(given, list) else [given]
    if not 0 < len(rows) <= POSTS_LIMIT:
        return [], [Wrong(0, "", f"一次须有 1 至 {POSTS_LIMIT} 条帖文，请分批发送")]
    posts: list[Post] = []
    first: dict[str, tuple[int, Post]] = {}
    wrong: list[Wrong] = []
    for number, row in enumerate(rows, 1):
        post, faults = _read(row, only, latest)
        wrong += [Wrong(number, field, reason) for field, reason in faults.items()]
        if post is None:
            continue
        posts.append(post)
        before, same = first.setdefault(post.url, (number, post))
        if same != post:
            reason = f"与第 {before} 条的网址相同、内容不同：同一网址一次只能推送一条"
            wrong.append(Wrong(number, "url", reason))
    return posts, wrong


def _read(row: Any, only: str, latest: datetime) -> tuple[Post | None, dict[str, str]]:
    if not isinstance(row, Mapping):
        return None, {"": "不是一条帖文：请写成 JSON 对象"}
    faults = {
        name: f"没有这个字段：可用的字段是 {'、'.join(FIELDS)}"
        for name in row
        if name not in _BY_NAME
    }
    cells = {_BY_NAME[name]: value for name, value in row.items() if name in _BY_NAME}
    faults |= {key: "须是文本" for key, value in cells.items() if not isinstance(value, str)}
    if faults:
        return None, faults
    said = {key: cells.get(key, "").strip() for key in FIELDS}
    target, title, text = said["target"] or only, said["title"], said["text"]
    url = _address(said["url"])
    published, sound = _moment(said["published_at"])
    checks = (
        ("target", bool(target), "未填写账号编号：此凭据用于多个账号，请逐条填写"),
        ("title", len(title) <= TITLE_LIMIT, f"超过 {TITLE_LIMIT} 字，请缩短"),
        ("text", bool(title or text), "标题和正文都是空的：帖文至少有其一"),
        ("text", len(text) <= TEXT_LIMIT, f"超过 {TEXT_LIMIT} 字，请缩短"),
        ("url", bool(url), "不是网址：请写成 https://mp.weixin.qq.com/s/… 的形式"),
        ("published_at", sound, "不是时间：请写成 2021-01-30 09:00"),
        ("published_at", published is None or published <= latest, _EARLY),
    )
    faults = {field: reason for field, passes, reason in checks if not passes}
    if faults:
        return None, faults
    return Post(target, url, Content(title=title, text=text), published), {}


def _address(written: str) -> str:
    """Return the canonical form of an http or https address; empty when it is none."""
    if not written or len(written) > URL_LIMIT or any(char.isspace() for char in written):
        return ""
    try:
        parts = urlsplit(written)
    except ValueError:
        return ""
    sound = parts.scheme in {"http", "https"} and parts.hostname and not parts.username
    return canonical(written, "") if sound else ""


def _moment(written: str) -> tuple[datetime | None, bool]:
    """Return a moment, and whether it could be read; without a zone it is Asia/Shanghai."""
    if not written:
        return None, True
    try:
        return as_written(datetime.fromisoformat(written.replace("/", "-"))), True
    except ValueError:
        return None, False
