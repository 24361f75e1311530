import gzip
import random
from collections.abc import Callable

import pytest

from services.crawler.domain.confined import work
from services.crawler.domain.discovery import ADDRESSES_LIMIT, Sitemap, read_sitemap
from services.crawler.domain.reading import asked_sitemap, sitemap_from

URL = "http://a.cn/sitemap.xml"


def test_a_sitemap_names_pages_of_its_own_site() -> None:
    text = (
        "<?xml version='1.0'?><urlset><url><loc> http://a.cn/1.html </loc></url>"
        "<url><loc>http://other.cn/2.html</loc></url>"
        "<url><loc><![CDATA[http://a.cn/3?x=1&y=2]]></loc></url></urlset>"
    )

    assert read_sitemap(text, URL).pages == ("http://a.cn/1.html", "http://a.cn/3?x=1&y=2")


def test_an_index_names_sitemaps() -> None:
    text = "<sitemapindex><sitemap><loc>http://a.cn/s1.xml</loc></sitemap></sitemapindex>"

    found = read_sitemap(text, URL)

    assert (found.pages, found.sitemaps) == ((), ("http://a.cn/s1.xml",))


def test_a_sitemap_may_be_a_list_of_lines() -> None:
    assert read_sitemap("http://a.cn/1\nhttp://a.cn/2\n", URL).pages[1] == "http://a.cn/2"


def test_a_cap_that_was_met_is_told() -> None:
    text = "<urlset>" + "".join(f"<loc>http://a.cn/{n}</loc>" for n in range(6_000))

    found = read_sitemap(text, URL)

    assert found.capped
    assert len(found.pages) == ADDRESSES_LIMIT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>404</html>",
        "<loc>javascript:1</loc>",
        "<loc>" * 500_000,
        "<urlset>" + "<![CDATA[" * 500_000,
        "<urlset>" + f"<loc>{' ' * 1_900}" * 2_000,
    ],
    ids=["nothing", "a page", "a script", "openings", "pieces that never end", "spaces"],
)
def test_nonsense_names_nothing_however_long_it_is(text: str) -> None:
    assert read_sitemap(text, URL).pages == ()


def members(body: bytes) -> bytes:
    """Pack as `cat a.gz b.gz` does."""
    return gzip.compress(body[:12]) + gzip.compress(b"") + gzip.compress(body[12:])


@pytest.mark.parametrize("pack", [bytes, gzip.compress, members])
def test_a_sitemap_is_read_where_it_can_do_no_harm(pack: Callable[[bytes], bytes]) -> None:
    body = pack(b"<urlset><loc>http://a.cn/1.html</loc></urlset>")

    assert sitemap_from(work(asked_sitemap(body, URL))) == Sitemap(("http://a.cn/1.html",))


def test_of_a_packed_sitemap_that_is_cut_or_damaged_stands_what_came() -> None:
    chance = random.Random(1)  # noqa: S311 - bytes that do not pack, no secrets
    packed = gzip.compress(b"<urlset><loc>http://a.cn/1.html</loc></urlset>")
    long = gzip.compress(b"<urlset><loc>http://a.cn/1.html</loc>" + chance.randbytes(30_000))
    wrong_sum = long[:-8] + bytes(8)
    for body in (packed + packed[:-12], packed[:-8], wrong_sum, packed + bytes(9_000)):
        assert sitemap_from(work(asked_sitemap(body, URL))).pages == ("http://a.cn/1.html",)


def test_a_packed_sitemap_is_unpacked_up_to_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.crawler.domain.confined.SITEMAP_LIMIT", 100_000)
    after = b"<loc>http://a.cn/2.html</loc>"
    body = b"<urlset><loc>http://a.cn/1.html</loc>" + bytes(1_000_000)
    for packed in (gzip.compress(body + after), gzip.compress(body) + gzip.compress(after)):
        assert sitemap_from(work(asked_sitemap(packed, URL))).pages == ("http://a.cn/1.html",)
