"""Which addresses are the public internet. Judged by an own table, whatever Python's says."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

BLOCKED: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier NAT; clouds keep metadata here too
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's platform endpoint inside public space
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",  # unspecified, loopback, IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b:1::/48",  # NAT64 for local use: reaches what its operator likes
        "100::/64",
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3ffe::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
"""RFC 6890 and its registries, multicast, transition ranges and cloud endpoints."""

METADATA: frozenset[Address] = frozenset(
    ip_address(text)
    for text in (
        "100.96.0.96",
        "100.100.100.200",
        "168.63.129.16",
        "169.254.0.23",
        "169.254.42.42",
        "169.254.169.253",
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "192.0.0.192",
        "fd00:42::42",
        "fd00:c1::a9fe:a9fe",
        "fd00:ec2::23",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fe80::a9fe:a9fe",
    )
)
"""Where clouds hand out credentials: closed even inside an allowed network."""

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")
_LAST_32_BITS = tuple(
    IPv6Network(text) for text in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")
)
_ISATAP_MARKS = (0x0000_5EFE, 0x0200_5EFE)
_MASK = 0xFFFF_FFFF


def _nat64_readings(bits: int) -> Iterable[int]:
    """Read the IPv4 part for each prefix length of RFC 6052 that fits (bits 64 to 71 are void)."""
    yield bits & _MASK  # /96
    yield bits >> 24 & _MASK  # /64
    yield (bits >> 64 & 0xFF) << 24 | bits >> 32 & 0xFF_FFFF  # /56
    yield (bits >> 64 & 0xFFFF) << 16 | bits >> 40 & 0xFFFF  # /48


def _embedded(address: IPv6Address) -> Iterable[int]:
    bits = int(address)
    if any(address in network for network in _LAST_32_BITS):
        yield bits & _MASK
    if address in _NAT64_LOCAL:
        yield from _nat64_readings(bits)
    if address.sixtofour is not None:
        yield int(address.sixtofour)
    if address.teredo is not None:
        yield from map(int, address.teredo)
    if bits >> 32 & _MASK in _ISATAP_MARKS:
        yield bits & _MASK


def unwrap(address: Address) -> tuple[Address, ...]:
    """Return `address` and each IPv4 address that a gateway might read out of it."""
    if isinstance(address, IPv4Address):
        return (address,)
    return (address, *(IPv4Address(bits) for bits in _embedded(address)))


def _is_plain_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        if address not in _GLOBAL_UNICAST and address not in _NAT64:
            return False
    return address.is_global and not any(address in network for network in BLOCKED)


@lru_cache(maxsize=4096)
def is_public(address: Address) -> bool:
    """Tell whether `address`, and every address inside it, is on the public internet."""
    return all(_is_plain_public(each) for each in unwrap(address))


def is_metadata(address: Address) -> bool:
    """Tell whether `address` is, or carries, a cloud's metadata service."""
    return any(each in METADATA for each in unwrap(address))
