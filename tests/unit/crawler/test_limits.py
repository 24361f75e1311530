"""Nothing of a page is left out at a limit without being told."""

from datetime import date

import pytest

from services.crawler.domain.blocks import IMAGES_LIMIT
from services.crawler.domain.extract import DOCUMENTS_LIMIT, Page, extract
from services.crawler.domain.links import LINKS_LIMIT

TEXT = "关于做好春耕备耕工作的通知，各县区要高度重视。" * 6


def page_of(one: str, number: int) -> Page:
    body = f"<div id=zoom>{TEXT}{''.join(one.format(n=n) for n in range(number))}</div>"
    return extract(body, "http://www.example.cn/t1.html", date(2020, 12, 20))


@pytest.mark.parametrize(
    ("one", "most"),
    [
        ("<a href='{n}.pdf'>附件</a>", DOCUMENTS_LIMIT),
        ("<img src={n}.png alt='图{n}'>", IMAGES_LIMIT),
        ("<script src={n}.js></script>", IMAGES_LIMIT),
        ("<a href='javascript:'>无</a>", LINKS_LIMIT),
        ("<a href='/same.html'>同</a>", LINKS_LIMIT),
    ],
)
def test_what_is_beyond_a_limit_is_left_out_and_told(one: str, most: int) -> None:
    whole, cut = page_of(one, most), page_of(one, most + 1)

    assert whole.content
    assert cut.content
    assert (whole.content.parse_incomplete, cut.content.parse_incomplete) == (False, True)
    assert b'"parse_incomplete":true' in cut.encoded
    assert cut.documents == whole.documents
    assert cut.content.images == whole.content.images
    assert cut.content.scripts == whole.content.scripts
