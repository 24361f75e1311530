"""The object store of the broker: files that are too large for a message."""

from collections.abc import Awaitable, Callable

import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.js.object_store import ObjectStore

from shared.errors import OutageError, PermanentError
from shared.streams import Bucket

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

    async def put(self, name: str, body: bytes) -> None:
        """Store a file under a name; the last one to put wins.

        Raises:
            OutageError: the broker does not answer, or has no room.
        """
        try:
            await (await self._store()).put(name, body)
        except _SILENT as error:
            raise OutageError(f"the broker did not take the file: {_why(error)}") from error

    async def get(self, name: str, *, limit: int) -> bytes:
        """Return a file.

        Args:
            name: under which it was put.
            limit: largest size in bytes; a larger file is not even read.

        Raises:
            FileMissing: there is none of that name.
            PermanentError: it is larger, or was damaged.
            OutageError: the broker does not answer.
        """
        try:
            store = await self._store()
            info = await store.get_info(name)
            if (info.size or 0) > limit:
                raise PermanentError(
                    f"the file has {info.size:,} bytes, more than {limit:,}: split it"
                )
            return (await store.get(name)).data or b""
        except _MISSING as error:
            raise FileMissing(f"no file {name} in {self._bucket.name}: send it again") from error
        except nats.js.errors.DigestMismatchError as error:
            raise PermanentError(
                f"the file {name} was damaged on its way: send it again"
            ) from error
        except _SILENT as error:
            raise OutageError(f"the broker did not give the file: {_why(error)}") from error

    async def drop(self, name: str) -> None:
        """Remove a file; one that is gone already is fine.

        Raises:
            OutageError: the broker does not answer.
        """
        try:
            await (await self._store()).delete(name)
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


def _why(error: BaseException) -> str:
    return str(error) or type(error).__name__
