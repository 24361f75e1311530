"""Where pages lead without a link that says so."""

import pytest

from services.crawler.domain.leading import base_of, leads_to, next_of
from shared.contracts.article import Link

SITE = "http://www.example.cn"
PAGE = f"{SITE}/zwgk/index.html"


@pytest.mark.parametrize(
    ("tag", "base"),
    [
        ("", PAGE),
        ('<base href="http://www.example.cn/web/">', f"{SITE}/web/"),
        ("<BASE target=_blank HREF=/web/ >", f"{SITE}/web/"),
        ('<base target="_blank">', PAGE),
        ('<base href="javascript:void(0)">', PAGE),
        ('<base href="/a?x=1&amp;y=2">', f"{SITE}/a?x=1&y=2"),
        ("<baseline href='/no/'>", PAGE),
    ],
)
def test_links_are_meant_against_the_base(tag: str, base: str) -> None:
    assert base_of(f"<html><head>{tag}</head><a href='x.html'>x</a>", PAGE) == base


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ('<meta http-equiv="refresh" content="0; url=/web/index.html">', f"{SITE}/web/index.html"),
        ("<META HTTP-EQUIV=REFRESH CONTENT='0;URL=web/'>", f"{SITE}/zwgk/web/"),
        ("<meta content=\"3;url='/a?b=1&amp;c=2'\" http-equiv=refresh>", f"{SITE}/a?b=1&c=2"),
        ('<meta http-equiv="refresh" content="300;url=/later">', ""),
        ('<meta http-equiv="refresh" content="5">', ""),
        ('<script>window.location.href = "/web/";</script>', f"{SITE}/web/"),
        ("<script>location='index.shtml'</script>", f"{SITE}/zwgk/index.shtml"),
        ("<script>top.location.replace('/web/')</script>", f"{SITE}/web/"),
        ("<script>if (location.href == x) {}</script>", ""),
        ("<script>location.href = 'javascript:1'</script>", ""),
        ("<p>no redirect</p>", ""),
        (f"<script>location='/x'</script>{'<p>words</p>' * 1000}", ""),
    ],
)
def test_a_short_page_may_send_its_visitors_elsewhere(html: str, place: str) -> None:
    assert leads_to(html, PAGE, by_script=True) == place


def test_a_script_on_a_page_with_links_waits_for_a_click() -> None:
    page = "<script>function go() { location.href = '/search' }</script>"
    assert leads_to(page, PAGE, by_script=False) == ""


@pytest.mark.parametrize(
    ("call", "place"),
    [
        ('createPageHTML(25, 0, "index", "html");', f"{SITE}/zwgk/index_1.html"),
        ("createPageHTML( 25 ,3, 'index','shtml' )", f"{SITE}/zwgk/index_4.shtml"),
        ('createPageHTML(25, 24, "index", "html");', ""),
        ('createPageHTML(1, 0, "index", "html");', ""),
        ("function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){", ""),
    ],
)
def test_paging_that_a_script_writes_is_followed(call: str, place: str) -> None:
    assert next_of(f"<script>{call}</script>", PAGE, ()) == place


def numbered(*numbers: int, form: str = "index_{}.html") -> list[Link]:
    return [Link(url=f"{SITE}/zwgk/{form.format(n)}", anchor=str(n)) for n in numbers]


@pytest.mark.parametrize(
    ("links", "here", "place"),
    [
        (numbered(2, 3, 4), PAGE, "index_2.html"),
        (numbered(1, 2, 4, 5), f"{SITE}/zwgk/x.html", "index_4.html"),
        (numbered(1, 2, 3, 4), f"{SITE}/zwgk/index_3.html", "index_4.html"),
        (numbered(1, 2, 3), f"{SITE}/zwgk/index_3.html", ""),
        (numbered(2, 3, form="list?page={}"), f"{SITE}/zwgk/list", "list?page=2"),
        (numbered(1, 2, 3), PAGE, ""),
        (numbered(1, 2, 3), f"{SITE}/zwgk/", "index_2.html"),
        ([], PAGE, ""),
        ([Link(url=f"{SITE}/other/7.html", anchor="2")], PAGE, ""),
        ([Link(url=f"{SITE}/zwgk/a.html", anchor="0123")], PAGE, ""),
    ],
)
def test_numbered_pages_are_followed_one_by_one(links: list[Link], here: str, place: str) -> None:
    assert next_of("<p>", here, links) == (f"{SITE}/zwgk/{place}" if place else "")
