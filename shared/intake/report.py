"""What an import answers: counts, bad rows, and what changes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from shared.intake.kind import Step, Verb
from shared.masking import mask_text
from shared.tables.model import Fault

BAD_SHOWN = 2_000
DIFF_SHOWN = 500
"""The answer is one message; what is left out is counted."""


@dataclass(frozen=True)
class Report:
    """The outcome of one import.

    Attributes:
        kinds: of the file's tables.
        rows: below the headers.
        bad: everything that is wrong.
        bad_rows: how many rows that concerns.
        notes: what was noticed and does no harm.
        steps: what the good rows do.
    """

    kinds: tuple[str, ...]
    rows: int
    bad: tuple[Fault, ...]
    bad_rows: int
    notes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = field(default=())

    def answer(self, *, state: str, dry_run: bool, import_id: str) -> dict[str, Any]:
        """Write the report as it travels.

        Args:
            state: refused, previewed, applied or unchanged.
            dry_run: nothing was to be written.
            import_id: of the import document.
        """
        skipped = self.bad_rows if state != "refused" else 0
        return {
            "kind": ", ".join(self.kinds),
            "state": state,
            "rows": self.rows,
            **self.counts(),
            "skipped": skipped,
            "bad": [asdict(one) for one in self.bad[:BAD_SHOWN]],
            "bad_count": len(self.bad),
            "bad_rows": self.bad_rows,
            "diff": self.diff(),
            "notes": list(self.notes[:BAD_SHOWN]),
            "dry_run": dry_run,
            "import_id": import_id,
        }

    def counts(self) -> dict[str, int]:
        """Count the good rows by what they do."""
        found = Counter(step.verb for step in self.steps)
        return {verb.value: found[verb] for verb in Verb}

    def diff(self) -> list[dict[str, Any]]:
        """Name what is new and what changes, field by field from old to new; values masked."""
        shown = [step for step in self.steps if step.verb is not Verb.UNCHANGED]
        return [_line(step) for step in shown[:DIFF_SHOWN]]


def _line(step: Step) -> dict[str, Any]:
    fields = {name: [_shown(old), _shown(new)] for name, (old, new) in step.fields.items()}
    key = mask_text(step.entry.key)
    return {"line": step.entry.line, "id": key, "verb": step.verb.value, "fields": fields}


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return mask_text(value)[:200]
    if isinstance(value, Sequence):
        return [_shown(item) for item in value[:20]]
    return value
