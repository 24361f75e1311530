"""Findings that others report, as files bring them; joined with ours where they are the same."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.analyzer.assessing.schemes import Schemes
from services.analyzer.domain.change import caused
from services.analyzer.domain.findings import Analysed
from services.analyzer.domain.merge import replaced, same_place, taken_in, with_alias
from services.analyzer.domain.outside import (
    Outside,
    again,
    alone,
    joined,
    judged,
    read_outside,
)
from shared.clock import Clock, office_date
from shared.contracts.finding import Decision, Finding, FindingEvent
from shared.contracts.target import Target
from shared.errors import ConflictError
from shared.intake.cells import Cells
from shared.intake.columns.observed import FINDINGS
from shared.intake.kind import Batch, Entry, Step, Verb
from shared.intake.lookup import found_of
from shared.intake.upserts import differences
from shared.store.findings import FindingStore
from shared.store.targets import TargetReader
from shared.tables.model import Fault

_QUIET = frozenset({"history", "aliases"})
"""Fields that a preview does not print."""


class FindingFiles:
    """The kind of file that holds findings.

    Args:
        findings: the findings.
        targets: the registry.
        schemes: say what a rule is called and what it does.
        clock: business time.
    """

    schema = FINDINGS

    def __init__(
        self, findings: FindingStore, targets: TargetReader, schemes: Schemes, clock: Clock
    ) -> None:
        self._findings = findings
        self._targets = targets
        self._schemes = schemes
        self._clock = clock

    def read(self, cells: Cells) -> tuple[str, Any]:
        """See `Kind.read`."""
        return read_outside(cells)

    async def refusals(self, entries: Sequence[Entry], _batch: Batch) -> list[Fault]:
        """See `Kind.refusals`: the target must be on the registry."""
        known = await found_of(self._targets.get_many, (entry.record.target for entry in entries))
        reason = "is no target on the registry: import the targets first, or correct the id"
        return [
            entry.fault("target", entry.record.target, reason)
            for entry in entries
            if entry.record.target not in known
        ]

    async def plan(self, entries: Sequence[Entry]) -> list[Step]:
        """See `Kind.plan`: each row sees what the rows before it will do."""
        scheme = await self._schemes.on(office_date(self._clock.now()))
        items = {item.rule: item for item in reversed(scheme.items)}
        rows: list[Outside] = [judged(entry.record, items) for entry in entries]
        targets = await found_of(self._targets.get_many, (row.target for row in rows))
        near = await self._findings.of_targets(list(targets), sorted({row.rule for row in rows}))
        seen = {finding.id: finding for finding in near}
        steps, now = [], self._clock.now()
        for entry, row in zip(entries, rows, strict=True):
            before = same_place(row, seen.values())
            after = _after(row, before, targets, now)
            seen[after.id] = after
            steps.append(_step(entry, before, after))
        return steps

    async def apply(self, steps: Sequence[Step]) -> list[Entry]:
        """See `Kind.apply`: each finding and its event in one write."""
        refused = []
        for step in steps:
            before, after = step.known
            event = _event(before, after, self._clock.now())
            if before is None:
                done = await self._findings.add_outside(after, event)
            else:
                done = await self._findings.change(after, event)
            if not done:
                refused.append(step.entry)
        return refused


async def join(
    done: Sequence[Analysed], findings: FindingStore, now: datetime
) -> Sequence[Analysed]:
    """Join what was just detected with what others have reported before.

    Raises:
        ConflictError: one of those findings changed meanwhile; analyse again.
    """
    detected = {finding.id: finding for each in done for finding in each.findings}
    outside = await findings.outside_of(sorted({one.target for one in detected.values()}))
    pairs = taken_in(list(detected.values()), outside) if outside else {}
    for key, finding in pairs.items():
        if key in finding.aliases:
            continue
        merged = with_alias(finding, detected[key], now)
        if not await findings.change(merged, _event(finding, merged, now)):
            raise ConflictError(f"finding {finding.id} changed meanwhile")
        pairs[key] = merged
    return [replaced(each, pairs) for each in done] if pairs else done


def _after(
    row: Outside, before: Finding | None, targets: Mapping[str, Target], now: datetime
) -> Finding:
    """Return the finding as a row leaves it; a row that has taken effect leaves it as it is."""
    if before is None:
        return alone(row, targets[row.target], now)
    if caused(before, row.cause):
        return before
    return again(before, row, now) if before.id == row.id else joined(before, row, now)


def _step(entry: Entry, before: Finding | None, after: Finding) -> Step:
    if before is None:
        return Step(entry, Verb.NEW, known=(None, after))
    if before is after:
        return Step(entry, Verb.UNCHANGED)
    changes = differences(before, after).items()
    fields = {name: change for name, change in changes if name not in _QUIET}
    return Step(entry, Verb.CHANGED, fields, known=(before, after))


def _event(before: Finding | None, after: Finding, now: datetime) -> FindingEvent:
    confirmed = after.decision is Decision.CONFIRMED
    already = before is not None and before.decision is Decision.CONFIRMED
    verb = "confirmed" if confirmed and not already else "detected"
    return FindingEvent(finding=after, verb=verb, occurred_at=now)
