"""Leases over replicas: a key belongs to whoever wrote it last, until it is given back or too old.

They rest in a key-value bucket of the broker, whose age of a key is the length of a lease: a holder
that dies loses it by that, and no clock of a replica counts. A lease is a courtesy, no lock: a
holder that stood still for longer looks at `until` before it goes on.
"""

import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.errors import (
    BucketNotFoundError,
    KeyNotFoundError,
    KeyWrongLastSequenceError,
    NotFoundError,
)
from nats.js.kv import KeyValue

from shared.errors import OutageError
from shared.streams import LEASE_WANTED, Keys

_FREE = b"-"
"""Before the name of the one who gave a lease back."""


class Lease(NamedTuple):
    """A key that is ours for a time."""

    key: str
    revision: int
    until: float
    """Monotonic; it is surely ours until then."""
    second_hand: bool = False
    """Whether another replica had it a moment ago."""


class Leases:
    """Takes and returns the leases of one bucket.

    Args:
        keys: from `shared.streams`.
        connect: returns the connection, the same one each time.
    """

    def __init__(self, keys: Keys, connect: Callable[[], Awaitable[Client]]) -> None:
        self._keys = keys
        self._connect = connect
        self._holder = uuid.uuid4().hex.encode()
        self._bucket: KeyValue | None = None

    async def prepare(self) -> None:
        """Find the bucket.

        Raises:
            OutageError: it is missing, or the broker does not answer.
        """
        async with self._told():
            js = (await self._connect()).jetstream()
            self._bucket = await js.key_value(self._keys.name)

    async def take(self, key: str) -> Lease | None:
        """Take a lease; None while somebody else has it.

        Raises:
            OutageError: the broker does not answer.
        """
        async with self._told():
            if lease := await self._write(key, self._holder, last=0):
                return lease
            try:
                entry = await self._opened.get(key)
            except KeyNotFoundError:  # it has just ended
                return None
            before = entry.value or b""
            if before != self._holder and not before.startswith(_FREE):
                return None
            lease = await self._write(key, self._holder, last=entry.revision or 0)
            return lease and lease._replace(second_hand=not before.endswith(self._holder))

    async def renew(self, lease: Lease) -> Lease | None:
        """Make a lease last from now; None when it is ours no more.

        Raises:
            OutageError: the broker does not answer.
        """
        async with self._told():
            return await self._write(lease.key, self._holder, last=lease.revision)

    async def give_back(self, lease: Lease) -> None:
        """Let others have it; one that is ours no more is fine.

        Raises:
            OutageError: the broker does not answer.
        """
        async with self._told():
            await self._write(lease.key, _FREE + self._holder, last=lease.revision)

    async def ask_for(self, key: str) -> None:
        """Ask whoever has a lease to give it back soon.

        Raises:
            OutageError: the broker does not answer.
        """
        async with self._told():
            await (await self._connect()).publish(LEASE_WANTED, key.encode())

    @asynccontextmanager
    async def asked(self, on_key: Callable[[str], None]) -> AsyncIterator[None]:
        """Hear for the block which leases others ask for.

        Raises:
            OutageError: the broker does not answer.
        """

        async def heard(message: Msg) -> None:
            on_key(message.data.decode("utf-8", "replace"))

        async with self._told():
            subscription = await (await self._connect()).subscribe(LEASE_WANTED, cb=heard)
        try:
            yield
        finally:
            with suppress(nats.errors.Error):  # the connection is closed: nothing is heard
                await subscription.unsubscribe()

    async def _write(self, key: str, value: bytes, *, last: int) -> Lease | None:
        until = time.monotonic() + self._keys.max_age_seconds
        try:
            revision = await self._opened.update(key, value, last=last)
        except KeyWrongLastSequenceError:
            return None
        return Lease(key, revision, until)

    @property
    def _opened(self) -> KeyValue:
        if self._bucket is None:
            raise OutageError("the leases were not prepared")
        return self._bucket

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        try:
            yield
        except (BucketNotFoundError, NotFoundError) as error:
            text = f"the bucket {self._keys.name} is missing: run `xuncha topology apply`"
            raise OutageError(text) from error
        except (nats.errors.Error, TimeoutError, OSError) as error:
            text = f"the broker does not answer about leases: {str(error) or type(error).__name__}"
            raise OutageError(text) from error
