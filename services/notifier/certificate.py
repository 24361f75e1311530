"""Looks at the certificate under which units reach their pages, before a browser refuses it."""

import asyncio
import ssl
from contextlib import suppress
from urllib.parse import urlsplit

import structlog
from cryptography import x509
from prometheus_client import Gauge

HTTPS = 443
ANSWER_SECONDS = 10.0
EVERY_SECONDS = 3600.0

log = structlog.get_logger()


class Certificate:
    """Tells when the certificate of our own public address ends.

    Args:
        url: where units reach their pages; nothing is looked at unless it is https.
        expires: set to the moment it ends, seconds since 1970; keeps its value without an answer.
        every_seconds: real time between two looks.
    """

    def __init__(self, url: str, expires: Gauge, every_seconds: float = EVERY_SECONDS) -> None:
        self._parts = urlsplit(url)
        self._expires = expires
        self._every_seconds = every_seconds

    async def look(self) -> bool:
        """Read the certificate once; tell whether there was one."""
        if self._parts.scheme != "https":
            return False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                shown = await self._shown()
        except (OSError, TimeoutError, ValueError) as error:
            log.warning("certificate.unread", reason=str(error) or type(error).__name__)
            return False
        self._expires.set(shown.not_valid_after_utc.timestamp())
        return True

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.look()
            await asyncio.sleep(self._every_seconds)

    async def _shown(self) -> x509.Certificate:
        # whatever is shown is read, also what no browser would take: nothing else is sent
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        host = self._parts.hostname or ""
        _, writer = await asyncio.open_connection(
            host, self._parts.port or HTTPS, ssl=context, server_hostname=host
        )
        try:
            shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        return x509.load_der_x509_certificate(shown)
