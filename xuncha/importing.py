"""The client's side of imports: send a file, write an empty one, write the registry out."""

import asyncio
import csv
import json
import uuid
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from nats.aio.client import Client

from shared.bucket import Files
from shared.commands import new_request
from shared.contracts.command import Beside, ImportFile, Result
from shared.errors import PermanentError
from shared.intake.asking import ask_import
from shared.intake.columns import SCHEMAS
from shared.intake.columns.observed import ARTICLES
from shared.streams import IMPORTS
from shared.tables.model import Column
from shared.tables.rows import guarded_cell
from xuncha.texts import fault, say

PAGE = 500


async def import_file(
    client: Client,
    noun: str,
    path: Path,
    *,
    actor: str,
    beside: Sequence[Path] = (),
    **options: bool,
) -> Result:
    """Put a file into the bucket and ask its owner to import it.

    Args:
        client: connection to the broker.
        noun: registry, enquiry, score, observation, article or finding.
        path: the file; its ending tells the format.
        actor: who imports.
        beside: other files of the same call, which must not contradict this one.
        options: `dry_run` only shows what would change; `skip_bad` imports the good rows
            although others are bad.

    Raises:
        PermanentError: the file cannot be read.
        OutageError: the broker does not take it.
    """
    files, name = await put_file(client, path)
    others = [Beside(file=(await put_file(client, one))[1], name=one.name) for one in beside]
    command = ImportFile(
        request=new_request(),
        actor=actor,
        file=name,
        name=path.name,
        beside=tuple(others),
        **options,
    )
    result = await ask_import(client, files, noun, command)
    for other in others:
        await files.drop(other.file)
    return result


async def put_file(client: Client, path: Path) -> tuple[Files, str]:
    """Put a file into the bucket, sealed; return the bucket and the file's reference.

    Raises:
        PermanentError: the file cannot be read.
        OutageError: the broker does not take it.
    """
    try:
        body = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise PermanentError(say("unreadable", file=path, why=fault(error))) from error

    async def connected() -> Client:
        return client

    name = f"{uuid.uuid4().hex}{path.suffix.lower()}"
    files = Files(IMPORTS, connected)
    return files, await files.put(name, body)


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


def _csv(rows: list[list[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _described(column: Column) -> str:
    names = f" ({'/'.join(column.names)})" if column.names else ""
    note = f": {column.note}" if column.note else ""
    also = f" ({', '.join(column.values)})" if column.values else ""
    return f"# {column.key}{names}{', required' if column.required else ''}{note}{also}"
