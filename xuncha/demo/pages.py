"""The pages of the imitation sites: official page tags, listings with paging, UTF-8 and GBK."""

import html
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from openpyxl import Workbook

from xuncha.demo import city
from xuncha.demo.site import Answer

PER_PAGE = 8
NEWEST = date(2020, 12, 13)
"""Day of the newest ordinary article when the week begins."""
GBK_SITES = frozenset({"yunxian"})
WORDING_PAGE = "/2020/1216_wording.html"
LEAK_PAGE = "/2020/1215_notice.html"
_TOPICS = ("基层治理", "道路养护", "春耕备耕", "河湖管护", "校园安全", "医疗保障", "粮食收储")


class Entry(NamedTuple):
    """One article as listings show it."""

    path: str
    title: str
    day: date
    lines: tuple[str, ...]


def portal(unit: str) -> dict[str, Answer]:
    """Return all pages of one unit's portal, by path."""
    name = city.SITES[unit]
    charset = "gbk" if unit in GBK_SITES else "utf-8"
    entries = [*_planted(unit), *_ordinary("", f"{name}（示例）", 12)]
    pages = {entry.path: article(name, "政务动态", entry, charset) for entry in entries}
    pages |= _listing(name, "政务动态", "/zwdt/index", entries, charset)
    pages["/"] = _home(name, entries, charset)
    pages["/files/example.xlsx"] = _attachment()
    if unit == "city":
        for number in range(1, 37):
            pages |= column(number)
    return pages


def column(number: int) -> dict[str, Answer]:
    """Return the pages of one disclosure column on the city's portal."""
    name, base = city.column_name(number), city.column_path(number).removesuffix("index.html")
    entries = _ordinary(base, f"{name}（示例）", 3)
    if sentence := city.WRONG_WORDING.get(f"column-{number:02}"):
        path = f"{base}1216_wording.html"
        lines = ("现将有关事项通知如下（示例）。", sentence)
        entries = [Entry(path, f"{name}（示例）工作通知", date(2020, 12, 12), lines), *entries]
    pages = {entry.path: article(name, name, entry, "utf-8") for entry in entries}
    return pages | _listing(name, name, f"{base}index", entries, "utf-8")


def address_of(target: str, sites: dict[str, str]) -> str:
    """Return the address of the page with the planted wording of a website or column."""
    kind, _, rest = target.partition("-")
    if kind == "site":
        return f"{sites[rest]}{WORDING_PAGE}"
    base = city.column_path(int(rest)).removesuffix("index.html")
    return f"{sites['city']}{base}1216_wording.html"


def mended(answer: Answer, charset: str = "utf-8") -> Answer:
    """Return a page as the unit leaves it after mending what was planted."""
    text = answer.body.decode(charset)
    for wrong, right in (("险恶", "除恶"), ("攻府", "政府"), ("小姐", "小组")):
        text = text.replace(wrong, right)
    for _, number in city.LEAKS.values():
        text = text.replace(number, f"{number[:3]}***********{number[-2:]}")
    return answer._replace(body=text.encode(charset))


def article(site: str, column_name: str, entry: Entry, charset: str) -> Answer:
    """Return an article page."""
    body = "".join(f"<p>{html.escape(line)}</p>" for line in entry.lines)
    tags = {
        "SiteName": site,
        "ColumnName": column_name,
        "ArticleTitle": entry.title,
        "PubDate": f"{entry.day} 09:00",
        "ContentSource": "示例",
    }
    content = f'<h1>{entry.title}</h1><div id="zoom">{body}</div>'
    return _page(entry.title, tags, content, charset)


def _planted(unit: str) -> list[Entry]:
    target, entries = f"site-{unit}", []
    if sentence := city.WRONG_WORDING.get(target):
        lines = ("近日召开专题会议（示例）。", sentence)
        entries.append(Entry(WORDING_PAGE, "专题会议召开（示例）", date(2020, 12, 12), lines))
    if target in city.LEAKS:
        who, number = city.LEAKS[target]
        lines = ("现将补助发放名单公示如下（示例）。", f"{who}，身份证号{number}，补助300元。")
        entries.append(Entry(LEAK_PAGE, "补助发放公示（示例）", date(2020, 12, 11), lines))
    return entries


def _ordinary(base: str, name: str, count: int) -> list[Entry]:
    entries = []
    for n in range(count):
        topic, day = _TOPICS[n % len(_TOPICS)], NEWEST - timedelta(days=n)
        lines = (
            f"{name}召开{topic}工作会议，总结前期情况，安排下一阶段任务。",
            f"会议要求，有关单位要结合实际细化措施，按时完成{topic}各项工作。第{n + 1}号。",
        )
        path = f"{base or '/2020/'}{day:%m%d}_{n + 1}.html"
        entries.append(Entry(path, f"{topic}工作会议召开（{n + 1}）", day, lines))
    return entries


def _listing(
    site: str, name: str, base: str, entries: Sequence[Entry], charset: str
) -> dict[str, Answer]:
    """Return the pages of a listing; the pages but the last link to the next one."""
    chunks = [entries[start : start + PER_PAGE] for start in range(0, len(entries), PER_PAGE)]
    paths = [f"{base}.html", *(f"{base}_{n}.html" for n in range(2, len(chunks) + 1))]
    pages = {}
    for n, chunk in enumerate(chunks):
        more = f'<a href="{paths[n + 1]}">下一页</a>' if n + 1 < len(chunks) else ""
        tags = {"SiteName": site, "ColumnName": name, "ColumnType": "信息公开"}
        pages[paths[n]] = _page(name, tags, f"<ul>{_items(chunk)}</ul>{more}", charset)
    return pages


def _home(name: str, entries: Sequence[Entry], charset: str) -> Answer:
    tags = {"SiteName": name, "SiteDomain": "example.cn", "SiteIDCode": "5309000000"}
    tags["ColumnName"] = "首页"
    links = '<li><a href="/zwdt/index.html">政务动态</a></li>'
    links += '<li><a href="/files/example.xlsx">示例附件</a></li>'
    form = '<form method="post" action="/lyxx/"><label>我要留言</label><textarea></textarea></form>'
    content = f"<ul>{_items(entries[:PER_PAGE])}</ul><ul>{links}</ul>{form}"
    return _page(name, tags, content, charset)


def _items(entries: Sequence[Entry]) -> str:
    return "".join(
        f'<li><a href="{entry.path}">{entry.title}</a><span>{entry.day}</span></li>'
        for entry in entries
    )


def _page(title: str, tags: dict[str, str], content: str, charset: str) -> Answer:
    metas = "".join(f'<meta name="{key}" content="{value}">' for key, value in tags.items())
    text = (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="{charset}"><title>{title}</title>'
        f"{metas}</head><body><nav><a href='/'>首页</a></nav>{content}"
        "<footer>主办单位：示例　网站标识码：5309000000　滇ICP备00000000号（示例）</footer>"
        "</body></html>"
    )
    return Answer(text.encode(charset), content_type=f"text/html; charset={charset}")


def _attachment() -> Answer:
    book = Workbook()
    book.active.append(["序号", "项目（示例）"])
    buffer = io.BytesIO()
    book.save(buffer)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Answer(buffer.getvalue(), content_type=kind)
