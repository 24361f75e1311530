"""How commands reach a running system."""

import getpass
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import nats.errors
from nats.aio.client import Client

from shared.credentials import signed
from shared.permits import OPERATOR
from xuncha.addresses import shown
from xuncha.endpoints import find_endpoints
from xuncha.failures import RefusedError
from xuncha.texts import say

CONNECT_SECONDS = 3


@asynccontextmanager
async def connected(url: str = "", *, keep: bool = False) -> AsyncIterator[Client]:
    """Connect to the broker of the system that the environment or the data directory names.

    Args:
        url: of the broker, when the caller knows it.
        keep: connect again for ever when the connection is lost, as a long run wants it.

    Raises:
        RefusedError: no system is known, or its broker does not answer.
        PasswordUnusable: XUNCHA_BROKER_PASSWORD_FILE names a file that cannot be used.
    """
    address = url or os.environ.get("NATS_URL") or find_endpoints().nats_url
    password = os.environ.get("XUNCHA_BROKER_PASSWORD_FILE")
    address = signed(address, OPERATOR, Path(password) if password else None)
    try:
        client = await nats.connect(
            address,
            allow_reconnect=keep,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,
            connect_timeout=CONNECT_SECONDS,
            name="xuncha",
            error_cb=_unheard,
        )
    except (OSError, nats.errors.Error, TimeoutError) as error:
        why = str(error) or type(error).__name__
        text = say("unreachable", where=shown(address), variable="NATS_URL", why=why)
        raise RefusedError(text) from error
    try:
        yield client
    finally:
        await client.close()


async def _unheard(_error: Exception) -> None:
    """Say nothing of a connection that comes back; what a command lacks it says itself."""


def whoami() -> str:
    """Return the name that a command's changes are recorded under: the user of this machine."""
    return getpass.getuser()
