"""Canonical addresses: two spellings of one page are one address."""

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

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = frozenset({"utm_source", "utm_medium", "utm_campaign", "spm", "jsessionid", "from"})
_SAFE = "/:@!$&'()*+,;=~-._"


def canonical(base: str, link: str) -> str:
    """Resolve a link against its page and write it one way; empty when it is no web address.

    Scheme and host become lower case, default ports, fragments and tracking parameters go,
    percent-encoding is written one way.
    """
    try:
        parts = urlsplit(urljoin(base, link.strip()))
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return ""
    host = parts.hostname.lower()
    netloc = host if port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{host}:{port}"
    path = quote(unquote(parts.path), safe=_SAFE) or "/"
    return urlunsplit(SplitResult(parts.scheme, netloc, path, _query(parts.query), ""))


def same_site(one: str, other: str) -> bool:
    """Tell whether two canonical addresses are on the same host and port."""
    return urlsplit(one).netloc == urlsplit(other).netloc


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(key, value) for key, value in pairs if key.lower() not in _TRACKING])
