"""From text to a URL whose parts are known: one parser decides, and the text is built anew."""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from unicodedata import category, normalize

import httpx

from shared.egress.addresses import Address
from shared.egress.errors import Refusal, UrlRefused

MAX_URL_CHARACTERS = 8192
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"https?://", re.IGNORECASE | re.ASCII)
_AUTHORITY = re.compile(
    r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\[\]:@%]+)(?::(?P<port>[0-9]{1,5}))?", re.ASCII
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
# Text in which nothing can be normalised, escaped or misread; any parser reads it the same way.
_PLAIN = re.compile(
    r"(https?)://((?!xn--)[a-z0-9-]{1,63}(?:\.(?!xn--)[a-z0-9-]{1,63})*)(?::([0-9]{1,5}))?"
    r"(/(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*/)*(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)?"
    r"(?:\?[A-Za-z0-9_~=&.-]+)?)"
)
_MAX_PORT = 65535
_MAX_HOST_CHARACTERS = 253


@dataclass(frozen=True, slots=True)
class CheckedUrl:
    """A URL the guard has read; made by `Guard.check` only.

    Attributes:
        scheme: `http` or `https`.
        host: lower-case ASCII name or canonical literal, without brackets or final dot.
        port: always a number.
        target: path and query as sent, ASCII.
        literal: the address, when the host is one.
    """

    scheme: str
    host: str
    port: int
    target: str
    literal: Address | None

    @property
    def netloc(self) -> str:
        """Host and, unless it is the scheme's own, port: the Host header."""
        host = f"[{self.host}]" if isinstance(self.literal, IPv6Address) else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL built from its parts; has no fragment."""
        return f"{self.scheme}://{self.netloc}{self.target}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port."""
        return self.scheme, self.host, self.port


def _refuse_characters(text: str) -> None:
    if len(text) > MAX_URL_CHARACTERS:
        raise UrlRefused(Refusal.TOO_LONG, f"{len(text)} characters")
    for character in text:
        if character in " \\" or category(character) in {"Cc", "Cs"}:
            reason = Refusal.BACKSLASH if character == "\\" else Refusal.CHARACTER
            raise UrlRefused(reason, repr(text))


def _is_foreign_digit(character: str) -> bool:
    return not character.isascii() and (
        character.isdigit() or any(each in "0123456789" for each in normalize("NFKC", character))
    )


def _split_authority(text: str) -> tuple[str, int | None]:
    scheme = _SCHEME.match(text)
    if scheme is None:
        raise UrlRefused(Refusal.SCHEME, repr(text))
    authority = re.split(r"[/?#]", text[scheme.end() :], maxsplit=1)[0]
    if "@" in authority:
        raise UrlRefused(Refusal.USERINFO, repr(text))
    if any(map(_is_foreign_digit, authority)):
        raise UrlRefused(Refusal.CHARACTER, repr(text))
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise UrlRefused(Refusal.MALFORMED, repr(text))
    return authority, int(parts["port"]) if parts["port"] else None


@lru_cache(maxsize=1024)
def read_host(host: str) -> tuple[str, Address | None]:
    """Return the canonical form of a parsed host, and its address when it is a literal.

    Raises:
        UrlRefused: neither a plain name nor a canonical literal.
    """
    if ":" in host:
        try:
            literal = IPv6Address(host)
        except AddressValueError as error:
            raise UrlRefused(Refusal.HOST, repr(host)) from error
        return literal.compressed, literal
    host = host.removesuffix(".")
    labels = host.split(".")
    if len(host) > _MAX_HOST_CHARACTERS or not all(map(_LABEL.fullmatch, labels)):
        raise UrlRefused(Refusal.HOST, repr(host))
    if not _NUMBER.fullmatch(labels[-1]):
        return host, None
    try:
        # Shorter, octal and hexadecimal forms mean different hosts to different programs.
        return host, IPv4Address(host)
    except AddressValueError as error:
        raise UrlRefused(Refusal.HOST, repr(host)) from error


def parse(text: str) -> CheckedUrl:
    """Read one absolute http(s) URL.

    Raises:
        UrlRefused: anything about the text is unusual enough to mean two things.
    """
    if plain := _PLAIN.fullmatch(text):
        return _plain(plain, text)
    _refuse_characters(text)
    _, port = _split_authority(text)
    try:
        url = httpx.URL(text)
        raw_host, raw_path = url.raw_host.decode("ascii"), url.raw_path.decode("ascii")
    except (httpx.InvalidURL, ValueError) as error:
        raise UrlRefused(Refusal.MALFORMED, repr(text)) from error
    host, literal = read_host(raw_host)
    default = _DEFAULT_PORTS.get(url.scheme)
    # The split above only filters: where it and the parser differ, nobody is believed.
    if default is None or url.userinfo or (url.port or default) != (port or default):
        raise UrlRefused(Refusal.MALFORMED, repr(text))
    final = default if port is None else port
    if not 0 < final <= _MAX_PORT:
        raise UrlRefused(Refusal.PORT, repr(text))
    return CheckedUrl(url.scheme, host, final, raw_path, literal)


def _plain(parts: re.Match[str], text: str) -> CheckedUrl:
    """Read what needs no parser: most of all addresses, at a tenth of the cost."""
    scheme, raw_host, port, target = parts.groups()
    if len(text) > MAX_URL_CHARACTERS:
        raise UrlRefused(Refusal.TOO_LONG, f"{len(text)} characters")
    host, literal = read_host(raw_host)
    final = int(port) if port else _DEFAULT_PORTS[scheme]
    if not 0 < final <= _MAX_PORT:
        # The parser calls a port beyond the range malformed, and this one agrees with it.
        raise UrlRefused(Refusal.PORT if final == 0 else Refusal.MALFORMED, repr(text))
    return CheckedUrl(scheme, host, final, target, literal)
