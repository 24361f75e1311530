from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.crawler.domain.address import _resolved, canonical, canonical_all
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


@given(st.lists(LINK | st.sampled_from(["/", "/a/b_1.html", "/x/", "/" + "a" * 2_000]), max_size=6))
def test_the_links_of_a_page_are_read_together_as_one_by_one(links: list[str]) -> None:
    assert canonical_all(BASE, links) == [canonical(BASE, link) for link in links]
    assert canonical_all("no address", links) == [canonical("no address", link) for link in links]


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


def test_a_shape_is_counted_over_the_runs_of_a_pass() -> None:
    let, shapes = 0, dict[str, int]()
    for run in range(20):
        traps = Traps(shapes)
        let += sum(traps.lets(f"http://a.cn/list/{run}/{n}.html") for n in range(100))
        shapes = traps.shapes()

    assert let == SAME_SHAPE


def test_what_a_shape_bore_is_known_in_the_next_run() -> None:
    traps = Traps()
    traps.bore("http://a.cn/art/1.html")
    again = Traps(traps.shapes())

    assert (
        sum(again.lets(f"http://a.cn/art/{n}.html") for n in range(2 * SAME_SHAPE))
        == 2 * SAME_SHAPE
    )


def test_a_long_column_is_no_trap_while_it_leads_to_articles() -> None:
    traps, let = Traps(), 0
    for page in range(3 * SAME_SHAPE):
        let += traps.lets(f"http://a.cn/col/index_{page}.html")
        traps.bore(f"http://a.cn/art/{page}.html")
        traps = Traps(traps.shapes(), traps.led)
    assert let == 3 * SAME_SHAPE

    more = [f"http://a.cn/col/index_{page}.html" for page in range(9 * SAME_SHAPE)]
    assert sum(traps.lets(url) for url in more) == SAME_SHAPE


def test_the_counts_that_travel_are_few() -> None:
    traps = Traps()
    for number in range(5_000):
        name = "".join(chr(97 + int(digit)) for digit in str(number))
        for _ in range(9):
            traps.lets(f"http://a.cn/{name}/")
        traps.bore(f"http://b.cn/{name}/")

    assert len(traps.shapes()) == 1_000


@pytest.mark.parametrize("token", ["{:032x}", "{:024x}", "S-{:040d}"])
def test_addresses_that_differ_in_a_session_only_are_one_shape(token: str) -> None:
    traps = Traps()
    pages = [f"http://a.cn/{token.format(n * 7919)}/list.html" for n in range(2 * SAME_SHAPE)]

    assert sum(traps.lets(url) for url in pages) == SAME_SHAPE
    assert traps.met == {"shape": SAME_SHAPE}


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("https://a.top\\@www.example.cn/", "https://a.top/@www.example.cn/"),
        ("\\\\a.top\\x", "http://a.top/x"),
        ("/\\a.top/x", "http://a.top/x"),
        ("////a.top/x", "http://a.top/x"),
        ("http:///a.top/x", "http://a.top/x"),
        ("https:/a.top/x", "https://a.top/x"),
        ("https:a.top", "https://a.top/"),
        ("http:/x", "http://www.example.cn/x"),
        ("http:x", "http://www.example.cn/zwgk/2020/x"),
        ("..\\img\\a.jpg?p=\\1", "http://www.example.cn/zwgk/img/a.jpg?p=%5C1"),
    ],
)
def test_a_backslash_leads_where_a_browser_goes(link: str, leads_to: str) -> None:
    assert canonical(BASE, link) == leads_to
    assert canonical_all(BASE, [link]) == [leads_to]
