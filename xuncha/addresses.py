"""Reads hosts and ports out of server addresses, and shows addresses without their secrets."""

from dataclasses import dataclass
from urllib.parse import urlsplit

_SECURE_WORDS = ("tls=true", "ssl=true")


@dataclass(frozen=True)
class Address:
    """Where one server listens."""

    host: str
    port: int
    secure: bool = False
    """Speaks TLS from the first byte."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def nats_addresses(url: str) -> list[Address]:
    """Return the servers of a NATS_URL, which may name several with commas.

    Raises:
        ValueError: a part has no host or a wrong port.
    """
    return [_address(part if "://" in part else f"nats://{part}", 4222) for part in url.split(",")]


def mongo_addresses(url: str) -> list[Address]:
    """Return the servers of a `mongodb://` address; none of `mongodb+srv://`, which DNS knows.

    Raises:
        ValueError: neither scheme, no host, or a wrong port.
    """
    scheme, found, rest = url.partition("://")
    if scheme == "mongodb+srv" and rest:
        return []
    if scheme != "mongodb" or not found:
        raise ValueError("the scheme is not mongodb://")
    hosts, _, options = rest.replace("/?", "?").partition("?")
    hosts = hosts.rpartition("@")[2].partition("/")[0]
    secure = any(word in options.lower() for word in _SECURE_WORDS)
    return [_address(f"mongodb://{host}", 27017, secure=secure) for host in hosts.split(",")]


def shown(url: str) -> str:
    """Return `url` without user, password and options, fit for screens and logs."""
    scheme, found, rest = url.partition("://")
    if not found:
        scheme, rest = "", url
    rest = rest.partition("?")[0].rpartition("@")[2].rstrip("/")
    return f"{scheme}{found}{rest}"


def _address(url: str, default_port: int, *, secure: bool = False) -> Address:
    parts = urlsplit(url.strip())
    if not parts.hostname:
        raise ValueError("no host")
    return Address(parts.hostname, parts.port or default_port, secure or parts.scheme == "tls")
