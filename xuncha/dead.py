"""Dead letters, straight from their stream."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import unquote

from nats.aio.client import Client
from nats.js.api import RawStreamMsg
from nats.js.errors import NotFoundError

from shared.commands import NotFound
from shared.masking import mask_text
from shared.publisher import Publisher
from shared.streams import DEAD

SHOWN_CHARACTERS = 4_000


class Letters:
    """The dead letters of one system.

    Args:
        client: with the operator's rights.
    """

    def __init__(self, client: Client) -> None:
        self._js = client.jetstream()
        self._publisher = Publisher(self._js)

    async def listed(self, limit: int) -> list[dict[str, Any]]:
        """Return the oldest letters."""
        rows: list[dict[str, Any]] = []
        async for message in self._every():
            rows.append(_row(message))
            if len(rows) == limit:
                break
        return rows

    async def shown(self, number: int) -> dict[str, Any]:
        """Return one letter with the beginning of its body, masked.

        Raises:
            NotFound: there is none of that number.
        """
        message = await self._one(number)
        body = (message.data or b"")[:SHOWN_CHARACTERS].decode("utf-8", "replace")
        return {**_row(message), "body": mask_text(body)}

    async def replay(self, numbers: Sequence[int]) -> int:
        """Publish letters to their old subjects and drop them; a crash between repeats one.

        Raises:
            NotFound: there is none of that number.
        """
        chosen = [await self._one(number) for number in numbers]
        if not numbers:
            chosen = [message async for message in self._every()]
        for message in chosen:
            subject = str(message.subject).partition(".")[2]
            await self._publisher.send(subject, message.data or b"", f"replay:{message.seq}")
            await self._js.delete_msg(DEAD.name, int(message.seq or 0))
        return len(chosen)

    async def drop(self, numbers: Sequence[int]) -> int:
        """Delete letters.

        Raises:
            NotFound: there is none of that number.
        """
        for number in numbers:
            await self._one(number)
            await self._js.delete_msg(DEAD.name, number)
        return len(numbers)

    async def _one(self, number: int) -> RawStreamMsg:
        try:
            return await self._js.get_msg(DEAD.name, number)
        except NotFoundError as error:
            raise NotFound(f"no dead letter {number}; see `xuncha dead list`") from error

    async def _every(self) -> AsyncIterator[RawStreamMsg]:
        state = (await self._js.stream_info(DEAD.name)).state
        number = state.first_seq
        while number <= state.last_seq:
            try:
                message = await self._js.get_msg(DEAD.name, number, subject=">", next=True)
            except NotFoundError:
                return
            yield message
            number = int(message.seq or number) + 1


def _row(message: RawStreamMsg) -> dict[str, Any]:
    headers = message.headers or {}
    return {
        "number": message.seq,
        "subject": str(message.subject).partition(".")[2],
        "reason": unquote(headers.get("Xuncha-Reason", "")),
        "deliveries": headers.get("Xuncha-Deliveries", ""),
        "at": str(getattr(message, "time", "") or ""),
    }
