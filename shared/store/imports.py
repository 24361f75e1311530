"""Imports at rest: what was imported, from applying to applied. One collection for each owner."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, Field

from shared import outbox
from shared.contracts.base import Contract, Event
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

PAGE = 1_000


class ImportState(StrEnum):
    """How far an import is."""

    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    """Its file is gone or can no longer be read."""


class Import(Contract):
    """One file that was imported."""

    id: str
    """Computed from the digest of the file and its kind."""
    noun: str
    """Of the command, such as `registry`."""
    file: str
    """Name of the object in the bucket."""
    key: bytes = b""
    """That opens the object, wrapped by the master key; empty when the import has ended."""
    name: str
    """Of the file as the person had it, masked."""
    ending: str
    """Of that name: tells the format."""
    actor: str
    request: str
    skip_bad: bool = False
    state: ImportState = ImportState.APPLYING
    counts: dict[str, int] = Field(default_factory=dict)
    cursor: int = 0
    """Rows that are done."""
    begun_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    fault: str = ""


class ImportStore:
    """Keeps the imports of one owner."""

    def __init__(self, collection: Collection) -> None:
        self._imports = collection

    async def get(self, key: str) -> Import | None:
        """Return one import, or None."""
        document = await self._imports.get(key)
        return from_document(Import, document) if document else None

    async def begin(self, record: Import) -> None:
        """Put an import down as applying; an earlier one of the same file begins again."""
        if not await self._imports.insert([to_document(record, record.id, **outbox.fields())]):
            await self._imports.update(record.id, changed_fields(record), where={})

    async def advance(self, key: str, cursor: int) -> None:
        """Record how many rows are done."""
        await self._imports.update(key, {"cursor": cursor}, where={"state": "applying"})

    async def end(self, key: str, now: datetime, *events: Event) -> bool:
        """Put an import down as applied, with its events; False when another did so first."""
        change: dict[str, Any] = {"state": ImportState.APPLIED.value, "ended_at": now, "key": b""}
        return await self._imports.update(
            key, change, where={"state": "applying"}, pending=outbox.items(*events)
        )

    async def fail(self, key: str, now: datetime, fault: str) -> None:
        """Put an import down as failed."""
        state = ImportState.FAILED.value
        change = {"state": state, "ended_at": now, "fault": fault, "key": b""}
        await self._imports.update(key, change, where={"state": "applying"})

    async def open(self) -> list[Import]:
        """Return the imports that are applying."""
        documents = await self._imports.find({"state": "applying"}, limit=PAGE)
        return [from_document(Import, document) for document in documents]
