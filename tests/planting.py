"""The disguises in which a search looks for personal values that were planted."""

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from urllib.parse import unquote_to_bytes

from ahocorasick_rs import BytesAhoCorasick

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
    plain, flat = _searches(tuple(values.items()))
    texts = (_flat(text).encode("utf-8", "replace") for text in _readings(blob))
    return plain.names_in(blob) | {name for text in texts for name in flat.names_in(text)}


class _Search:
    """Looks for many pieces at once.

    Args:
        pieces: each with the name of the value that it is of.
    """

    def __init__(self, pieces: Iterable[tuple[bytes, str]]) -> None:
        self._pieces = sorted(set(pieces))
        self._automaton = BytesAhoCorasick([piece for piece, _ in self._pieces])

    def names_in(self, blob: bytes) -> set[str]:
        found = self._automaton.find_matches_as_indexes(blob, overlapping=True)
        return {self._pieces[index][1] for index, _, _ in found}


@cache
def _searches(values: tuple[tuple[str, str], ...]) -> tuple[_Search, _Search]:
    hidden = [(value[HIDDEN].upper(), name) for name, value in values]
    return (
        _Search((one, name) for name, value in values for one in needles(value)),
        _Search((one.encode(), name) for text, name in hidden for one in (text, text[::-1])),
    )


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
