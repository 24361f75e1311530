"""A site that leads on by itself is read where it leads to; links mean what they mean there."""

import asyncio
from collections.abc import Mapping

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.domain.extract import Page
from services.crawler.domain.frontier import Frontier, Step
from services.crawler.domain.outcome import FetchOutcome
from shared.contracts.article import Content, Link
from shared.contracts.target import TargetKind
from tests.site.test_hostile import LINE, look, visitor
from tests.unit.egress.servers import Respond, Site, guard_for, site

LIST = "<ul>" + "".join(f"<li><a href='a/{n}.html'>通知{n}</a> 2020-12-0{n}</li>" for n in (1, 2))
PAGES = {
    "/moved": "302 /web/index.html",
    "/web/index.html": LIST,
    "/based": f"<base href='/web/'>{LIST}",
    "/refresh": "<meta http-equiv=refresh content='0;url=web/index.html'>",
    "/script": "<script>window.location.href='/web/index.html'</script>",
    "/circle": "<script>location='/circle'</script>",
    "/chain": "<script>location='/script'</script>",
    "/nowhere": "<script>location='/missing'</script>",
    "/inside": "<script>location='http://127.0.0.1:9/'</script>",
    "/blank": "<a href=/web/>首页</a><script>function s() { location='/web/index.html' }</script>",
    "/article": f"<base href=/web/><div id=zoom><p>{LINE}<a href='f.pdf'>附件</a></p></div>",
    "/paged/": f"{LIST}<script>createPageHTML(3, 0, 'index', 'html')</script>",
    "/paged/index_1.html": f"{LIST}<script>createPageHTML(3, 1, 'index', 'html')</script>",
    "/paged/index_2.html": f"{LIST}<script>createPageHTML(3, 2, 'index', 'html')</script>",
}


def serving(pages: Mapping[str, str]) -> Respond:
    async def respond(_: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
        said = pages.get(head.split(b" ", 2)[1].decode())
        if said is None:
            writer.write(b"HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n")
        elif said.startswith("302 "):
            place = said.removeprefix("302 ")
            writer.write(
                f"HTTP/1.1 302 x\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()
            )
        else:
            body = said.encode()
            kind = 'Content-Type: text/html; charset=utf-8\r\nETag: "1"\r\n'
            head_ = f"HTTP/1.1 200 OK\r\n{kind}Content-Length: {len(body)}\r\n\r\n"
            writer.write(head_.encode() + body)

    return respond


@pytest.mark.parametrize("path", ["/moved", "/web/index.html", "/based", "/refresh", "/script"])
async def test_links_are_those_of_the_place_that_is_led_to(path: str) -> None:
    async with site(serving(PAGES)) as served, visitor(guard_for(served)) as (fetcher, reader):
        fetched, page = await look(fetcher, reader, served.url(path))
    assert fetched.outcome is FetchOutcome.OK
    assert page
    assert page.items == 2
    assert [link.url for link in page.links] == [served.url(f"/web/a/{n}.html") for n in (1, 2)]


@pytest.mark.parametrize(
    ("path", "outcome", "items"),
    [
        ("/circle", FetchOutcome.OK, 0),
        ("/chain", FetchOutcome.OK, 0),
        ("/nowhere", FetchOutcome.NOT_FOUND, None),
        ("/inside", FetchOutcome.ROBOTS, None),
        ("/blank", FetchOutcome.OK, 0),
    ],
)
async def test_a_page_leads_once_and_the_guard_is_asked(
    path: str, outcome: FetchOutcome, items: int | None
) -> None:
    async with site(serving(PAGES)) as served, visitor(guard_for(served)) as (fetcher, reader):
        fetched, page = await look(fetcher, reader, served.url(path))
    assert fetched.outcome is outcome
    assert (page.items if page else None) == items


async def test_what_another_place_said_of_its_age_is_not_kept_for_this_one() -> None:
    async with site(serving(PAGES)) as served, visitor(guard_for(served)) as (fetcher, reader):
        here, _ = await look(fetcher, reader, served.url("/web/index.html"))
        led, _ = await look(fetcher, reader, served.url("/refresh"))
    assert "etag" in here.headers
    assert "etag" not in led.headers


async def test_attachments_are_fetched_from_where_the_page_means_them() -> None:
    counted = CollectorRegistry()
    async with (
        site(serving(PAGES)) as served,
        visitor(guard_for(served), counted) as (fetcher, reader),
    ):
        _, page = await look(fetcher, reader, served.url("/article"))
        assert any(request.startswith(b"GET /web/f.pdf ") for request in served.requests)
    assert page
    assert page.content
    name = "xuncha_crawler_fetches_total"
    met = {o: n for o in FetchOutcome if (n := counted.get_sample_value(name, {"outcome": o}))}
    assert met == {FetchOutcome.NOT_FOUND: 1}


async def test_pages_that_a_script_numbers_are_walked_to_the_last() -> None:
    async with site(serving(PAGES)) as served, visitor(guard_for(served)) as (fetcher, reader):
        start = served.url("/paged/")
        frontier, walked = Frontier(start, TargetKind.COLUMN, {start}, 99), []
        while step := frontier.next():
            if "/a/" in step.url:
                continue
            walked.append(step)
            _, page = await look(fetcher, reader, step.url)
            assert page
            frontier.found(step, page)
    names = ("", "index_1.html", "index_2.html")
    assert walked == [Step(served.url(f"/paged/{name}"), 0) for name in names]


def test_another_name_of_the_same_site_is_the_site_and_any_other_is_not() -> None:
    frontier = Frontier("http://www.a.gov.cn/", TargetKind.WEBSITE, set(), 99)
    frontier.opened_at("https://a.gov.cn/web/")
    frontier.add(["https://a.gov.cn/1", "http://www.a.gov.cn/2", "http://b.a.gov.cn/3"])
    other = Frontier("http://www.a.gov.cn/", TargetKind.WEBSITE, set(), 99)
    other.opened_at("http://casino.example.com/")
    other.add(["http://casino.example.com/1", "http://a.gov.cn/2"])

    assert [step.url for step in frontier.waiting[1:]] == [
        "https://a.gov.cn/1",
        "http://www.a.gov.cn/2",
    ]
    assert len(other.waiting) == 1


@pytest.mark.parametrize(
    ("uncertain", "items", "leads"), [(True, 5, True), (True, 4, False), (False, 50, False)]
)
def test_a_list_without_page_tags_leads_on_and_an_article_does_not(
    uncertain: bool,
    items: int,
    leads: bool,
) -> None:
    frontier = Frontier("http://a.cn/", TargetKind.WEBSITE, set(), 99)
    page = Page(Content(text="x"), None, (Link(url="http://a.cn/b/1.html"),), "", items, None, {})

    found = frontier.found(Step("http://a.cn/b/", 1), page._replace(uncertain=uncertain))

    assert found == (("http://a.cn/b/1.html",) if leads else ())
