"""Small servers on loopback, and guards that may reach them."""

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.egress.guard import Guard
from shared.egress.policy import InternalTarget, Policy
from shared.egress.resolver import Resolver

HOST = "site.test"
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

Respond = Callable[["Site", bytes, asyncio.StreamWriter], Awaitable[None]]


class Site:
    """Counts connections and requests; answers each request by `respond`."""

    def __init__(self, respond: Respond, scheme: str) -> None:
        self.accepted = 0
        self.requests: list[bytes] = []
        self.gone = asyncio.Event()
        self.port = 0
        self._respond = respond
        self._scheme = scheme
        self._tasks: set[asyncio.Task[None]] = set()

    def url(self, path: str = "/", host: str = HOST) -> str:
        return f"{self._scheme}://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        watching = asyncio.current_task()
        assert watching is not None
        self._tasks.add(watching)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while not writer.is_closing():
                    head = await reader.readuntil(b"\r\n\r\n")
                    self.requests.append(head)
                    await self._respond(self, head, writer)
                    await writer.drain()
        finally:
            self._tasks.discard(watching)
            self.gone.set()
            writer.transport.abort()

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()


def listen(host: str) -> socket.socket:
    """Bind a free port; an empty host means every address of both families."""
    if host or not socket.has_dualstack_ipv6():
        return socket.create_server((host, 0))
    return socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)


@asynccontextmanager
async def site(
    respond: Respond, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[Site]:
    served = Site(respond, "https" if tls else "http")
    server = await asyncio.start_server(served.serve, sock=listen(host), ssl=tls)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        served.stop()
        server.close()
        await server.wait_closed()


def answer(body: bytes = b"ok", *, status: str = "200 OK", headers: Sequence[str] = ()) -> Respond:
    """Answer every request the same way, with a Content-Length."""

    async def respond(_: Site, head: bytes, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        content = b"" if head.startswith(b"HEAD") else body
        writer.write("\r\n".join(lines).encode("latin-1") + content)

    return respond


def raw(data: bytes, *, close: bool = True) -> Respond:
    """Answer every request with these bytes, then close."""

    async def respond(_: Site, __: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        if close:
            writer.close()

    return respond


def names(table: Mapping[str, Sequence[str]]) -> Resolver:
    """Resolve from a table; the rest as the system does, numbers only."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        if host in table:
            return table[host]
        rows = socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
        return [str(row[4][0]) for row in rows]

    return resolve


def guard_for(*sites: Site, resolver: Resolver | None = None) -> Guard:
    """Allow `site.test` and `other.test` on the loopback ports of these sites."""
    ports = frozenset(each.port for each in sites)
    hosts = (HOST, "other.test")
    policy = Policy(internal=tuple(InternalTarget(host, LOOPBACK, ports) for host in hosts))
    table = dict.fromkeys(hosts, ("127.0.0.1",))
    return Guard(policy, resolver=resolver or names(table))


class EveryHost(dict[str, frozenset[int]]):
    """Extra ports for any host, so that a port is never what refuses."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._ports = frozenset({port})

    def get(self, *_: object) -> frozenset[int]:  # type: ignore[override]
        return self._ports


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a self-signed certificate; return the server's context and a client's trusting it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    try:
        general: x509.GeneralName = x509.IPAddress(ip_address(name))
    except ValueError:
        general = x509.DNSName(name)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([general]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    ) + made.public_bytes(serialization.Encoding.PEM)
    path.write_bytes(pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))
