"""Takes out of texts what opens doors: passwords, queries, tokens of links, keys of robots.

`shared.masking` hides what is personal; this hides what is secret. Both are put over every line of
the log.
"""

import re

HIDDEN = "…"
SHORTEST = 6
"""Characters; a known secret that is shorter would tear holes into ordinary words."""
_ADDRESS = re.compile(
    r"\b([a-z][a-z0-9+.-]{1,15}://)((?:(?!,[a-z][a-z0-9+.-]{1,15}://)[^\s\"'<>`|\\^{}])+)",
    re.IGNORECASE,
)
_QUERY = re.compile(r"(?<=[\w/])\?[\w.%\[\]-]+=[^\s\"'<>]*")
_TOKEN = re.compile(r"(/(?:o|hook)/)[\w%~.-]{8,}")
_NAMED = re.compile(
    r"((?:access_token|token|secret|sign|signature|password|passwd|authorization|cookie|api_?key)"
    r"[\"']?\s*[=:]\s*[\"']?|\bkey=)(?:(?:bearer|basic)\s+)?[^\s\"',;&)\]}]+",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE)
_secrets: set[str] = set()


def keep_secret(*values: str) -> None:
    """Let `redacted` know secrets of this process, such as a password read from a file."""
    _secrets.update(value for value in values if len(value) >= SHORTEST)


def redacted(text: str) -> str:
    """Return a text without secrets; addresses keep scheme, host and path."""
    for secret in _secrets:
        text = text.replace(secret, HIDDEN)
    text = _ADDRESS.sub(_address, text)
    text = _QUERY.sub(f"?{HIDDEN}", text)
    text = _TOKEN.sub(rf"\1{HIDDEN}", text)
    text = _NAMED.sub(rf"\1{HIDDEN}", text)
    return _BEARER.sub(rf"\1 {HIDDEN}", text)


def _address(match: re.Match[str]) -> str:
    scheme, rest = match.groups()
    kept, asked, _ = rest.partition("?")
    kept, jumped, _ = kept.partition("#")
    authority, slash, path = kept.partition("/")
    _, user, host = authority.rpartition("@")
    hidden = f"?{HIDDEN}" if asked or jumped else ""
    return f"{scheme}{HIDDEN + '@' if user else ''}{host}{slash}{path}{hidden}"
