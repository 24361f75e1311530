"""How records become documents and back: dates as ISO text, moments as moments."""

from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from pydantic import BaseModel

from shared.store.collection import Document

M = TypeVar("M", bound=BaseModel)


def to_document(record: BaseModel, key: str, **extra: Any) -> Document:
    """Write a record as the document `key`, with fields that only the store needs."""
    return {"_id": key, **_plain(record.model_dump(by_alias=True)), **extra}


def changed_fields(record: BaseModel) -> Document:
    """Write a record as the fields of an update."""
    fields: Document = _plain(record.model_dump(by_alias=True))
    return fields


def from_document(kind: type[M], document: Document) -> M:
    """Read a record; fields that only the store needs are ignored."""
    return kind.model_validate(document)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value
