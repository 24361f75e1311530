"""Registries in and out: exports, other systems' files, and what differs between two of them."""

import asyncio
import csv
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from nats.aio.client import Client

from shared.commands import ask, new_request
from shared.contracts.command import ListQuery
from shared.errors import PermanentError
from shared.intake.columns.registry import TARGETS, UNITS
from shared.intake.mapping import ForeignMapping, as_csv_lines, written
from shared.tables.model import Limits, Schema
from shared.tables.plain import Table
from shared.tables.read import read_tables
from shared.tables.rows import guarded_cell
from shared.tables.sheets import write_xlsx

PAGE = 500
LIMITS = Limits(64 * 1024 * 1024, 100_000)
Records = list[dict[str, Any]]


async def registry(client: Client, *, actor: str) -> tuple[Records, Records]:
    """Return all units and all targets.

    Raises:
        PermanentError: the reporter did not answer with the registry.
    """
    return await _pages(client, actor, "unit"), await _pages(client, actor, "")


def exported(units: Records, targets: Records, form: str) -> dict[str, bytes]:
    """Write the registry as files that can be imported again.

    Args:
        units: all of them.
        targets: all of them.
        form: csv, xlsx or yaml.

    Returns:
        Content by file name.
    """
    tables = {"units": (UNITS, units), "targets": (TARGETS, targets)}
    if form == "xlsx":
        sheets = [_sheet(name, *table) for name, table in tables.items()]
        return {"registry.xlsx": write_xlsx(sheets)}
    if form == "yaml":
        listed = {name: _listed(schema, rows) for name, (schema, rows) in tables.items()}
        text = yaml.safe_dump(listed, allow_unicode=True, sort_keys=False)
        return {"registry.yaml": text.encode()}
    return {
        f"{name}.csv": csv_of([list(schema.keys), *_cells(schema, rows)]).encode()
        for name, (schema, rows) in tables.items()
    }


def exported_as(mapping: ForeignMapping, units: Records, targets: Records, form: str) -> bytes:
    """Write the targets as another system does, as CSV or XLSX."""
    heading, *rows = mapping.foreign(targets, units)
    if form == "xlsx":
        lines = tuple(tuple(row) for row in rows)
        return write_xlsx([Table(mapping.title, tuple(heading), lines)])
    return csv_of([heading, *([guarded_cell(cell) for cell in row] for row in rows)]).encode()


async def translated(
    path: Path, mapping: ForeignMapping, folder: Path, known: tuple[Records, Records]
) -> Path:
    """Write a file of another system as one of ours; rows keep their lines.

    Raises:
        PermanentError: it cannot be read, or is not of that system.
    """
    rows = await asyncio.to_thread(_foreign_rows, path, mapping, known)
    file = folder / f"{path.stem}.csv"
    await asyncio.to_thread(file.write_text, csv_of(as_csv_lines(rows)), "utf-8")
    return file


def _foreign_rows(
    path: Path, mapping: ForeignMapping, known: tuple[Records, Records]
) -> list[tuple[int, dict[str, str]]]:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise PermanentError(f"{path}: cannot be read ({error.strerror})") from error
    tables = [table for table in read_tables(body, path.name, LIMITS) if table.rows]
    return [row for table in tables for row in mapping.rows(table, *known)]


def csv_of(rows: list[list[str]]) -> str:
    """Write cells as CSV."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


async def _pages(client: Client, actor: str, kind: str) -> Records:
    found: Records = []
    while True:
        after = str(found[-1]["id"]) if found else ""
        query = ListQuery(request=new_request(), actor=actor, state=kind, target=after, limit=PAGE)
        result = await ask(client, "registry.list", query)
        if not result.ok:
            raise PermanentError(result.message)
        found += result.data
        if len(result.data) < PAGE:
            return found


def _cells(schema: Schema, records: Records) -> list[list[str]]:
    keys = schema.keys
    return [[guarded_cell(written(record.get(key))) for key in keys] for record in records]


def _listed(schema: Schema, records: Records) -> list[dict[str, str]]:
    return [
        {key: text for key in schema.keys if (text := written(record.get(key)))}
        for record in records
    ]


def _sheet(name: str, schema: Schema, records: Records) -> Table:
    rows = (tuple(written(record.get(key)) for key in schema.keys) for record in records)
    return Table(name, schema.keys, tuple(rows))
