from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.crawler.domain.address import _resolved, base_for, canonical
from services.crawler.domain.traps import SAME_CALENDAR, SAME_SHAPE, Traps, trap_of
from shared.egress import urls
from shared.egress.errors import UrlRefused

BASE = "http://www.example.cn/zwgk/2020/t1.html"
LINK = st.text("/.?#=&:;abZ09_-~%@ ", max_size=24) | st.sampled_from(
    [
        "../a.html",
        "./b_1.html",
        "//c.cn/x",
        "//",
        "http://d.cn:80/y",
        "?p=2",
        "#top",
        "javascript:void(0)",
    ]
)


@given(LINK)
def test_the_short_way_reads_a_link_as_the_long_way_does(link: str) -> None:
    assert canonical(BASE, link) == _resolved(BASE, link)
    assert canonical(base_for(BASE, link), link) == _resolved(BASE, link)


@given(LINK)
def test_a_canonical_address_stays_as_it_is(link: str) -> None:
    if once := canonical(BASE, link):
        assert canonical("", once) == once
        assert canonical(BASE, once) == once


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/a;jsessionid=12AB?x=1", "http://www.example.cn/a?x=1"),
        ("/a?PHPSESSID=1&id=2&utm_source=q", "http://www.example.cn/a?id=2"),
        ("HTTP://Www.Example.CN:80/%7Ea#b", "http://www.example.cn/~a"),
        ("mailto:a@b.cn", ""),
        ("/" + "a" * 3000, ""),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_spellings_of_one_page_are_one_address(link: str, address: str) -> None:
    assert canonical(BASE, link) == address


@pytest.mark.parametrize("port", ["8080", "10000", "59999", "60000", "65535", "65536", "99999"])
def test_a_high_port_is_read_as_the_long_way_reads_it(port: str) -> None:
    page = f"http://www.example.cn:{port}/a/t1.html"

    assert canonical("", page) == _resolved("", page)
    assert canonical(page, "b.html") == _resolved(page, "b.html")


def test_plain_links_are_joined_as_browsers_do() -> None:
    for link in ("a.html", "./a.html", "/a/b.html", "a/b/", "/"):
        assert canonical(BASE, link) == urljoin(BASE, link)


@given(st.text("htps:/.abz09-_~?=&%:[]@\\", max_size=40).map(lambda rest: f"http://{rest}"))
def test_the_guard_reads_a_plain_address_as_its_parser_does(text: str) -> None:
    plain = urls._PLAIN.fullmatch(text)
    if plain is None:
        return
    short = _outcome(text)
    long = _outcome(f"{text}#")  # a fragment sends it the long way

    assert short == long


def _outcome(text: str) -> object:
    try:
        return urls.parse(text)
    except UrlRefused as refused:
        return refused.reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://a.cn/x/y/x/y/x/y.html", "repeated"),
        ("http://a.cn/" + "s/" * 2 + "/".join(map(str, range(20))), "deep"),
        ("http://a.cn/?" + "&".join(f"p{n}=1" for n in range(20)), "parameters"),
        ("http://a.cn/" + "x" * 1200, "long"),
        ("http://a.cn/art/2020/12/1/art_15_20.html", ""),
    ],
)
def test_an_address_that_only_a_generator_writes_is_a_trap(url: str, reason: str) -> None:
    assert trap_of(url) == reason


def test_a_calendar_ends_after_two_years_of_months() -> None:
    traps = Traps()
    pages = [f"http://a.cn/calendar?year={2000 + n // 12}&month={n % 12}" for n in range(999)]

    assert sum(traps.lets(url) for url in pages) == SAME_CALENDAR
    assert traps.met["calendar"] == len(pages) - SAME_CALENDAR


def test_a_shape_that_bears_articles_is_no_trap() -> None:
    traps, barren = Traps(), Traps()
    pages = [f"http://a.cn/art/{n}.html" for n in range(3 * SAME_SHAPE)]
    let = 0
    for url in pages:
        let += traps.lets(url)
        traps.bore(url)

    assert let == len(pages)
    assert sum(barren.lets(url) for url in pages) == SAME_SHAPE
