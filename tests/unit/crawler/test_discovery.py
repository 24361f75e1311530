from services.crawler.domain.discovery import ADDRESSES_LIMIT, read_sitemap

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


def test_nonsense_names_nothing() -> None:
    for text in ("", "<html>404</html>", "<loc>" * 10_000, "<loc>javascript:1</loc>"):
        assert read_sitemap(text, URL).pages == ()
