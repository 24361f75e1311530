"""Opens connections to vetted literal addresses, and to nothing else."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv6Address, ip_address
from time import monotonic

from shared.egress.addresses import Address
from shared.egress.connection import READ_BYTES, Connection
from shared.egress.errors import AddressRefused, FetchFailed, Outcome, Refusal
from shared.egress.phases import Phase, Timings
from shared.egress.proxy import ProxyDial
from shared.egress.urls import CheckedUrl

CONNECT_SECONDS = 5.0
TLS_SECONDS = 5.0
MAX_ADDRESSES = 4

Dial = Callable[[Address, int], Awaitable[socket.socket]]
"""Connects a non-blocking TCP socket to an address and port."""


async def dial_tcp(address: Address, port: int) -> socket.socket:
    """Connect to `address`.

    Raises:
        OSError: the connection was not accepted.
    """
    family = socket.AF_INET6 if isinstance(address, IPv6Address) else socket.AF_INET
    connected = socket.socket(family, socket.SOCK_STREAM)
    try:
        connected.setblocking(False)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(connected, (str(address), port))
    except BaseException:
        connected.close()
        raise
    return connected


async def _dial_first(
    dial: Dial, addresses: Sequence[Address], port: int
) -> tuple[socket.socket, Address]:
    """Try the addresses in turn; each gets its share of what is left of 5 seconds."""
    until = monotonic() + CONNECT_SECONDS
    failure = FetchFailed(Outcome.CONNECT_FAILED, "no address")
    for left in range(len(addresses), 0, -1):
        address = addresses[-left]
        try:
            async with asyncio.timeout(max(0.0, until - monotonic()) / left):
                return await dial(address, port), address
        except TimeoutError:
            failure = FetchFailed(Outcome.CONNECT_TIMEOUT, f"{address}:{port}")
        except OSError as error:
            failure = FetchFailed(Outcome.CONNECT_FAILED, f"{address}:{port}: {error}")
    raise failure


def _verify_peer(connected: socket.socket, address: Address, port: int) -> None:
    try:
        host, peer_port = connected.getpeername()[:2]
    except OSError as error:
        raise FetchFailed(Outcome.CONNECT_FAILED, f"{address}:{port}: {error}") from error
    if (ip_address(host), peer_port) != (address, port):
        raise AddressRefused(Refusal.PEER, f"{address}:{port} answered as {host}:{peer_port}")


async def _wrap(
    connected: socket.socket, tls: ssl.SSLContext | None, host: str | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(TLS_SECONDS):
            return await asyncio.open_connection(
                sock=connected, ssl=tls, server_hostname=host, limit=READ_BYTES
            )
    except TimeoutError as error:
        raise FetchFailed(Outcome.TLS_TIMEOUT, str(host)) from error
    except (OSError, ValueError) as error:
        raise FetchFailed(Outcome.TLS_FAILED, f"{host}: {error}") from error


async def connect(
    checked: CheckedUrl,
    addresses: Sequence[Address],
    *,
    tls: Callable[[], ssl.SSLContext],
    dial: Dial,
    timings: Timings,
) -> Connection:
    """Open one connection to one of the vetted addresses.

    Raises:
        AddressRefused: the socket's peer is not the address that was asked for.
        FetchFailed: no connection within 5 seconds, or no TLS within 5 more.
    """
    with timings.phase(Phase.CONNECT):
        connected, address = await _dial_first(dial, addresses[:MAX_ADDRESSES], checked.port)
    try:
        if not isinstance(dial, ProxyDial):  # the peer of a tunnel is the operator's proxy
            _verify_peer(connected, address, checked.port)
        secure = checked.scheme == "https"
        with timings.phase(Phase.TLS):
            reader, writer = await _wrap(
                connected, tls() if secure else None, checked.host if secure else None
            )
    except BaseException:
        connected.close()
        raise
    return Connection(reader, writer, (*checked.origin, address))
