"""Addresses that sitemaps and feeds name. Pure."""

import re
from html import unescape
from itertools import islice
from typing import NamedTuple

from services.crawler.domain.address import canonical, same_site

ADDRESSES_LIMIT = 5_000
"""Most addresses taken from all sitemaps and feeds of one site in one run."""
_ENTRY = re.compile(r"<loc>([^<]{1,2000}+)</loc>", re.IGNORECASE)
_INDEX = re.compile(r"<sitemapindex[\s>]", re.IGNORECASE)


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
        plain = text.replace("<![CDATA[", "").replace("]]>", "")
        entries = (unescape(match[1].strip()) for match in _ENTRY.finditer(plain))
        written = list(islice(entries, ADDRESSES_LIMIT + 1))
    else:
        written = text.split(maxsplit=ADDRESSES_LIMIT + 1)[: ADDRESSES_LIMIT + 1]
    found = dict.fromkeys(canonical(url, one) for one in written)
    own = tuple(address for address in found if address and same_site(address, url))
    capped = len(written) > ADDRESSES_LIMIT
    if _INDEX.search(text[:2000]):
        return Sitemap((), own[:ADDRESSES_LIMIT], capped)
    return Sitemap(own[:ADDRESSES_LIMIT], (), capped)
