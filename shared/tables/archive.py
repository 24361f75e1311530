"""Looks at an XLSX file as an archive before anything unpacks it: bombs, macros, entities."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from shared.tables.model import Unreadable

MEMBERS_LIMIT = 1_000
UNPACKED_LIMIT = 64 * 1024 * 1024
RATIO_LIMIT = 100
RATIO_FREE = 1024 * 1024
"""Below this unpacked size a high ratio is harmless; small empty sheets have one."""
_CHUNK = 256 * 1024
_OVERLAP = 64
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}\d{1,7}"')
_OLD = b"\xd0\xcf\x11\xe0"
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)
"""What the library raises where an archive is damaged."""
_SAVE = "save it anew as .xlsx"


@contextmanager
def checked_archive(body: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an XLSX file whose sizes, ratio and parts are harmless.

    Raises:
        Unreadable: it is none, or it is not harmless.
    """
    if body.startswith(_OLD):
        raise Unreadable(f"the file is an old .xls or protected by a password: {_SAVE}")
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            _check(archive)
            yield archive
    except _BROKEN as error:
        raise Unreadable(f"the file is damaged or no .xlsx ({error}): {_SAVE}") from error


def merged_cells(archive: zipfile.ZipFile, part: str, limit: int) -> list[tuple[str, int]]:
    """Return column letters and line where each merged range of a sheet begins.

    Args:
        archive: of the file.
        part: name of the sheet's part.
        limit: most ranges.
    """
    found: list[tuple[str, int]] = []
    with archive.open(part) as stream:
        rest = b""
        while (chunk := stream.read(_CHUNK)) and len(found) < limit:
            window = rest + chunk
            end = 0
            for match in _MERGE.finditer(window):
                found.append((match[1].decode(), int(match[2])))
                end = match.end()
            rest = window[max(end, len(window) - _OVERLAP * 4) :]
    return found[:limit]


def _check(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MEMBERS_LIMIT:
        raise Unreadable(f"the file has {len(members):,} parts, more than any table needs: {_SAVE}")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if unpacked > UNPACKED_LIMIT:
        raise Unreadable(
            f"the file unpacks to {unpacked:,} bytes, more than {UNPACKED_LIMIT:,}: "
            "it is refused as a zip bomb; split it"
        )
    if unpacked > RATIO_FREE and unpacked / packed > RATIO_LIMIT:
        raise Unreadable(
            f"the file unpacks to {unpacked // packed} times its size: it is refused as a zip "
            f"bomb; {_SAVE}, without empty formatted rows"
        )
    for member in members:
        if member.filename.lower().endswith("vbaproject.bin"):
            raise Unreadable(f"the file holds macros: {_SAVE}, without them")
        if member.filename.lower().endswith((".xml", ".rels")):
            _check_xml(archive, member)


def _check_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse entities: a table needs none, and they are how XML reads files and explodes."""
    with archive.open(member) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            window = rest + chunk
            if b"\x00" in chunk or _ENTITIES.search(window):
                raise Unreadable(f"the part {member.filename[:80]!r} declares entities: {_SAVE}")
            rest = chunk[-_OVERLAP:]
