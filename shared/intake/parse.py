"""From the bytes of a file to good rows and faults; touches nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shared.intake.cells import Cells
from shared.intake.kind import Entry, Kind
from shared.tables.fit import fit
from shared.tables.model import Fault, Limits, Row
from shared.tables.read import read_tables


@dataclass
class Part:
    """The rows of one kind.

    Attributes:
        kind: whose rows.
        entries: those that are good so far.
        faults: of the others, and of their tables.
        rows: how many there are.
    """

    kind: Kind
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: int = 0

    def spoil(self, faults: Iterable[Fault]) -> None:
        """Take rows out that turned out to be bad."""
        found = list(faults)
        bad = {(one.sheet, one.line) for one in found}
        self.entries = [one for one in self.entries if (one.sheet, one.line) not in bad]
        self.faults += found


def parse(body: bytes, name: str, kinds: Sequence[Kind], limits: Limits) -> list[Part]:
    """Read a file; CPU-bound, run it in a thread.

    Args:
        body: the file.
        name: as the person has it.
        kinds: those that the header chooses from, in the order in which they are applied.
        limits: of the deployment.

    Raises:
        Unreadable: nothing of the file can be taken.
    """
    parts = {kind.schema.kind: Part(kind) for kind in kinds}
    for table in read_tables(body, name, limits):
        fitted = fit(table, [kind.schema for kind in kinds])
        part = parts[fitted.schema.kind]
        part.faults += fitted.faults
        part.rows += len(table.rows)
        for row in fitted.rows:
            _take(part, row)
    for part in parts.values():
        _compare(part)
    return [part for part in parts.values() if part.rows or part.faults]


def _take(part: Part, row: Row) -> None:
    cells = Cells(row)
    key, record = part.kind.read(cells)
    if cells.faults:
        part.faults += cells.faults
    else:
        part.entries.append(Entry(part.kind.schema.kind, row.line, row.sheet, key, record))


def _compare(part: Part) -> None:
    """Note exact doubles and keep one; refuse rows that say different things about one id."""
    by_key: dict[str, list[Entry]] = {}
    for entry in part.entries:
        by_key.setdefault(entry.key, []).append(entry)
    part.entries = []
    for key, entries in by_key.items():
        first, *others = entries
        if all(other.record == first.record for other in others):
            part.entries.append(first)
            part.notes += [f"line {one.line} repeats line {first.line}" for one in others]
            continue
        lines = ", ".join(str(one.line) for one in entries)
        reason = f"lines {lines} contradict each other about the same id: keep one of them"
        column = part.kind.schema.columns[0].key
        part.faults += [one.fault(column, key, reason) for one in entries]
