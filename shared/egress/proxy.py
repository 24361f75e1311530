"""Opens connections through the operator's HTTP proxy, still to vetted literal addresses only.

The proxy is asked for a tunnel (CONNECT, RFC 9110 section 9.3.6) to the address that the guard has
vetted, for http and https alike: it resolves no name and sees no address but that one.
"""

import asyncio
import socket
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from shared.egress.addresses import Address

MAX_HEAD_BYTES = 8 * 1024
_OK = b"200"


class ProxyDial:
    """Dials through a proxy.

    Args:
        url: `http://host:port` of the proxy.

    Raises:
        ValueError: the text is no such address.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname or not parts.port or parts.username:
            raise ValueError("a proxy is written http://host:port")
        self._host = parts.hostname
        self._port = parts.port

    async def __call__(self, address: Address, port: int) -> socket.socket:
        """Open a tunnel to `address`.

        Raises:
            OSError: the proxy does not answer, or refuses.
        """
        loop = asyncio.get_running_loop()
        rows = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, place = rows[0]
        tunnel = socket.socket(family, kind, protocol)
        try:
            tunnel.setblocking(False)
            tunnel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await loop.sock_connect(tunnel, place)
            await loop.sock_sendall(tunnel, _request(address, port))
            _check(await _head(tunnel))
        except BaseException:
            tunnel.close()
            raise
        return tunnel


def _request(address: Address, port: int) -> bytes:
    host = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
    return f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()


async def _head(tunnel: socket.socket) -> bytes:
    """Read the proxy's answer and not a byte more: what follows is the site's."""
    loop, head = asyncio.get_running_loop(), b""
    while not head.endswith(b"\r\n\r\n"):
        byte = await loop.sock_recv(tunnel, 1)
        if not byte or len(head) >= MAX_HEAD_BYTES:
            raise OSError("the proxy's answer is incomplete")
        head += byte
    return head


def _check(head: bytes) -> None:
    words = head.split(b"\r\n", 1)[0].split(b" ")
    if len(words) <= 1 or not words[0].startswith(b"HTTP/1.") or words[1] != _OK:
        raise OSError("the proxy refuses the tunnel")
