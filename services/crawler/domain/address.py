"""Canonical addresses: two spellings of one page are one address."""

import re
from collections.abc import Sequence
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
_BEFORE_QUERY = re.compile(r"[^?#]*")
# Browsers take http:a.top for http://a.top where the page itself has another scheme, and skip
# each slash beyond the second.
_SLASHES = re.compile(r"(https?:)(?!//[^/])|///", re.IGNORECASE)
_SAFE = "/:@!$&'()*+,;=~-._"
# What is canonical already, as nearly all links of a page are: no dots, escapes, query or port.
_SEGMENT = r"[A-Za-z0-9_~-]++(?:\.[A-Za-z0-9_~-]++)*+"
_PATH = rf"/(?:{_SEGMENT}(?:/{_SEGMENT})*+/?+)?+"
_PLAIN_PATH = re.compile(_PATH)
_PLAIN_PATHS = re.compile(rf"(?:{_PATH}\0)*+")
_PLAIN_NAME = re.compile(rf"(?:\./)?({_SEGMENT}(?:/{_SEGMENT})*+/?+)")
_PLAIN_URL = re.compile(
    r"(https?://[a-z0-9-]++(?:\.[a-z0-9-]++)++(?::(?!80/|443/)(?:[1-9][0-9]{1,3}|[1-5][0-9]{4}))?)"
    rf"{_PATH}"
)


def canonical(base: str, link: str) -> str:
    """Resolve a link against its page and write it one way; empty when it is no web address.

    Scheme and host become lower case, default ports, fragments, session ids and tracking
    parameters go, percent-encoding is written one way.
    """
    link = link.strip()
    origin, folder = _bases(base)
    if not origin or link[:1] in _NEEDS_PAGE or link[:2] == "//" or len(link) > LONGEST:
        return _resolved(base, link)
    if _PLAIN_PATH.fullmatch(link):
        return origin + link
    if plain := _PLAIN_NAME.fullmatch(link):
        return folder + plain[1]
    return link if _PLAIN_URL.fullmatch(link) else _resolved(folder, link)


def canonical_all(base: str, links: Sequence[str]) -> list[str]:
    """Resolve the links of one page; see `canonical`."""
    origin, _ = _bases(base)
    # On many sites each link is a plain path from the root, and one look tells it of a whole page.
    plain = origin and _PLAIN_PATHS.fullmatch("\0".join((*links, "")))
    if plain and max(map(len, links), default=0) <= LONGEST:
        return [origin + link for link in links]
    return [canonical(base, link) for link in links]


def folder_of(page: str) -> str:
    """Return the folder of a page's address; empty when the address is not canonical."""
    return _bases(page)[1]


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


@lru_cache(maxsize=1_024)
def _resolved(base: str, link: str) -> str:
    link = link.strip()
    if len(link) > LONGEST:
        return ""
    # a browser takes a backslash for a slash: https://a.top\@b.cn leads to a.top
    if "\\" in link:
        link = _BEFORE_QUERY.sub(lambda found: found[0].replace("\\", "/"), link, count=1)
    if misspelt := _SLASHES.match(link):
        scheme = (misspelt[1] or "").lower()
        link = _as_browsers(base, scheme, link[len(scheme) :])
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


def _as_browsers(base: str, scheme: str, rest: str) -> str:
    """Write an address with too few or too many slashes with two, unless it stays on its page."""
    if scheme and base.startswith(scheme) and not rest.startswith("//"):
        return rest or "."
    return f"{scheme}//{rest.lstrip('/')}"


def _netloc(host: str, port: int | None, scheme: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    return shown if port in {None, _DEFAULT_PORTS[scheme]} else f"{shown}:{port}"


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    return urlencode([(key, value) for key, value in pairs if key.lower() not in _DROPPED])
