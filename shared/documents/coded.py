"""Chinese that is written in ASCII, as mails and old systems carry it. Pure."""

import base64
import binascii
import quopri
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from shared.documents.legible import USUAL_SHARE, chinese_in, usual_share

_FEWEST: Final = 8
"""Characters, from which a form is told from an accident."""
_LONGEST: Final = 100_000
"""Characters of a text that are looked at."""


def coded_as(text: str) -> str:
    """Name the form in which most of a text's Chinese is written as ASCII; empty for none."""
    plain = chinese_in(text[:_LONGEST])
    for form, (pieces, read) in _FORMS.items():
        found = pieces.findall(text[:_LONGEST])
        said = usual_share(read(found)) if found else None
        if said and said.number >= max(_FEWEST, plain) and said.usual >= USUAL_SHARE:
            return form
    return ""


def _utf7(pieces: Iterable[str]) -> str:
    return b"".join(map(_unpacked, (piece[1:] for piece in pieces))).decode("utf-16-be", "ignore")


def _hz(pieces: Iterable[str]) -> str:
    return "".join(piece.encode().decode("hz", "ignore") for piece in pieces)


def _iso2022(pieces: Iterable[str]) -> str:
    return bytes(ord(one) | 0x80 for one in "".join(pieces)).decode("gb2312", "ignore")


def _escapes(pieces: Iterable[str]) -> str:
    return "".join(chr(int(piece, 16)) for piece in pieces)


def _references(pieces: Iterable[str]) -> str:
    return "".join(chr(int(one[1:], 16) if one[0] in "xX" else int(one)) for one in pieces)


def _quoted(pieces: Iterable[str]) -> str:
    return _best(quopri.decodestring("".join(pieces).encode()))


def _base64(pieces: Iterable[str]) -> str:
    return _best(b"".join(_unpacked("".join(piece.split())) for piece in pieces))


def _unpacked(piece: str) -> bytes:
    try:
        return base64.b64decode(piece[: len(piece) - (len(piece) % 4 == 1)] + "==")
    except binascii.Error:
        return b""


def _best(body: bytes) -> str:
    """Read bytes in the charset that makes most sense of them."""
    readings = [body.decode(codec, "ignore") for codec in ("utf-8", "gb18030")]
    return max(readings, key=lambda text: usual_share(text).usual)


_FORMS: Final[Mapping[str, tuple[re.Pattern[str], Callable[[Iterable[str]], str]]]] = {
    "UTF-7": (re.compile(r"\+[A-Za-z0-9+/]{3,}"), _utf7),
    "HZ": (re.compile(r"~\{(?:[!-}][!-~])+~\}"), _hz),
    "ISO-2022": (re.compile(r"(?:\x0e|\x1b\$A)((?:[!-~]{2})+)"), _iso2022),
    r"\u": (re.compile(r"\\u([0-9A-Fa-f]{4})"), _escapes),
    "&#": (re.compile(r"&#(\d{5}|[xX][0-9A-Fa-f]{4});"), _references),
    "quoted-printable": (re.compile(r"(?:(?:=[0-9A-F]{2})+(?:=\r?\n)?)+"), _quoted),
    "base64": (re.compile(r"[A-Za-z0-9+/]{20,}(?:\r?\n[A-Za-z0-9+/]{4,})*"), _base64),
}
"""How its pieces look, and how they are read."""
