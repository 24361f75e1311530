"""Archives: looked at before anything unpacks them, so that a bomb costs nothing."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from shared.contracts.article import Reading
from shared.documents.model import PAGES_LIMIT, UnreadableDocument

MEMBERS_LIMIT = 5_000
UNPACKED_LIMIT = 128 * 1024 * 1024
RATIO_LIMIT = 100
RATIO_FREE = 4 * 1024 * 1024
"""Below this unpacked size a high ratio is harmless: empty sheets have one."""
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose sizes are harmless.

    Raises:
        UnreadableDocument: it is damaged, or a bomb.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check(archive.infolist())
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UnreadableDocument(Reading.DAMAGED) from error


def package_kind(data: bytes) -> str:
    """Tell docx and xlsx from other archives."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist()[:MEMBERS_LIMIT])
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return "zip"
    if "[Content_Types].xml" in names:
        folders = {name.partition("/")[0] for name in names}
        return "docx" if "word" in folders else "xlsx" if "xl" in folders else ""
    return "zip"


def members_of(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an archive by name, at most 500 of them.

    Raises:
        UnreadableDocument: it is damaged, encrypted, a bomb, or has more files.
    """
    with opened(data) as archive:
        files = [member for member in archive.infolist() if not member.is_dir()]
        if any(member.flag_bits & _ENCRYPTED for member in files):
            raise UnreadableDocument(Reading.ENCRYPTED)
        if len(files) > PAGES_LIMIT:
            raise UnreadableDocument(Reading.TOO_LARGE)
        for member in files:
            yield _name(member), _body(archive, member)


def _body(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        body = stream.read(member.file_size + 1)
    if len(body) > member.file_size:
        raise UnreadableDocument(Reading.TOO_LARGE)
    return body


def _name(member: zipfile.ZipInfo) -> str:
    """Windows writes names in GBK and says nothing; Python then reads them as cp437."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _check(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    is_bomb = unpacked > RATIO_FREE and unpacked > RATIO_LIMIT * packed
    if len(members) > MEMBERS_LIMIT or unpacked > UNPACKED_LIMIT or is_bomb:
        raise UnreadableDocument(Reading.TOO_LARGE)
