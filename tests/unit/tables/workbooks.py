"""Makes XLSX files, sound and harmful ones."""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook


def workbook(
    rows: Sequence[Sequence[Any]], change: Callable[[Workbook], None] | None = None
) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(body: bytes, name: str, content: bytes) -> bytes:
    """Add a part, or put another in the place of one."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(body)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member.filename, old.read(member.filename))
        new.writestr(name, content)
    return file.getvalue()


def part(body: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return archive.read(name)
