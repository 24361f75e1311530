"""Many calls carried out as one command: while one is on its way, the next one gathers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from shared.errors import PermanentError
from shared.store.collection import Collection, Document

A = TypeVar("A")
R = TypeVar("R")
MOST = 250
"""Calls of one command."""


class Together(Generic[A, R]):
    """Gathers calls; each returns when the command that carried it is done.

    Args:
        carry: carries out many, and returns the answer of each in their order.
        key: what a call is about; two about the same go one after the other.
    """

    def __init__(
        self, carry: Callable[[Sequence[A]], Awaitable[Sequence[R]]], key: Callable[[A], str]
    ) -> None:
        self._carry = carry
        self._key = key
        self._waiting: list[tuple[A, asyncio.Future[R]]] = []
        self._carrying: asyncio.Task[None] | None = None

    async def __call__(self, item: A) -> R:
        """Carry out one call with those that others make meanwhile.

        Raises:
            OutageError: the store did not answer; nothing is known of any of them.
            PermanentError: the store refused this one.
        """
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._carrying is None:
            self._carrying = asyncio.create_task(self._go_on())
        return await answer

    async def _go_on(self) -> None:
        try:
            await asyncio.sleep(0)  # those who are ready now come along
            while self._waiting:
                await self._together(self._taken())
        finally:
            self._carrying = None

    def _taken(self) -> list[tuple[A, asyncio.Future[R]]]:
        """Take what goes along now: one call about each thing."""
        taken: dict[str, tuple[A, asyncio.Future[R]]] = {}
        left = []
        for one in self._waiting:
            key = self._key(one[0])
            if key in taken or len(taken) == MOST:
                left.append(one)
            else:
                taken[key] = one
        self._waiting = left
        return list(taken.values())

    async def _together(self, batch: Sequence[tuple[A, asyncio.Future[R]]]) -> None:
        try:
            answers = await self._carry([item for item, _ in batch])
        except PermanentError as error:
            if len(batch) == 1:
                _fail(batch, error)
            else:
                for one in batch:  # only the one that is refused is told so
                    await self._together([one])
        except Exception as error:  # noqa: BLE001 - whoever waits hears it
            _fail(batch, error)
        else:
            for (_, waiting), answer in zip(batch, answers, strict=True):
                if not waiting.done():  # whoever waited was cancelled
                    waiting.set_result(answer)


def _fail(batch: Sequence[tuple[A, "asyncio.Future[R]"]], error: Exception) -> None:
    for _, waiting in batch:
        if not waiting.done():
            waiting.set_exception(error)


def inserts(collection: Collection) -> Together[Document, bool]:
    """Store documents whose `_id` is new; each is told whether it was."""

    async def carry(documents: Sequence[Document]) -> Sequence[bool]:
        new = await collection.insert(documents)
        return [document["_id"] in new for document in documents]

    return Together(carry, lambda document: str(document["_id"]))


def merges(collection: Collection) -> Together[tuple[str, Document], None]:
    """Set fields of documents, by `_id`; one that is missing begins so."""

    async def carry(changes: Sequence[tuple[str, Document]]) -> Sequence[None]:
        await collection.merge(dict(changes))
        return [None] * len(changes)

    return Together(carry, lambda change: change[0])


def reads(collection: Collection) -> Together[str, Document | None]:
    """Read documents, by `_id`; None for one that is not there."""

    async def carry(keys: Sequence[str]) -> Sequence[Document | None]:
        found = {str(one["_id"]): one for one in await collection.get_many(keys)}
        return [found.get(key) for key in keys]

    return Together(carry, str)
