"""Targets at rest. Written by the reporter, read by all."""

from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlsplit

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.target import Target, TargetKind, TargetStatus
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

PAGE = 1_000


class TargetReader:
    """Reads targets."""

    def __init__(self, collection: Collection) -> None:
        self._targets = collection

    async def get(self, target: str) -> Target | None:
        """Return one target, or None."""
        document = await self._targets.get(target)
        return from_document(Target, document) if document else None

    async def get_many(self, targets: Sequence[str]) -> dict[str, Target]:
        """Return those of the targets that exist, by id."""
        documents = await self._targets.get_many(targets)
        return {str(document["_id"]): from_document(Target, document) for document in documents}

    async def running_on(self, host: str) -> list[Target]:
        """Return the websites and columns that run on one host, columns first."""
        documents = await self._targets.find(
            {"host": host, "status": TargetStatus.RUNNING.value}, limit=PAGE
        )
        found = [from_document(Target, document) for document in documents]
        return sorted(found, key=lambda target: (target.kind is TargetKind.WEBSITE, target.id))

    async def listed(
        self, *, kind: str = "", unit: str = "", after: str = "", limit: int
    ) -> list[Target]:
        """Return the targets of one kind and unit whose id follows `after`, in order of ids."""
        wanted = {"kind": kind, "unit": unit}
        where = {field: value for field, value in wanted.items() if value}
        documents = await self._targets.find({**where, "_id": {"$gt": after}}, limit=limit)
        return [from_document(Target, document) for document in documents]

    async def page(self, after: str = "", *, limit: int = PAGE) -> list[Target]:
        """Return the targets whose id follows `after`, in order of their ids."""
        documents = await self._targets.find({"_id": {"$gt": after}}, limit=limit)
        return [from_document(Target, document) for document in documents]

    async def every(self) -> AsyncIterator[Target]:
        """Walk all targets in order of their ids."""
        after = ""
        while page := await self.page(after):
            for target in page:
                yield target
            after = page[-1].id


class TargetStore(TargetReader):
    """Writes targets."""

    async def put(self, target: Target, event: Event, *, known: Target | None) -> bool:
        """Store a target and its event in one write; tell whether it was this call that did.

        Args:
            target: the new record.
            event: what to relay about it.
            known: the record that `target` follows; None when there is none.
        """
        host = host_of(target.url)
        if known is None:
            document = to_document(target, target.id, host=host, **outbox.fields(event))
            return bool(await self._targets.insert([document]))
        return await self._targets.update(
            target.id,
            {**changed_fields(target), "host": host},
            where={"version": known.version},
            pending=outbox.items(event),
        )


def host_of(url: str) -> str:
    """Return host and port of an address in lower case, as runs are grouped by it."""
    return urlsplit(url).netloc.lower()
