"""Addresses that sitemaps and feeds name. Pure."""

import re
from html import unescape
from typing import NamedTuple

from services.crawler.domain.address import canonical, same_site

ADDRESSES_LIMIT = 5_000
"""Most addresses taken from all sitemaps and feeds of one site in one run."""
_ENTRY = re.compile(r"<loc>\s{0,20}([^<]{1,2000}?)\s{0,20}</loc>", re.IGNORECASE)
_INDEX = re.compile(r"<sitemapindex[\s>]", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


class Sitemap(NamedTuple):
    """What one sitemap names, canonical."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    capped: bool = False
    """It names more than was taken."""


def read_sitemap(text: str, url: str) -> Sitemap:
    """Read a sitemap or an index of sitemaps (sitemaps.org); a list of lines is one, too.

    Only addresses of the same site count: a sitemap speaks for its own host.
    """
    if "<" in text[:200]:
        plain = _CDATA.sub(lambda found: found[1], text) if "CDATA" in text else text
        written = [unescape(match[1]) for match in _ENTRY.finditer(plain)]
    else:
        written = text.split()
    found = dict.fromkeys(canonical(url, one) for one in written[: ADDRESSES_LIMIT + 1])
    own = tuple(address for address in found if address and same_site(address, url))
    capped = len(written) > ADDRESSES_LIMIT
    if _INDEX.search(text[:2000]):
        return Sitemap((), own[:ADDRESSES_LIMIT], capped)
    return Sitemap(own[:ADDRESSES_LIMIT], (), capped)
