"""One collection of the store, in the few verbs that every store class is built from.

Documents are plain mappings with `_id`. Conditions are a small, portable subset: equality (with
the field, or with an element of it where it is a list of texts), `$in`, `$lt`, `$lte`, `$gt`,
`$gte`, `$ne` on top-level fields, so that an in-memory double can keep the same promises (the
contract tests run over both).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

Document = dict[str, Any]
Where = Mapping[str, Any]


class Update(NamedTuple):
    """One of many conditional updates; see `Collection.update` for its fields."""

    key: str
    change: Mapping[str, Any]
    where: Where
    pending: Sequence[Document] = ()


class Collection(Protocol):
    """What a store class needs of the collection below it."""

    async def insert(self, documents: Sequence[Document]) -> set[str]:
        """Store the documents whose `_id` is new; return those ids. Known ids stay untouched."""
        ...

    async def get(self, key: str) -> Document | None:
        """Return one document, or None."""
        ...

    async def get_many(self, keys: Sequence[str]) -> list[Document]:
        """Return the documents that exist, in no promised order."""
        ...

    async def find(
        self, where: Where, *, limit: int, order: str = "_id", descending: bool = False
    ) -> list[Document]:
        """Return at most `limit` documents that match, sorted by `order`.

        Bound `order` in `where` on both sides where the collection grows: a limit alone does not
        bound the work of every store.
        """
        ...

    async def ids(self, where: Where, *, limit: int) -> list[str]:
        """Return the ids of at most `limit` documents that match, in their order."""
        ...

    async def update(
        self, key: str, change: Mapping[str, Any], *, where: Where, pending: Sequence[Document] = ()
    ) -> bool:
        """Set fields of one document if `where` holds of it; tell whether it did.

        Args:
            key: `_id` of the document.
            change: fields and their new values.
            where: condition on the document as it stands.
            pending: outbox items to append in the same write.
        """
        ...

    async def update_each(self, updates: Sequence[Update]) -> int:
        """Carry out many conditional updates in one bulk write; return how many found theirs.

        Those that make the same change under the same condition, and put nothing in the outbox,
        are one write: it costs a quarter of what each by itself costs on the embedded store.
        """
        ...

    async def merge(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """Set fields of many documents in one bulk write; a document that is missing begins so.

        Args:
            changes: by `_id`: fields, dotted where nested, and their new values.
        """
        ...

    async def drop_pending(self, relayed: Mapping[str, Sequence[str]]) -> None:
        """Take relayed events out of `pending`, and `waiting` back where none is left.

        Args:
            relayed: by `_id`: the ids of the events.
        """
        ...

    async def count(self, where: Where) -> int:
        """Count the documents that match."""
        ...

    async def tally(self, fields: Sequence[str], where: Where) -> dict[tuple[Any, ...], int]:
        """Count the documents that match, by the values of some fields; None stands for absent."""
        ...

    async def delete(self, key: str) -> bool:
        """Remove one document; tell whether it was there."""
        ...
