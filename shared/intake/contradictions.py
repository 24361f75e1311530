"""Files of one call that say different things about one id: each such row is refused. Pure."""

from collections.abc import Iterable, Sequence

from shared.intake.kind import Entry
from shared.intake.parse import Part
from shared.tables.model import Fault

Others = Sequence[tuple[str, Sequence[Part]]]
"""Name and parts of each file that was sent along."""


def refuse_contradicted(parts: Iterable[Part], others: Others) -> None:
    """Take out rows that another file of the call contradicts, naming both places."""
    for part in parts:
        rivals = [
            (name, entry)
            for name, theirs in others
            for other in theirs
            if other.kind.schema.kind == part.kind.schema.kind
            for entry in other.entries
        ]
        said: dict[str, list[tuple[str, Entry]]] = {}
        for name, entry in rivals:
            said.setdefault(entry.key, []).append((name, entry))
        column = part.kind.schema.columns[0].key
        part.spoil(_faults(part.entries, said, column))


def _faults(
    entries: Sequence[Entry], said: dict[str, list[tuple[str, Entry]]], column: str
) -> list[Fault]:
    faults = []
    for entry in entries:
        against = [
            f"line {other.line} of {name}"
            for name, other in said.get(entry.key, ())
            if other.record != entry.record
        ]
        if against:
            places = " and ".join((f"line {entry.line} here", *against))
            reason = f"{places} contradict each other about the same id: keep one of them"
            faults.append(entry.fault(column, entry.key, reason))
    return faults
