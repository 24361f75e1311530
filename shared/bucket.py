"""The object store of the broker: files that are too large for a message, sealed.

The broker's blocks keep a file after its removal, so none rests there in the clear: each is sealed
under a key of its own, which travels in the reference and never rests beside it.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable

import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.js.object_store import ObjectStore

from shared.errors import OutageError, PermanentError
from shared.sealing import DataKey, Sealer
from shared.streams import Bucket

_SEAL = "import"
_SEAL_BYTES = 128
"""More than sealing adds to a file."""

_MISSING = (nats.js.errors.ObjectNotFoundError, nats.js.errors.NotFoundError)
_SILENT = (nats.errors.Error, TimeoutError, OSError)


class FileMissing(PermanentError):  # noqa: N818 - an answer, not a fault
    """The bucket has no such file: it was never put, or its time is over."""


class Files:
    """Puts and gets the files of one bucket.

    Args:
        bucket: from `shared.streams`.
        connect: returns the connection, the same one each time.
    """

    def __init__(self, bucket: Bucket, connect: Callable[[], Awaitable[Client]]) -> None:
        self._bucket = bucket
        self._connect = connect

    async def put(self, name: str, body: bytes) -> str:
        """Store a file under a name, sealed; the last one to put wins.

        Returns:
            A reference, `name:key`: whoever has it can read the file, so it is never logged.

        Raises:
            OutageError: the broker does not answer, or has no room.
        """
        key = DataKey.generate(_SEAL)
        sealed = Sealer().seal(body, key=key, context=_context(name))
        try:
            await (await self._store()).put(name, sealed)
        except _SILENT as error:
            raise OutageError(f"the broker did not take the file: {_why(error)}") from error
        return referred(name, key.key)

    async def get(self, reference: str, *, limit: int) -> bytes:
        """Return a file.

        Args:
            reference: that `put` returned.
            limit: largest size in bytes; a larger file is not even read.

        Raises:
            FileMissing: there is none of that name.
            PermanentError: it is larger, was damaged, or another key seals it.
            OutageError: the broker does not answer.
        """
        name, key = parted(reference)
        try:
            store = await self._store()
            info = await store.get_info(name)
            if (info.size or 0) > limit + _SEAL_BYTES:
                raise PermanentError(
                    f"the file has {info.size:,} bytes, more than {limit:,}: split it"
                )
            sealed = (await store.get(name)).data or b""
        except _MISSING as error:
            raise FileMissing(f"no file {name} in {self._bucket.name}: send it again") from error
        except nats.js.errors.DigestMismatchError as error:
            raise PermanentError(
                f"the file {name} was damaged on its way: send it again"
            ) from error
        except _SILENT as error:
            raise OutageError(f"the broker did not give the file: {_why(error)}") from error
        keys = {_SEAL: DataKey(_SEAL, key)}
        return Sealer().open(sealed, keys=keys, context=_context(name))

    async def drop(self, reference: str) -> None:
        """Remove a file; one that is gone already is fine.

        Raises:
            OutageError: the broker does not answer.
        """
        try:
            await (await self._store()).delete(reference.partition(":")[0])
        except _MISSING:
            return
        except _SILENT as error:
            raise OutageError(f"the broker did not drop the file: {_why(error)}") from error

    async def _store(self) -> ObjectStore:
        client = await self._connect()
        try:
            return await client.jetstream().object_store(self._bucket.name)
        except (nats.js.errors.BucketNotFoundError, nats.js.errors.NotFoundError) as error:
            raise OutageError(
                f"the bucket {self._bucket.name} is missing: run `xuncha topology apply`"
            ) from error


def referred(name: str, key: bytes) -> str:
    """Return the reference of a file that is sealed under a key."""
    return f"{name}:{base64.urlsafe_b64encode(key).decode()}"


def parted(reference: str) -> tuple[str, bytes]:
    """Return the name and the key of a reference.

    Raises:
        PermanentError: it has no key.
    """
    name, _, text = reference.partition(":")
    try:
        key = base64.urlsafe_b64decode(text)
        DataKey(_SEAL, key)
    except (binascii.Error, ValueError):
        message = f"the reference of the file {name} has no key: send the file again"
        raise PermanentError(message) from None
    return name, key


def _context(name: str) -> str:
    return f"import:{name}"


def _why(error: BaseException) -> str:
    return str(error) or type(error).__name__
