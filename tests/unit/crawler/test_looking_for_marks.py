"""Marks of pages that could hurt the parser are looked for in a confined process, never here."""

from typing import Any

import pytest

from services.crawler.domain.confined import work
from services.crawler.domain.marking import marks_of
from services.crawler.marks import Marker
from shared.confined import Exhausted
from shared.documents.nesting import is_ordinary

FOOT = "<p>网站标识码:bm12345678</p><a href='/x'>县长信箱</a>"
NESTED = f"<html><body>{'<div>' * 100_000}</body></html>"
DEEP = f"<html><body>{FOOT}{'<div>' * 2_000}{'</div>' * 2_000}{'<p>段</p>' * 20_000}</body></html>"
TAGS = {"sitename": "示例县人民政府"}


class Asked:
    """A confined process that counts its work, or dies of it."""

    def __init__(self, *, dies: bool = False) -> None:
        self.requests = 0
        self._dies = dies

    async def __call__(self, request: bytes) -> bytes:
        self.requests += 1
        if self._dies:
            raise Exhausted("too much")
        return work(request)


def marker(confined: Asked) -> Marker:
    parts: Any = None
    return Marker(parts, parts, confined, parts, parts)


async def test_an_ordinary_page_is_read_here() -> None:
    confined = Asked()

    assert await marker(confined).look(FOOT, TAGS) == marks_of(FOOT, TAGS)
    assert confined.requests == 0


@pytest.mark.parametrize("html", [NESTED, DEEP])
async def test_any_other_page_is_read_in_a_confined_process(html: str) -> None:
    confined = Asked()
    assert not is_ordinary(html)

    found = await marker(confined).look(html, TAGS)

    assert confined.requests == 1
    assert found is not None
    assert found.tags == ("SiteName",)


async def test_what_stands_before_the_depth_is_found_there() -> None:
    found = await marker(Asked()).look(DEEP, TAGS)

    assert found is not None
    assert found.footer == ("site_code",)
    assert found.enquiry_form


async def test_a_page_that_cannot_be_parsed_within_bounds_says_nothing_of_marks() -> None:
    assert await marker(Asked(dies=True)).look(NESTED, TAGS) is None
