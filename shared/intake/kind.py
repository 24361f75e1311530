"""What an owner says about one kind of file: how rows are read, compared and written."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from shared.intake.cells import Cells
from shared.tables.model import Fault, Schema, fault

Batch = Mapping[str, Mapping[str, Any]]
"""The good records of the kinds before, by kind and key."""

giver: ContextVar[str] = ContextVar("giver", default="")
"""Who gave the file that is being applied."""


class Verb(StrEnum):
    """What a row does to what is stored."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Entry:
    """One good row.

    Attributes:
        kind: of its table.
        line: where it stands.
        sheet: in which table.
        key: id of what it is about.
        record: what it says.
    """

    kind: str
    line: int
    sheet: str
    key: str
    record: Any

    def fault(self, column: str, value: str, reason: str) -> Fault:
        """Describe what is wrong with this row."""
        return fault(self.line, column, value, reason, self.sheet)


@dataclass(frozen=True)
class Step:
    """What one row will do.

    Attributes:
        entry: the row.
        verb: in a word.
        fields: name → old and new value, of a changed record.
        known: what was stored when the step was planned; the kind's own business.
    """

    entry: Entry
    verb: Verb
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    known: Any = None


class Kind(Protocol):
    """One kind of file, as its owner takes it."""

    @property
    def schema(self) -> Schema:
        """Its columns."""
        ...

    def read(self, cells: Cells) -> tuple[str, Any]:
        """Read one row into its key and its record; what is wrong is noted in `cells`."""
        ...

    async def refusals(self, entries: Sequence[Entry], batch: Batch) -> list[Fault]:
        """Say what is wrong with rows that are good by themselves, such as an unknown unit."""
        ...

    async def plan(self, entries: Sequence[Entry]) -> list[Step]:
        """Compare rows with what is stored; changes nothing."""
        ...

    async def apply(self, steps: Sequence[Step]) -> list[Entry]:
        """Write steps that are new or changed, in order.

        Returns:
            The rows that somebody else changed meanwhile: to be planned again.
        """
        ...
