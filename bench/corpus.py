"""A generated site in the layout of Chinese government sites: lists, articles, surroundings.

Words are drawn with a fixed seed; they mean nothing. The same site serves every contestant.
"""

import random
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

LISTS = 100
PER_LIST = 20
ARTICLES = LISTS * PER_LIST
WRONG_EVERY = 20
"""One article in so many has a wrong wording."""
_WRONG = "第{}次会议布署了工作。"
_WORDS = [
    "关于",
    "做好",
    "春耕",
    "备耕",
    "工作",
    "通知",
    "各县",
    "区",
    "人民政府",
    "市直",
    "有关",
    "单位",
    "现将",
    "事项",
    "如下",
    "高度",
    "重视",
    "加强",
    "领导",
    "落实",
    "责任",
    "确保",
    "完成",
    "目标",
    "任务",
    "认真",
    "组织",
    "实施",
    "方案",
    "推进",
    "项目",
    "建设",
    "服务",
    "群众",
    "基层",
    "治理",
    "生态",
    "环境",
    "保护",
    "教育",
    "医疗",
    "保障",
    "就业",
    "创业",
    "扶持",
    "政策",
    "措施",
    "监督",
    "检查",
    "安全",
    "生产",
    "应急",
    "管理",
    "公开",
    "信息",
    "依法",
    "行政",
    "会议",
    "强调",
    "指出",
    "要求",
    "坚持",
    "发展",
    "理念",
    "乡村",
    "振兴",
    "战略",
    "产业",
    "升级",
    "创新",
    "驱动",
    "交通",
    "水利",
    "农业",
    "农村",
    "文化",
    "旅游",
]


class Answered(NamedTuple):
    """One page of the site."""

    path: str
    body: bytes


def site() -> Iterator[Answered]:
    """Yield every page: the lists, then the articles."""
    chance = random.Random(20_201_214)  # noqa: S311 - words, not secrets
    for number in range(LISTS):
        yield Answered(f"/list/{number}.html", _list(number).encode())
    for number in range(ARTICLES):
        yield Answered(f"/art/2020/t{number:05}.html", _article(chance, number).encode())


def lists() -> list[str]:
    """Return the paths of the lists, where a crawl starts."""
    return [f"/list/{number}.html" for number in range(LISTS)]


def menu() -> list[str]:
    """Return the paths of the columns that every page's menu leads to; nothing stands there."""
    return [f"/zwgk/{number}/index.html" for number in range(45)]


def _words(chance: random.Random, low: int, high: int) -> str:
    return "".join(chance.choices(_WORDS, k=chance.randint(low, high)))


@cache
def _title(number: int) -> str:
    """Return the title of an article, the same wherever it is linked."""
    return f"{_words(random.Random(number), 6, 12)}（{number}）"  # noqa: S311


def _page(title: str, metas: str, body: str) -> str:
    columns = "".join(
        f'<li class="nav-item"><a href="{path}" title="栏目{n}">政务栏目{n}</a></li>'
        for n, path in enumerate(menu())
    )
    script = "var _hmt=_hmt||[];(function(){var s=document.createElement('script');})();" * 12
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}-示例市人民政府</title>{metas}"
        '<link rel="stylesheet" href="/css/a.css"><script src="/js/a.js"></script>'
        f'<script>{script}</script></head><body><div class="wrap"><div class="header">'
        f'<ul class="nav">{columns}</ul></div>{body}<div class="footer">'
        "<p>主办单位：示例市人民政府办公室</p><p>网站标识码：5309000000</p></div></div>"
        '<script src="/js/b.js"></script></body></html>'
    )


def _list(number: int) -> str:
    items = "".join(
        f'<li><a href="/art/2020/t{one:05}.html">{_title(one)}</a>'
        f"<span>2020-12-{1 + one % 13:02}</span></li>"
        for one in range(number * PER_LIST, (number + 1) * PER_LIST)
    )
    metas = '<meta name="SiteName" content="示例市人民政府"><meta name="ColumnName" content="动态">'
    return _page(f"工作动态{number}", metas, f'<div class="list"><ul>{items}</ul></div>')


def _article(chance: random.Random, number: int) -> str:
    title = _title(number)
    style = "text-indent:2em;line-height:30px;font-family:宋体;font-size:16px"
    body = "".join(
        f'<p style="{style}"><span style="font-size:16px">{_words(chance, 30, 70)}。</span></p>'
        for _ in range(chance.randint(8, 16))
    )
    if number % WRONG_EVERY == 0:
        body += f'<p style="{style}">{_WRONG.format(number)}</p>'
    related = "".join(
        f'<li class="rel"><a href="/art/2020/t{one:05}.html" target="_blank" style="color:#333">'
        f"{_title(one)}</a><em>2020-12-{1 + one % 13:02}</em></li>"
        for one in range(number, number - chance.randint(20, 60), -1)
        if one >= 0
    )
    tags = {
        "SiteName": "示例市人民政府",
        "SiteIDCode": "5309000000",
        "ColumnName": "工作动态",
        "ArticleTitle": title,
        "PubDate": f"2020-12-{1 + number % 13:02} 09:{number % 60:02}",
        "ContentSource": "市政府办公室",
    }
    metas = "".join(f'<meta name="{name}" content="{said}">' for name, said in tags.items())
    main = f'<div class="main"><h1>{title}</h1><div id="zoom">{body}</div></div>'
    return _page(title, metas, f'{main}<div class="side"><ul>{related}</ul></div>')
