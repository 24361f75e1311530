"""Where a page leads without a link that says so: base, redirect by itself, paging. Pure.

Each pattern is linear in the page; `Reader` asks for what the page leaves open only.
"""

import re
from collections.abc import Sequence
from html import unescape

from services.crawler.domain.address import canonical, folder_of
from services.crawler.domain.traps import shape_of
from shared.contracts.article import Link

SHORT_PAGE = 8_192
"""Characters; a page that only leads elsewhere is short."""
_SOON_SECONDS = 10
_BASE = re.compile(
    r"<base\s[^<>]{0,200}?href\s{0,3}=\s{0,3}[\"']?([^\"'\s<>]{1,500})", re.IGNORECASE
)
_META = re.compile(r"<meta\s[^<>]{0,600}>", re.IGNORECASE)
_REFRESH = re.compile(
    r"content\s{0,3}=\s{0,3}[\"']?\s{0,9}(\d{1,3})(?:\.\d{0,3})?\s{0,9}[;,]\s{0,9}"
    r"(?:url\s{0,3}=\s{0,3})?[\"']?([^\"'\s<>]{1,500})",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"\blocation(?:\.href)?\s{0,3}(?:=|\.replace\(|\.assign\()\s{0,3}[\"']([^\"'\s<>]{1,500})[\"']"
)
_PAGES = re.compile(
    r"createPageHTML\s{0,3}\(\s{0,3}(\d{1,5})\s{0,3},\s{0,3}(\d{1,5})\s{0,3},"
    r"\s{0,3}[\"']([\w./-]{1,100})[\"']\s{0,3},\s{0,3}[\"'](\w{1,8})[\"']"
)
_MOST_PAGES = 9_999


def base_of(html: str, url: str) -> str:
    """Return the address against which the links of a page are meant.

    Args:
        html: decoded text of the page.
        url: canonical address from which it came, after redirects.
    """
    found = _BASE.search(html)
    return (canonical(url, unescape(found[1])) if found else "") or url


def leads_to(html: str, base: str, *, by_script: bool) -> str:
    """Return the address to which a page sends every visitor at once; empty when it does not.

    Args:
        html: decoded text of a page that lists nothing and says nothing.
        base: see `base_of`.
        by_script: whether a script that names another place does it at once; on a page with links
            it rather waits for a click.
    """
    if len(html) > SHORT_PAGE:
        return ""
    for meta in _META.findall(html):
        if "refresh" in meta.lower() and (found := _REFRESH.search(meta)):
            soon = int(found[1]) <= _SOON_SECONDS
            return canonical(base, unescape(found[2])) if soon else ""
    found = _SCRIPT.search(html) if by_script else None
    return canonical(base, found[1]) if found else ""


def next_of(html: str, base: str, links: Sequence[Link]) -> str:
    """Return the next page of a listing that has no link called so; empty when there is none.

    Many publishing systems write the pages by a script (`createPageHTML(pages, current, name,
    ending)`); others only number them.

    Args:
        html: decoded text of the page.
        base: see `base_of`.
        links: of the page.
    """
    if "createPageHTML" in html and (found := _PAGES.search(html)):
        pages, current = int(found[1]), int(found[2])
        follows = current + 1 < pages
        return canonical(base, f"{found[3]}_{current + 1}.{found[4]}") if follows else ""
    numbered = {
        int(link.anchor): link.url
        for link in reversed(links)
        if len(link.anchor) <= len(str(_MOST_PAGES)) and _is_number(link.anchor)
    }
    return _after(numbered, base) if numbered else ""


def _after(numbered: dict[int, str], base: str) -> str:
    """Return the page behind this one: it is linked by its number, or the one that is not."""
    here = next((number for number, url in numbered.items() if url == base), 0)
    if not here:
        gaps = (number - 1 for number in sorted(numbered) if number - 1 not in numbered)
        here = next((gap for gap in gaps if gap > 0), 0)
    if not here and folder_of(numbered.get(1, "")) == base:  # the folder is its own first page
        here = 1
    url = numbered.get(here + 1, "") if here else ""
    alike = {shape_of(one) for one in numbered.values() if folder_of(one) == folder_of(base)}
    return url if url and shape_of(url) in alike else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and text[0] != "0"
