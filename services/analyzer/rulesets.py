"""Imports the lists of the office, and puts their editions in force."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from services.analyzer.domain.editions import Change, applied, digest_of, imported
from services.analyzer.domain.office_lists import KINDS, ListKind, Row
from services.analyzer.inforce import InForce
from shared.bucket import Files
from shared.clock import Clock
from shared.commands import NotFound, Refused
from shared.contracts.audit import AuditRecorded
from shared.contracts.rule_command import ApplyRuleset, ImportRuleset
from shared.contracts.ruleset import Edition, Ruleset, RulesetRegistered
from shared.errors import ConflictError, PermanentError
from shared.intake.cells import Cells
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.rulesets import RulesetStore
from shared.tables.fit import fit
from shared.tables.model import Fault, Limits
from shared.tables.read import read_tables

BAD_SHOWN = 100


class Rulesets:
    """The analyzer's commands about the lists of the office.

    Args:
        rulesets: where they rest.
        files: the bucket of import files.
        inforce: takes over what is put in force.
        outbox: relays what a change says.
        clock: business time.
        limits: of one file.
    """

    def __init__(
        self,
        rulesets: RulesetStore,
        files: Files,
        inforce: InForce,
        outbox: Outbox,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self._rulesets = rulesets
        self._files = files
        self._inforce = inforce
        self._outbox = outbox
        self._clock = clock
        self._limits = limits

    async def import_(self, command: ImportRuleset) -> dict[str, Any]:
        """Keep a file as the next edition; it is in force only when it is applied.

        A repeat of the same command returns what it did before. The file leaves the bucket once
        the answer is known: a crash before that leaves it for the repeat.
        """
        known = await self._rulesets.get(command.ruleset)
        if known and any(step.cause == command.request for step in known.history):
            return await self._unchanged(known)
        try:
            answer = await self._import(known, command)
        except PermanentError:
            await self._files.drop(command.file)
            raise
        await self._files.drop(command.file)
        return answer

    async def _import(self, known: Ruleset | None, command: ImportRuleset) -> dict[str, Any]:
        kind = KINDS.get(command.kind)
        if kind is None:
            raise Refused(f"{command.kind} is no kind of list: use one of {', '.join(KINDS)}")
        body = await self._files.get(command.file, limit=self._limits.size)
        rows, faults = await asyncio.to_thread(_read, body, command.name, kind, self._limits)
        digest = digest_of(rows)
        report = await self._report(known, rows, faults)
        if command.dry_run or (faults and not command.skip_bad) or not rows:
            return report
        edition = Edition(
            number=0,
            digest=digest,
            entries=len(rows),
            file=mask_text(command.name),
            actor=command.actor,
            at=self._clock.now(),
        )
        after = imported(known, command.ruleset, command.kind, edition, self._change(command))
        if after is None:
            return {**report, "edition": known.editions[-1].number if known else 0}
        await self._rulesets.keep(command.ruleset, digest, rows)
        await self._put(after, command, "import")
        return {**report, "edition": after.editions[-1].number}

    async def _unchanged(self, known: Ruleset) -> dict[str, Any]:
        newest = known.editions[-1]
        rows = await self._rulesets.rows(known.id, newest.digest) or ()
        return {
            **await self._report(known, [tuple(row) for row in rows], ()),
            "edition": newest.number,
        }

    async def apply(self, command: ApplyRuleset) -> Ruleset:
        """Put an edition in force; a repeat of the same command returns what it did before."""
        known = await self.one(command.ruleset)
        if any(step.cause == command.request for step in known.history):
            return known
        after = applied(known, command.edition, self._change(command))
        await self._put(after, command, "apply")
        await self._inforce.refresh()
        return after

    async def one(self, name: str) -> Ruleset:
        """Return one rule set.

        Raises:
            NotFound: there is none of that name.
        """
        known = await self._rulesets.get(name)
        if known is None:
            raise NotFound(f"no rule set {name}; see `xuncha rules list`")
        return known

    async def every(self) -> list[Ruleset]:
        """Return all rule sets."""
        return await self._rulesets.every()

    async def _put(self, after: Ruleset, command: ImportRuleset | ApplyRuleset, verb: str) -> None:
        now = self._clock.now()
        audit = AuditRecorded(
            actor=command.actor,
            action=f"ruleset.{verb}",
            about=after.id,
            cause=command.request,
            reason=after.history[-1].action,
            occurred_at=now,
        )
        if not await self._rulesets.put(
            after, RulesetRegistered(ruleset=after, occurred_at=now), audit
        ):
            raise ConflictError(f"somebody changed {after.id} just now; look at it again")
        self._outbox.nudge()

    async def _report(
        self, known: Ruleset | None, rows: Sequence[Row], faults: Sequence[Fault]
    ) -> dict[str, Any]:
        newest = known.editions[-1] if known and known.editions else None
        kept = await self._rulesets.rows(known.id, newest.digest) if known and newest else None
        before, after = {tuple(row) for row in kept or ()}, set(rows)
        return {
            "entries": len(rows),
            "added": len(after - before),
            "removed": len(before - after),
            "bad": [asdict(one) for one in faults[:BAD_SHOWN]],
            "bad_rows": len(faults),
            "edition": 0,
        }

    def _change(self, command: ImportRuleset | ApplyRuleset) -> Change:
        return Change(command.actor, command.request, self._clock.now())


def _read(body: bytes, name: str, kind: ListKind, limits: Limits) -> tuple[list[Row], list[Fault]]:
    rows: dict[str, Row] = {}
    faults: list[Fault] = []
    for table in read_tables(body, name, limits):
        fitted = fit(table, [kind.schema])
        faults += fitted.faults
        for raw in fitted.rows:
            cells = Cells(raw)
            key, row = kind.read(cells)
            if any(mask_text(cell) != cell for cell in row):
                cells.refuse(kind.schema.columns[0].key, "holds a personal value: leave it out")
            if not cells.faults and rows.get(key, row) != row:
                cells.refuse(kind.schema.columns[0].key, "is listed twice with different meanings")
            faults += cells.faults
            if not cells.faults:
                rows[key] = row
    return list(rows.values()), faults
