"""Ten thousand malformed pages from one seed: no crash, no hang, nothing dropped unsaid."""

import random
from datetime import date

from prometheus_client import CollectorRegistry

from services.crawler.domain.extract import Page, extract
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched
from services.crawler.metrics import CrawlerMetrics
from services.crawler.read import WORK, Reader
from shared.confined import Confined
from shared.documents.charset import decode
from shared.documents.nesting import is_ordinary

SEED = 20_201_214
PAGES = 10_000
URL = "http://www.example.cn/a/t1.html"
TODAY = date(2020, 12, 20)
MARK = "末尾标记" * 80
TAGS = [
    "p",
    "div",
    "span",
    "b",
    "i",
    "a",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "font",
    "center",
    "h2",
    "section",
    "form",
    "select",
    "svg",
]
HEAD = '<meta name="ArticleTitle" content="题"><meta name="PubDate" content="2020-12-01">'
NO_PAGES = {FetchOutcome.UNPARSED, FetchOutcome.SOFT_NOT_FOUND, FetchOutcome.NO_PAGE}
CHARSETS = ("utf-8", "gb18030", "gbk", "big5", "utf-16-le")


def _soup(chance: random.Random) -> str:
    parts = []
    for _ in range(chance.randrange(1, 60)):
        tag = chance.choice(TAGS)
        parts.append(
            chance.choice(
                (
                    f"<{tag}>",
                    f"</{tag}>",
                    f"<{tag} class=a id='b' style=\"color:#{chance.randrange(999)}\">",
                    f"<{tag}/>",
                    f"<{tag}<{tag}>",
                    "正文内容",
                    "&#0;&#x110000;&nbsp;&copy&bogus;",
                    "<!-- 注 -->",
                    "<![CDATA[x]]>",
                    "<a href='?x=1&y=2#z'>链接</a>",
                    "\x00\x0b\ufffe\ud800",
                    "<br></br></p>",
                    "<>< ><//><?php ?>",
                )
            )
        )
    return "".join(parts)


def _deep(chance: random.Random) -> str:
    return f"<{chance.choice(TAGS)}>" * chance.choice((300, 1_000, 6_000, 20_000))


def _page(chance: random.Random, number: int) -> tuple[str, bool]:
    """Return a page, and whether its mark must be found or its loss be told."""
    kind = number % 50
    soup = _deep(chance) if kind == 0 else _soup(chance)
    if kind in {1, 2}:
        soup += chance.choice(("<!--", "<script>", "<style>", "<textarea>", '<a title="'))
        return f"{HEAD}<body>{soup}{MARK}", False
    return f"{HEAD}<body>{soup}</select></svg></table><div><p>{MARK}</p></div>", True


def _bytes(chance: random.Random, text: str) -> bytes:
    charset = chance.choice(CHARSETS)
    return f'<meta charset="{charset}">'.encode() + text.encode(charset, "replace")


async def test_malformed_pages_neither_crash_nor_lose_anything_unsaid() -> None:
    chance = random.Random(SEED)  # noqa: S311 - pages, not secrets
    confined = Confined(WORK)
    metrics = CrawlerMetrics.register(CollectorRegistry())
    reader = Reader(None, confined, metrics)  # type: ignore[arg-type] - none has attachments
    lost: list[int] = []
    for number in range(PAGES):
        text, marked = _page(chance, number)
        body = text.encode("utf-8", "replace")
        fetched, page = await reader.page(
            Fetched(FetchOutcome.OK, body, {"content-type": "text/html; charset=utf-8"}), URL, TODAY
        )
        if page is None:
            assert fetched.outcome in NO_PAGES
        elif marked and not _tells(page):
            lost.append(number)
    await confined.aclose()

    assert lost == []


def test_damaged_bytes_are_read_the_same_way_twice() -> None:
    chance = random.Random(SEED)  # noqa: S311 - pages, not secrets
    for number in range(0, PAGES, 10):
        data = bytearray(_bytes(chance, _page(chance, number)[0]))
        for _ in range(chance.randrange(30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        decoded = decode(bytes(data[: chance.randrange(1, len(data))]))
        if is_ordinary(decoded.text):
            assert extract(decoded.text, URL, TODAY) == extract(decoded.text, URL, TODAY)


def _tells(page: Page) -> bool:
    return page.content is not None and (MARK in page.content.text or page.content.parse_incomplete)
