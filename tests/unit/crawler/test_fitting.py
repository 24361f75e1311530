"""What an article says fits into the store, whatever a page holds; what was cut is told."""

import pytest

from services.crawler.domain.fitting import (
    ATTACHED_LIMIT,
    LINKED_LIMIT,
    TEXT_LIMIT,
    fitted,
)
from shared.contracts.article import Attachment, Content, Link, Reading

STORE_LIMIT_BYTES = 16 * 1024 * 1024
WIDE = "政"
"""Three bytes of UTF-8; what JSON escapes as six are control characters, which no text keeps."""


def test_an_ordinary_article_stays_as_it_is() -> None:
    content = Content(
        title="通知", text="一\n二", paragraphs=(0, 2), links=(Link(url="http://a/"),)
    )
    assert fitted(content) is content


@pytest.mark.parametrize(
    "content",
    [
        Content(title=WIDE * 9_000_000),
        Content(text=WIDE * 9_000_000, paragraphs=(0, TEXT_LIMIT - 1, TEXT_LIMIT, 8_000_000)),
        Content(links=tuple(Link(url=f"http://a/{n:01900}", anchor="字") for n in range(5_000))),
        Content(images=(WIDE * 9_000_000,)),
        Content(attachments=tuple(Attachment(url="u", text=WIDE * 2_000_000) for _ in range(20))),
        Content(elsewhere=Content(text=WIDE * 9_000_000)),
    ],
    ids=["title", "text", "links", "images", "attachments", "other face"],
)
def test_whatever_a_page_holds_fits_and_is_told(content: Content) -> None:
    cut = fitted(content)
    whole = cut.model_copy(update={"elsewhere": cut.elsewhere or cut})

    assert cut.parse_incomplete or (cut.elsewhere and cut.elsewhere.parse_incomplete)
    assert all(at < len(cut.text) for at in cut.paragraphs)
    assert len(whole.model_dump_json().encode()) < STORE_LIMIT_BYTES
    assert fitted(cut) is cut


def test_the_first_attachments_are_kept_and_those_that_were_cut_say_so() -> None:
    length = ATTACHED_LIMIT // 2 + 1
    many = tuple(Attachment(url=f"u{n}", text="x" * length) for n in range(3))
    first, second, third = fitted(Content(attachments=many)).attachments

    assert (first.outcome, len(first.text)) == (Reading.READ, length)
    assert (second.outcome, len(second.text)) == (Reading.TOO_LARGE, length - 2)
    assert (third.outcome, third.text) == (Reading.TOO_LARGE, "")


def test_links_are_kept_in_their_order_as_far_as_they_go() -> None:
    links = tuple(Link(url=f"http://a/{n}") for n in range(3))
    long = Link(url="http://a/" + "x" * LINKED_LIMIT)
    assert fitted(Content(links=(*links, long, *links))).links == links
