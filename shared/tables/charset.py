"""From the bytes of a text file to its text: UTF-8, UTF-16 with a byte order mark, GB18030."""

import codecs
import unicodedata

from shared.tables.model import Unreadable

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKS = (codecs.BOM_UTF8, "\ufeff".encode("gb18030"))
"""Before a text in UTF-8 or GB18030; some programs write the one before the other."""
_COMMON_SHARE = 0.7
"""Another charset read as GB18030 is mostly rare characters; real names have a few."""
_MEND = "save it as UTF-8 (in Excel: CSV UTF-8), or as GB18030"


def decode(body: bytes) -> str:
    """Decode a text file.

    Raises:
        Unreadable: it is in none of the charsets.
    """
    if body.startswith(_UTF16):
        return _utf16(body)
    if b"\x00" in body:
        raise Unreadable(f"the file is no text, or UTF-16 without a byte order mark: {_MEND}")
    for mark in _MARKS:
        body = body.removeprefix(mark)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        return _chinese(body, error)


def _utf16(body: bytes) -> str:
    try:
        return body.decode("utf-16")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"the file says it is UTF-16 and is not, at byte {error.start}: {_MEND}"
        ) from error


def _chinese(body: bytes, first: UnicodeDecodeError) -> str:
    line = body.count(b"\n", 0, first.start) + 1
    refusal = Unreadable(
        f"the charset is neither UTF-8 nor GB18030, first seen in line {line}: {_MEND}"
    )
    try:
        text = body.decode("gb18030")
    except UnicodeDecodeError:
        raise refusal from None
    foreign = [char for char in text if not char.isascii()]
    common = sum(1 for char in foreign if _is_common(char))
    if common < len(foreign) * _COMMON_SHARE:
        raise refusal
    return text


def _is_common(char: str) -> bool:
    if unicodedata.category(char) in {"Co", "Cn", "Cc"}:
        return False
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
