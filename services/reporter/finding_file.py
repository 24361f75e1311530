"""Brings findings of the registry to their owner, as a file like everybody's."""

from collections.abc import Awaitable, Callable
from typing import Any

from shared.bucket import Files
from shared.commands import ask
from shared.contracts.command import ImportFile
from shared.errors import TransientError

ACTOR = "reporter"


class FindingFile:
    """Sends one file after the other.

    Args:
        files: the bucket.
        connect: returns the connection.
    """

    def __init__(self, files: Files, connect: Callable[[], Awaitable[Any]]) -> None:
        self._files = files
        self._connect = connect

    async def send(self, request: str, text: str) -> None:
        """Import findings; the same request changes nothing twice.

        Raises:
            TransientError: the owner did not take them; try again later.
        """
        name = f"{request}.csv"
        stored = await self._files.put(name, text.encode())
        command = ImportFile(request=request, actor=ACTOR, file=stored, name=name)
        result = await ask(await self._connect(), "finding.import", command)
        if not result.ok or result.data["bad_count"]:
            raise TransientError(f"the findings were not taken: {result.message or result.data}")
