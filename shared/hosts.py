"""Whose an address is, by its host."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

_ORIGIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+://[^/?#\\]*+")
"""All of an address that its host stands in; the links of a page share a few. Browsers end a host
at a backslash too: https://a.top\\@b.gov.cn/ leads to a.top."""
_TWO_PART: Final = frozenset({"com", "net", "org", "gov", "edu", "ac", "mil"})


def host_of(url: str) -> str:
    """Return the host of an address in lower case, empty when it has none."""
    origin = _ORIGIN.match(url)
    return _host_of(origin[0] if origin else url)


@lru_cache(maxsize=4_096)
def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").casefold().rstrip(".")
    except ValueError:
        return ""


def domain_of(host: str) -> str:
    """Return the part of a host that its owner registered: example.com, lincang.gov.cn.

    An address of numbers is owned as a whole.
    """
    labels = host.split(".")
    if labels[-1].isdecimal() or ":" in host:
        return host
    wide = len(labels) > len("ab") and labels[-2] in _TWO_PART and labels[-1] == "cn"
    return ".".join(labels[-3:] if wide else labels[-2:])
