"""Reads any table file: the name tells the format, the content is never trusted."""

from pathlib import PurePath

from shared.tables.charset import decode
from shared.tables.model import Limits, RawTable, Unreadable
from shared.tables.separated import read_separated

_SEPARATED = {".csv", ".tsv", ".txt"}


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
    if ending in _SEPARATED:
        return read_separated(decode(body), rows)
    raise Unreadable(
        f"no format ends with {ending or 'nothing'}: use .csv, .tsv, .xlsx, .yaml or .jsonl"
    )
