"""The client's side of imports: send a file, write an empty one, write the registry out."""

import asyncio
import csv
import json
import uuid
from io import StringIO
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from shared.bucket import Files
from shared.commands import ask, new_request
from shared.contracts.command import ImportFile, ListQuery, Result
from shared.errors import PermanentError
from shared.intake.columns import SCHEMAS
from shared.intake.columns.observed import ARTICLES
from shared.intake.columns.registry import TARGETS, UNITS
from shared.streams import IMPORTS
from shared.tables.model import Column, Schema
from shared.tables.rows import guarded_cell

IMPORT_SECONDS = 300.0
"""The largest file on a slow store; the import goes on when nobody waits any more."""
BAD_LIMIT_BYTES = 64 * 1024 * 1024
PAGE = 500


async def import_file(
    client: Client,
    noun: str,
    path: Path,
    *,
    actor: str,
    dry_run: bool = False,
    skip_bad: bool = False,
) -> Result:
    """Put a file into the bucket and ask its owner to import it.

    Args:
        client: connection to the broker.
        noun: registry, enquiry, score, observation, article or finding.
        path: the file; its ending tells the format.
        actor: who imports.
        dry_run: only show what would change.
        skip_bad: import the good rows although others are bad.

    Raises:
        PermanentError: the file cannot be read.
        OutageError: the broker does not take it.
    """
    files, name = await put_file(client, path)
    command = ImportFile(
        request=new_request(),
        actor=actor,
        file=name,
        name=path.name,
        dry_run=dry_run,
        skip_bad=skip_bad,
    )
    result = await ask(client, f"{noun}.import", command, timeout_seconds=IMPORT_SECONDS)
    return await _whole(result, files)


async def put_file(client: Client, path: Path) -> tuple[Files, str]:
    """Put a file into the bucket; return the bucket and the name that it has there.

    Raises:
        PermanentError: the file cannot be read.
        OutageError: the broker does not take it.
    """
    try:
        body = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise PermanentError(f"{path}: cannot be read ({error.strerror})") from error

    async def connected() -> Client:
        return client

    name = f"{uuid.uuid4().hex}{path.suffix.lower()}"
    files = Files(IMPORTS, connected)
    await files.put(name, body)
    return files, name


def template(kind: str) -> str:
    """Return an empty import file with comments: CSV, or JSON Lines for articles.

    Args:
        kind: units, targets, enquiries, scores, observations, articles, findings or wording.

    Raises:
        PermanentError: there is no such kind.
    """
    schema = SCHEMAS.get(kind)
    if schema is None:
        raise PermanentError(f"no kind {kind}: use {', '.join(SCHEMAS)}")
    lines = [f"# {kind}: lines that begin with # are not read"]
    lines += [_described(column) for column in schema.columns]
    examples = {column.key: column.example for column in schema.columns}
    if kind == ARTICLES.kind:
        lines.append("# " + json.dumps(examples, ensure_ascii=False))
        return "\n".join(lines) + "\n"
    example = _csv([[guarded_cell(text) for text in examples.values()]])
    return "\n".join(lines) + f"\n# {example}" + _csv([list(examples)])


async def export_registry(client: Client, *, actor: str) -> dict[str, str]:
    """Return the registry as files that can be imported again.

    Args:
        client: connection to the broker.
        actor: who exports.

    Returns:
        CSV by kind: units and targets. Write it as UTF-8 (`utf-8-sig` for Excel).

    Raises:
        PermanentError: the reporter did not answer with the registry.
    """
    units = await _pages(client, actor, "unit")
    return {
        "units": _exported(UNITS, units),
        "targets": _exported(TARGETS, await _pages(client, actor, "")),
    }


async def _pages(client: Client, actor: str, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        after = str(found[-1]["id"]) if found else ""
        query = ListQuery(request=new_request(), actor=actor, state=kind, target=after, limit=PAGE)
        result = await ask(client, "registry.list", query)
        if not result.ok:
            raise PermanentError(result.message)
        found += result.data
        if len(result.data) < PAGE:
            return found


def _exported(schema: Schema, records: list[dict[str, Any]]) -> str:
    keys = list(schema.keys)
    return _csv([keys, *([_cell(record.get(key)) for key in keys] for record in records)])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return guarded_cell(";".join(str(item) for item in value))
    return guarded_cell(str(value))


def _csv(rows: list[list[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _described(column: Column) -> str:
    names = f" ({'/'.join(column.names)})" if column.names else ""
    note = f": {column.note}" if column.note else ""
    return f"# {column.key}{names}{', required' if column.required else ''}{note}"


async def _whole(result: Result, files: Files) -> Result:
    """Fetch the list of bad rows where it was too long for an answer."""
    name = result.data.get("bad_file", "") if result.ok else ""
    if not name:
        return result
    bad = json.loads(await files.get(name, limit=BAD_LIMIT_BYTES))
    await files.drop(name)
    return result.model_copy(update={"data": {**result.data, "bad": bad}})
