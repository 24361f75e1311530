"""Doubles that keep the promises of what they stand for; plain classes, no mock library."""

import copy
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from shared.contracts.alert import Alert
from shared.errors import PermanentError
from shared.store.collection import Document, Update, Where

_ABSENT = object()
_PLAIN = (str, bytes, bool, int, float, type(None))


class MemoryCollection:
    """An in-memory `shared.store.collection.Collection`."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}

    async def insert(self, documents: Sequence[Document]) -> set[str]:
        """See `Collection.insert`."""
        new = set()
        for document in [_stored(document) for document in documents]:
            if document["_id"] not in self._documents:
                self._documents[document["_id"]] = document
                new.add(document["_id"])
        return new

    async def get(self, key: str) -> Document | None:
        """See `Collection.get`."""
        return copy.deepcopy(self._documents.get(key))

    async def get_many(self, keys: Sequence[str]) -> list[Document]:
        """See `Collection.get_many`."""
        found = [self._documents[key] for key in dict.fromkeys(keys) if key in self._documents]
        return copy.deepcopy(found)

    async def find(
        self, where: Where, *, limit: int, order: str = "_id", descending: bool = False
    ) -> list[Document]:
        """See `Collection.find`."""
        found = [document for document in self._documents.values() if _matches(document, where)]
        found.sort(key=lambda document: _rank(_field(document, order)), reverse=descending)
        return copy.deepcopy(found[:limit])

    async def ids(self, where: Where, *, limit: int) -> list[str]:
        """See `Collection.ids`."""
        return [str(one["_id"]) for one in await self.find(where, limit=limit)]

    async def update(
        self, key: str, change: Mapping[str, Any], *, where: Where, pending: Sequence[Document] = ()
    ) -> bool:
        """See `Collection.update`."""
        document = self._documents.get(key)
        if document is None or not _matches(document, where):
            return False
        for path, value in _stored(change).items():
            _set(document, path, value)
        if pending:
            document["waiting"] = True
            document.setdefault("pending", []).extend(_stored(item) for item in pending)
        return True

    async def update_each(self, updates: Sequence[Update]) -> int:
        """See `Collection.update_each`."""
        return sum(
            [await self.update(*one[:2], where=one.where, pending=one.pending) for one in updates]
        )

    async def merge(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """See `Collection.merge`."""
        for key, change in changes.items():
            document = self._documents.setdefault(key, {"_id": key})
            for path, value in _stored(change).items():
                _set(document, path, value)

    async def drop_pending(self, relayed: Mapping[str, Sequence[str]]) -> None:
        """See `Collection.drop_pending`."""
        for key, ids in relayed.items():
            document = self._documents.get(key, {})
            if "pending" in document:
                left = [item for item in document["pending"] if item["id"] not in ids]
                document |= {"pending": left, "waiting": bool(left)}

    async def count(self, where: Where) -> int:
        """See `Collection.count`."""
        return sum(_matches(document, where) for document in self._documents.values())

    async def tally(self, fields: Sequence[str], where: Where) -> dict[tuple[Any, ...], int]:
        """See `Collection.tally`."""
        matching = [one for one in self._documents.values() if _matches(one, where)]
        return dict(Counter(tuple(one.get(field) for field in fields) for one in matching))

    async def delete(self, key: str) -> bool:
        """See `Collection.delete`."""
        return self._documents.pop(key, None) is not None


class FrozenClock:
    """Business time that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the time it was set to."""
        return self._now

    def move(self, by: timedelta) -> None:
        """Move on, or back."""
        self._now += by

    def set(self, moment: datetime) -> None:
        """Jump."""
        self._now = moment.astimezone(UTC)


class RecordingChannel:
    """A channel that keeps what it is given; it raises what stands in `failures` first."""

    scheme = "mailto"
    spacing_seconds = 0.0

    def __init__(self, *failures: Exception) -> None:
        self.sent: list[Alert] = []
        self.links: list[str] = []
        self.failures = list(failures)

    async def send(self, alert: Alert, link: str) -> str:
        """Keep the alert, and the link that goes with it."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(alert)
        self.links.append(link)
        return "250 recorded"


def _stored(value: Any) -> Any:
    """Return a value as the store gives it back: own copy, lists, moments in UTC to the ms."""
    try:
        return _encoded(value)
    except (OverflowError, UnicodeEncodeError) as error:
        raise PermanentError(f"the store cannot hold this document: {error}") from error


def _encoded(value: Any) -> Any:
    if isinstance(value, str):
        value.encode()
    if isinstance(value, int):
        value.to_bytes(8, "big", signed=True)
    if isinstance(value, Mapping):
        return {str(key): _stored(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_stored(item) for item in value]
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    if isinstance(value, date) or not isinstance(value, _PLAIN):
        raise PermanentError(f"the store cannot hold this document: {type(value).__name__}")
    return value.value if isinstance(value, Enum) else value


def _field(document: Document, path: str) -> Any:
    value: Any = document
    for part in path.split("."):
        if not isinstance(value, dict) or part not in value:
            return _ABSENT
        value = value[part]
    return value


def _set(document: Document, path: str, value: Any) -> None:
    *above, last = path.split(".")
    for part in above:
        document = document.setdefault(part, {})
    document[last] = value


def _matches(document: Document, where: Where) -> bool:
    return all(_holds(_field(document, path), wanted) for path, wanted in where.items())


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping) and wanted and all(key.startswith("$") for key in wanted):
        return all(_compares(value, operator, bound) for operator, bound in wanted.items())
    return _equals(value, wanted)


def _equals(value: Any, wanted: Any) -> bool:
    if value is _ABSENT:
        return wanted is None
    wanted = _stored(wanted)
    return value == wanted or (isinstance(value, list) and wanted in value)


def _compares(value: Any, operator: str, bound: Any) -> bool:
    if operator == "$in":
        return any(_equals(value, wanted) for wanted in bound)
    if operator == "$ne":
        return not _equals(value, bound)
    bound = _stored(bound)
    if value is _ABSENT or _rank(value)[0] != _rank(bound)[0]:
        return False
    return {
        "$lt": value < bound,
        "$lte": value <= bound,
        "$gt": value > bound,
        "$gte": value >= bound,
    }[operator]


def _rank(value: Any) -> tuple[int, Any]:
    """Order values of different kinds as the store does: nothing, numbers, text, …, moments."""
    if value is _ABSENT or value is None:
        return 0, 0
    kinds: tuple[tuple[type | tuple[type, ...], int], ...] = (
        (bool, 4),
        ((int, float), 1),
        (str, 2),
        (bytes, 3),
        (datetime, 5),
    )
    return next((rank, value) for kind, rank in kinds if isinstance(value, kind))
