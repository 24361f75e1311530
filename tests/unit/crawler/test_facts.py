"""Evidence says of its fetch what a dispute may need, and nothing of a person."""

import httpx

from services.crawler.domain.outcome import FetchOutcome
from services.crawler.facts import LONGEST, facts_of
from services.crawler.fetch import Fetched
from tests.factories import NOW


def test_headers_that_date_a_page_are_kept_and_cookies_are_not() -> None:
    headers = httpx.Headers(
        {
            "Content-Type": "text/html",
            "Last-Modified": "Fri, 29 Jan 2021 01:30:00 GMT",
            "Set-Cookie": "session=1",
        }
    )
    facts = facts_of("http://a.cn/", Fetched(FetchOutcome.OK, b"x", headers, 200), NOW)

    assert facts["headers"] == {"last-modified": "Fri, 29 Jan 2021 01:30:00 GMT"}
    assert (facts["content_type"], facts["status"], facts["seal"]) == ("text/html", 200, "2021Q1")
    assert facts["fetched_at"].tzinfo is not None


def test_a_header_without_end_fills_no_store_and_is_not_sent_back() -> None:
    fetched = Fetched(FetchOutcome.OK, b"x", {"etag": "a" * 60_000, "last-modified": "b"}, 200)

    assert fetched.validator("etag") == ""
    assert fetched.validator("last-modified") == "b"
    assert len(facts_of("http://a.cn/", fetched, NOW)["headers"]["etag"]) == LONGEST
