"""Canonical addresses: two spellings of one page are one address."""

import re
from functools import lru_cache
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote,
    urlencode,
    urljoin,
    urlsplit,
    urlunsplit,
)

LONGEST = 2_000
"""Characters; a longer address is none that a page would have."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = frozenset({"utm_source", "utm_medium", "utm_campaign", "spm", "from"})
_SESSION = frozenset(
    {"jsessionid", "phpsessid", "aspsessionid", "sessionid", "session_id", "sid", "cfid", "cftoken"}
)
_DROPPED = _TRACKING | _SESSION
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_NEEDS_PAGE = frozenset({"?", "#", ";", ""})
"""First characters of links that stand on the page's own name."""
_SAFE = "/:@!$&'()*+,;=~-._"
# What is canonical already, as nearly all links of a page are: no dots, escapes, query or port.
_PLAIN_PATH = re.compile(
    r"/(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*/)*(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)?"
)
_PLAIN_NAME = re.compile(r"(?:\./)?([A-Za-z0-9_~-]+(?:[/.][A-Za-z0-9_~-]+)*/?)")
_PLAIN_URL = re.compile(
    r"(https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::(?!80/|443/)(?:[1-9][0-9]{1,3}|[1-5][0-9]{4}))?)"
    r"/(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*/)*(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)?"
)


def canonical(base: str, link: str) -> str:
    """Resolve a link against its page and write it one way; empty when it is no web address.

    Scheme and host become lower case, default ports, fragments, session ids and tracking
    parameters go, percent-encoding is written one way.
    """
    link = link.strip()
    origin, folder = _bases(base)
    if not origin or link[:1] in _NEEDS_PAGE or link[:2] == "//":
        return _resolved(base, link)
    return _joined(origin if link[:1] == "/" else folder, link)


@lru_cache(maxsize=1_024)
def _joined(base: str, link: str) -> str:
    """Resolve a link against an origin or a folder; a site's pages repeat most of theirs."""
    if len(link) <= LONGEST:
        if _PLAIN_PATH.fullmatch(link):
            return base + link
        if (plain := _PLAIN_NAME.fullmatch(link)) and base.endswith("/"):
            return base + plain[1]
        if _PLAIN_URL.fullmatch(link):
            return link
    return _resolved(base, link)


def base_for(page: str, link: str) -> str:
    """Return the address against which a link means the same as against its page.

    That is the page's origin or folder for most links, so that pages share their links.
    """
    link = link.strip()
    origin, folder = _bases(page)
    if link[:2] == "//":  # a bare one means the page itself
        return page
    if link[:1] == "/":
        return f"{origin}/" if origin else page
    return folder if folder and link[:1] not in _NEEDS_PAGE else page


def folder_of(page: str) -> str:
    """Return the folder of a page's address; empty when the address is not canonical."""
    return _bases(page)[1]


def needs_page(link: str) -> bool:
    """Tell whether what a link means depends on more of its page than the folder."""
    link = link.strip()
    return link[:2] == "//" or link[:1] in _NEEDS_PAGE


def same_site(one: str, other: str) -> bool:
    """Tell whether two canonical addresses are on the same host and port."""
    return one.split("/", 3)[2:3] == other.split("/", 3)[2:3]


def netloc_of(url: str) -> str:
    """Return host and port of a canonical address, empty when there is none."""
    return url.split("/", 3)[2] if url.count("/") >= 2 else ""  # noqa: PLR2004 - scheme://


@lru_cache(maxsize=64)
def _bases(base: str) -> tuple[str, str]:
    """Return origin and folder of a page's address, empty where it is not canonical itself."""
    if plain := _PLAIN_URL.fullmatch(base):
        return plain[1], base[: base.rindex("/") + 1]
    if _resolved("", base) != base:
        return "", ""
    parts = urlsplit(base)
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin, f"{origin}{parts.path.rpartition('/')[0]}/"


def _resolved(base: str, link: str) -> str:
    link = link.strip()
    if len(link) > LONGEST:
        return ""
    try:
        parts = urlsplit(urljoin(base, link))
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return ""
    netloc = _netloc(host.lower(), port, parts.scheme)
    path = quote(_SESSION_IN_PATH.sub("", unquote(parts.path)), safe=_SAFE) or "/"
    return urlunsplit(SplitResult(parts.scheme, netloc, path, _query(parts.query), ""))


def _netloc(host: str, port: int | None, scheme: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    return shown if port in {None, _DEFAULT_PORTS[scheme]} else f"{shown}:{port}"


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    return urlencode([(key, value) for key, value in pairs if key.lower() not in _DROPPED])
