"""Reads any table file: the name tells the format, the content is never trusted."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import PurePath

from shared.tables.charset import decode
from shared.tables.jsonlines import read_json_lines
from shared.tables.model import Limits, RawTable, Unreadable
from shared.tables.separated import read_separated
from shared.tables.yamltext import read_yaml

_WORKBOOK = "shared.tables.workbook"
"""Imported for the first workbook: its library takes 9 MiB, and few services ever read one."""
_ZIP = b"PK\x03\x04"
_WORKBOOKS = {".xlsx", ".xlsm", ".xls"}
_TEXTS: Mapping[str, Callable[[str, int], list[RawTable]]] = {
    ".csv": read_separated,
    ".tsv": read_separated,
    ".txt": read_separated,
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}


def read_tables(body: bytes, name: str, limits: Limits) -> list[RawTable]:
    """Read the tables of a file; CPU-bound, run it in a thread.

    Args:
        body: the file.
        name: as the person has it; its ending tells the format.
        limits: of the deployment.

    Raises:
        Unreadable: the file is too large, empty, or of no format that can be read.
    """
    if len(body) > limits.size:
        raise Unreadable(
            f"the file has {len(body):,} bytes, more than {limits.size:,}: split it; "
            "nothing was imported"
        )
    if not body.strip():
        raise Unreadable("the file is empty: begin with a header row, see `xuncha template`")
    tables = _by_format(body, PurePath(name).suffix.lower(), limits.rows)
    if not any(table.rows or table.faults for table in tables):
        raise Unreadable("the file has a header and no rows: nothing to import")
    return tables


def _by_format(body: bytes, ending: str, rows: int) -> list[RawTable]:
    if ending in _WORKBOOKS or body.startswith(_ZIP):
        tables: list[RawTable] = import_module(_WORKBOOK).read_workbook(body, rows)
        return tables
    if reader := _TEXTS.get(ending):
        return reader(decode(body), rows)
    raise Unreadable(
        f"no format ends with {ending or 'nothing'}: use .csv, .tsv, .xlsx, .yaml or .jsonl"
    )
