"""Looks how a host can be reached: over which families, and with which certificate.

One HEAD request is sent over each family and only the beginning of the answer is read. The
certificate is read whether or not it can be trusted, so that one that has expired can be told.
"""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from shared.egress.addresses import Address
from shared.egress.dial import CONNECT_SECONDS, TLS_SECONDS, Dial, dial_tcp
from shared.egress.errors import EgressRefused, FetchFailed
from shared.egress.guard import Guard
from shared.egress.urls import CheckedUrl

ANSWER_SECONDS = 15.0
_ANSWERS = b"HTTP/1."


class Reach(NamedTuple):
    """How a host could be reached at one moment."""

    ipv4: bool | None
    """None when the name has no such address."""
    ipv6: bool | None
    """None when the name has no such address."""
    tls_expires_at: datetime | None
    """End of the certificate, UTC; None without TLS."""


class _Answer(NamedTuple):
    opened: bool | None
    expires_at: datetime | None = None


async def look(guard: Guard, agent: str, url: str, *, dial: Dial = dial_tcp) -> Reach | None:
    """Look how the host of `url` can be reached; None when guard or name server say no.

    Args:
        guard: vets the addresses.
        agent: names the operator and a contact.
        url: absolute, http or https.
        dial: opens sockets.
    """
    try:
        checked = guard.check(url)
        addresses = await guard.resolve(checked)
    except (EgressRefused, FetchFailed):
        return None
    answers = [
        await _ask(dial, [one for one in addresses if isinstance(one, kind)], checked, agent)
        for kind in (IPv4Address, IPv6Address)
    ]
    ends = [answer.expires_at for answer in answers if answer.expires_at is not None]
    return Reach(answers[0].opened, answers[1].opened, min(ends, default=None))


async def _ask(
    dial: Dial, addresses: Sequence[Address], checked: CheckedUrl, agent: str
) -> _Answer:
    """Ask the first address of one family."""
    if not addresses:
        return _Answer(None)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            connected = await dial(addresses[0], checked.port)
    except OSError:
        return _Answer(opened=False)
    tls = _any_certificate() if checked.scheme == "https" else None
    try:
        async with asyncio.timeout(TLS_SECONDS):
            reader, writer = await asyncio.open_connection(
                sock=connected, ssl=tls, server_hostname=checked.host if tls else None
            )
    except (OSError, ValueError):
        connected.close()
        return _Answer(opened=False)
    try:
        return _Answer(await _answers(reader, writer, checked, agent), _end_of(writer))
    finally:
        writer.transport.abort()


async def _answers(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, checked: CheckedUrl, agent: str
) -> bool:
    head = f"HEAD {checked.target} HTTP/1.1\r\nHost: {checked.netloc}\r\n"
    writer.write(f"{head}User-Agent: {agent}\r\nConnection: close\r\n\r\n".encode())
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await reader.readexactly(len(_ANSWERS)) == _ANSWERS
    except (OSError, asyncio.IncompleteReadError):
        return False


def _any_certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is told: the certificate is what we came for
    return context


def _end_of(writer: asyncio.StreamWriter) -> datetime | None:
    tls = writer.get_extra_info("ssl_object")
    certificate = tls.getpeercert(binary_form=True) if tls else None
    if not certificate:
        return None
    from cryptography import x509  # noqa: PLC0415 - 2 MiB, of use when a certificate is shown

    try:
        return x509.load_der_x509_certificate(certificate).not_valid_after_utc
    except ValueError:
        return None
