"""The way of every import: read all, validate all, apply all or nothing, survive a crash."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import PurePath
from typing import Any

import orjson
import structlog
from faststream.nats import NatsRouter

from shared import commands
from shared.bucket import Files, parted, referred
from shared.clock import Clock
from shared.contracts.audit import AuditRecorded
from shared.contracts.base import identity
from shared.contracts.command import Beside, ImportFile
from shared.errors import ConflictError, PermanentError
from shared.failpoints import Failpoint, reach
from shared.intake.contradictions import Others, refuse_contradicted
from shared.intake.kind import Kind, Step, Verb, giver
from shared.intake.parse import Part, parse
from shared.intake.report import BAD_SHOWN, Report
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.sealing import MasterKey, unwrap, wrap
from shared.store.imports import Import, ImportState, ImportStore
from shared.tables.model import Limits

CHUNK = 200
TRIES = 5
log = structlog.get_logger()


class Intake:
    """Imports the files of one owner.

    Args:
        files: the bucket where they wait.
        imports: the owner's import documents.
        outbox: relays what an import says.
        clock: business time.
        limits: of one file.
        master: wraps the key of a file while its import is open.
    """

    def __init__(
        self,
        files: Files,
        imports: ImportStore,
        outbox: Outbox,
        clock: Clock,
        limits: Limits,
        master: MasterKey,
    ) -> None:
        self._files = files
        self._master = master
        self._imports = imports
        self._outbox = outbox
        self._clock = clock
        self._limits = limits
        self._kinds: dict[str, tuple[Kind, ...]] = {}

    def takes(self, noun: str, *kinds: Kind) -> None:
        """Take files of these kinds under `command.<noun>.import`, applied in this order."""
        self._kinds[noun] = kinds

    def answer(self, router: NatsRouter, service: str) -> None:
        """Answer `command.<noun>.import` for every noun that was taken."""
        for noun in self._kinds:
            commands.answer(router, service, f"{noun}.import", ImportFile, partial(self.run, noun))

    async def run(self, noun: str, command: ImportFile) -> dict[str, Any]:
        """Import a file, or show what importing it would do; the file leaves the bucket after.

        Nothing is written while a row is bad, unless the command says `skip_bad`. A file may hold
        personal values, so it and its key rest no longer than they are needed to resume.

        Raises:
            Unreadable: nothing of the file can be taken.
            FileMissing: the bucket does not have it.
        """
        try:
            answer = await self._run(noun, command)
        except PermanentError:
            await self._files.drop(command.file)
            raise
        await self._files.drop(command.file)
        return answer

    async def _run(self, noun: str, command: ImportFile) -> dict[str, Any]:
        body = await self._files.get(command.file, limit=self._limits.size)
        key = import_id(noun, body)
        others = [await self._beside(noun, one) for one in command.beside]
        report = await self._examine(noun, body, command.name, others, ahead=command.dry_run)
        rest = await self._bad_rows(command.request, report)
        answer = await self._settled(noun, key, command, report)
        return {**answer, **rest}

    async def _settled(
        self, noun: str, key: str, command: ImportFile, report: Report
    ) -> dict[str, Any]:
        if report.bad and not command.skip_bad:
            return report.answer(state="refused", dry_run=command.dry_run, import_id=key)
        if command.dry_run:
            return report.answer(state="previewed", dry_run=True, import_id=key)
        if await self._is_done(key, report):
            return report.answer(state="unchanged", dry_run=False, import_id=key)
        await self._imports.begin(self._document(noun, key, command, report))
        giver.set(command.actor)
        await self._apply(noun, key, report.steps)
        return report.answer(state="applied", dry_run=False, import_id=key)

    async def resume(self) -> None:
        """Finish the imports that a crash left; what they wrote already is unchanged now."""
        for record in await self._imports.open():
            try:
                key = unwrap(self._master, record.key, _bound(record.id)).key
                stored = referred(record.file, key)
                body = await self._files.get(stored, limit=self._limits.size)
                report = await self._examine(record.noun, body, "file" + record.ending)
            except PermanentError as error:
                await self._imports.fail(record.id, self._clock.now(), mask_text(str(error)))
                log.exception("import.failed", id=record.id)
                continue
            giver.set(record.actor)
            await self._apply(record.noun, record.id, report.steps)
            await self._files.drop(record.file)
            log.info("import.resumed", id=record.id, noun=record.noun)

    async def _beside(self, noun: str, other: Beside) -> tuple[str, Sequence[Part]]:
        body = await self._files.get(other.file, limit=self._limits.size)
        kinds, limits = self._kinds[noun], self._limits
        return mask_text(other.name), await asyncio.to_thread(
            parse, body, other.name, kinds, limits
        )

    async def _examine(
        self, noun: str, body: bytes, name: str, others: Others = (), *, ahead: bool = False
    ) -> Report:
        """Read a file; `ahead` takes what the other files of the call bring as if it were there."""
        parts = await asyncio.to_thread(parse, body, name, self._kinds[noun], self._limits)
        refuse_contradicted(parts, others)
        batch: dict[str, dict[str, Any]] = defaultdict(dict)
        for part in (part for _, theirs in others for part in theirs) if ahead else ():
            batch[part.kind.schema.kind] |= {one.key: one.record for one in part.entries}
        steps: list[Step] = []
        for part in parts:
            part.spoil(await part.kind.refusals(part.entries, batch))
            batch[part.kind.schema.kind] |= {one.key: one.record for one in part.entries}
            steps += await part.kind.plan(part.entries)
        return _report(parts, steps)

    async def _bad_rows(self, request: str, report: Report) -> dict[str, Any]:
        """Put the list of bad rows into the bucket when it is too long for an answer."""
        if len(report.bad) <= BAD_SHOWN:
            return {}
        name = f"{request}.bad.json"
        rows = orjson.dumps([asdict(one) for one in report.bad])
        return {"bad_file": await self._files.put(name, rows)}

    async def _is_done(self, key: str, report: Report) -> bool:
        known = await self._imports.get(key)
        changes = any(step.verb is not Verb.UNCHANGED for step in report.steps)
        return not changes and known is not None and known.state is ImportState.APPLIED

    def _document(self, noun: str, key: str, command: ImportFile, report: Report) -> Import:
        file, opens = parted(command.file)
        return Import(
            id=key,
            noun=noun,
            file=file,
            key=wrap(self._master, opens, _bound(key)),
            name=mask_text(command.name),
            ending=PurePath(command.name).suffix.lower(),
            actor=command.actor,
            request=command.request,
            skip_bad=command.skip_bad,
            counts={"rows": report.rows, "skipped": report.bad_rows, **report.counts()},
            begun_at=self._clock.now(),
        )

    async def _apply(self, noun: str, key: str, steps: Sequence[Step]) -> None:
        done = 0
        for kind in self._kinds[noun]:
            mine = [step for step in steps if step.entry.kind == kind.schema.kind]
            for start in range(0, len(mine), CHUNK):
                chunk = mine[start : start + CHUNK]
                await self._apply_chunk(kind, chunk)
                done += len(chunk)
                await self._imports.advance(key, done)
                self._outbox.nudge()
                reach(Failpoint.REPORTER_MID_IMPORT)
        await self._end(key)

    async def _apply_chunk(self, kind: Kind, steps: Sequence[Step]) -> None:
        todo = [step for step in steps if step.verb is not Verb.UNCHANGED]
        for _ in range(TRIES):
            again = await kind.apply(todo) if todo else []
            if not again:
                return
            todo = [step for step in await kind.plan(again) if step.verb is not Verb.UNCHANGED]
        raise ConflictError("others change the same records all the time; import the file again")

    async def _end(self, key: str) -> None:
        record = await self._imports.get(key)
        if record is None:
            raise PermanentError(f"the import {key} is gone from the store")
        now = self._clock.now()
        counts = ", ".join(f"{count} {what}" for what, count in record.counts.items())
        audit = AuditRecorded(
            actor=record.actor,
            action=f"{record.noun}.import",
            about=key,
            cause=record.request,
            reason=f"{record.name}: {counts}",
            occurred_at=now,
        )
        await self._imports.end(key, now, audit)
        self._outbox.nudge()


def _bound(key: str) -> str:
    return f"import:{key}"


def import_id(noun: str, body: bytes) -> str:
    """Compute the id of the import of a file."""
    return identity("import", noun, hashlib.sha256(body).hexdigest())


def _report(parts: Sequence[Part], steps: Sequence[Step]) -> Report:
    faults = sorted(
        (one for part in parts for one in part.faults), key=lambda one: (one.sheet, one.line)
    )
    rows = sum(part.rows for part in parts)
    doubles = sum(len(part.notes) for part in parts)
    good = sum(len(part.entries) for part in parts)
    return Report(
        kinds=tuple(part.kind.schema.kind for part in parts),
        rows=rows,
        bad=tuple(faults),
        bad_rows=rows - good - doubles,
        notes=tuple(note for part in parts for note in part.notes),
        steps=tuple(steps),
    )
