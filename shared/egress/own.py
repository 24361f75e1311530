"""The addresses of our own parts: no allowance of the operator opens them to the crawler."""

import socket
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from shared.egress.addresses import Address

_DEFAULT_PORTS = {"nats": 4222, "tls": 4222, "mongodb": 27017, "http": 80, "https": 443}


def own_parts(*urls: str) -> frozenset[tuple[Address, int]]:
    """Return address and port of every server that these addresses name.

    Args:
        urls: of broker, monitor and store; several servers in one are separated by commas. A name
            that cannot be resolved now is left out: it protects nothing yet.
    """
    found: set[tuple[Address, int]] = set()
    for url in filter(None, _each(urls)):
        scheme, _, rest = url.partition("://")
        servers = urlsplit(f"//{rest}").netloc.rpartition("@")[2]
        for server in servers.split(","):
            parts = urlsplit(f"//{server.rpartition('://')[2]}")
            port = parts.port or _DEFAULT_PORTS.get(scheme.partition("+")[0], 0)
            found |= {(address, port) for address in _addresses(parts.hostname or "")}
    return frozenset(found)


def _each(urls: Iterable[str]) -> Iterator[str]:
    """Take addresses apart that name several servers, each with a scheme of its own."""
    for url in urls:
        yield from url.split(",") if url.count("://") > 1 else [url]


def _addresses(host: str) -> set[Address]:
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return set()
    return {ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers}
