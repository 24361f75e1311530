"""Earlier versions of a record, kept inside its document with the time at which each was recorded.

Set in the same write as the change, so none is ever lost; they go when the document goes.
"""

from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from shared.store.collection import Document
from shared.store.mapping import changed_fields, from_document

VERSIONS = "versions"


V = TypeVar("V", bound=BaseModel)


def first_version(record: BaseModel, version: int, at: datetime) -> Document:
    """Return the field by which a new document starts with its first version."""
    return {VERSIONS: {f"v{version}": _entry(record, at)}}


def next_version(record: BaseModel, version: int, at: datetime) -> Document:
    """Return the field that adds a version to a document."""
    return {f"{VERSIONS}.v{version}": _entry(record, at)}


def known_by(kind: type[V], document: Document, moment: datetime | None) -> V | None:
    """Return a record as it was recorded by a moment, UTC; None where it was not yet on record.

    A document that has kept no versions, or not its first ones, is older than their keeping: its
    earliest record stands for the time before.

    Args:
        kind: of the record.
        document: with its versions.
        moment: None for what is recorded now.
    """
    kept: dict[str, Document] = document.get(VERSIONS) or {}
    if moment is None or not kept:
        return from_document(kind, document)
    numbers = sorted(kept, key=_number, reverse=True)
    found = next((kept[name] for name in numbers if kept[name]["at"] <= moment), None)
    if found is None and _number(numbers[-1]) > 1:
        found = kept[numbers[-1]]
    return from_document(kind, found["record"]) if found else None


def _entry(record: BaseModel, at: datetime) -> dict[str, Any]:
    return {"at": at, "record": changed_fields(record)}


def _number(name: str) -> int:
    return int(name[1:])
