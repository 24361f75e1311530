"""The disguises in which a search looks for personal values that were planted."""

import base64
import re
import unicodedata
from collections.abc import Iterator, Mapping
from urllib.parse import unquote_to_bytes

from tests.personal import FULL_WIDTH

HIDDEN = slice(3, -2)
"""What a mask must hide of a value."""
_JOINTS = re.compile(
    r"<[^<>]{0,80}>|&nbsp;|[\s\-._/\u00ad\u180e\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\ufeff\u3000]"
)


def needles(value: str) -> Iterator[bytes]:
    """Return the forms in which a value would stand in bytes."""
    wide = value.translate(FULL_WIDTH)
    for text in (value, wide, value.lower(), *(mark.join(value) for mark in (" ", "\u200b", "-"))):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            yield text.encode(encoding)
    plain = value.encode()
    yield from (_base64(plain, shift) for shift in range(3))
    yield from (plain.hex().encode(), plain.hex().upper().encode())
    yield "".join(f"%{byte:02X}" for byte in plain).encode()
    yield "".join(f"&#{byte};" for byte in plain).encode()
    yield "".join(f"\\u{byte:04x}" for byte in plain).encode()
    yield " ".join(value[start : start + 4] for start in range(0, len(value), 4)).encode()
    yield "".join(f"<b>{char}</b>" for char in value).encode()
    yield value[HIDDEN].encode()
    yield value[::-1].encode()


def found_in(blob: bytes, values: Mapping[str, str]) -> set[str]:
    """Return the names of the values that stand in bytes, in any disguise.

    The bytes are searched as they are, and as text with separators, tags and width taken away.
    """
    plain = {name for name, value in values.items() if any(one in blob for one in needles(value))}
    texts = [_flat(text) for text in _readings(blob)]
    return plain | {
        name
        for name, value in values.items()
        for text in texts
        if value[HIDDEN].upper() in text or value[HIDDEN].upper()[::-1] in text
    }


def _readings(blob: bytes) -> Iterator[str]:
    yield blob.decode("utf-8", "replace")
    yield unquote_to_bytes(blob).decode("utf-8", "replace")
    yield blob.decode("utf-16-le", "replace")
    yield blob[1:].decode("utf-16-le", "replace")


def _flat(text: str) -> str:
    return _JOINTS.sub("", unicodedata.normalize("NFKC", text)).upper()


def _base64(plain: bytes, shift: int) -> bytes:
    """Return what any base64 text holds of a value that begins at this place of three."""
    padded = base64.b64encode(b"\0" * shift + plain)
    first = -(-shift * 8 // 6)
    return padded[first : (shift + len(plain)) * 8 // 6]
