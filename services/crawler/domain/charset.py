"""From bytes to text as browsers do it: the labels of the WHATWG, GB18030 for every GB label."""

import re
from typing import NamedTuple

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_GB_LABELS = frozenset(
    {"gb2312", "gbk", "gb18030", "gb_2312-80", "chinese", "csgb2312", "x-gbk", "cp936", "iso-ir-58"}
)
_DECODERS = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "latin1": "cp1252"}
_DECODERS |= {"iso-8859-1": "cp1252", "us-ascii": "cp1252", "utf8": "utf-8"}
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?([\w:-]{2,40})""", re.IGNORECASE
)
_HEADER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_:-]{2,40})""", re.IGNORECASE)
_LOOK_BYTES = 4096


class Decoded(NamedTuple):
    """Text with what is known of its decoding."""

    text: str
    charset: str
    replaced: float
    """Share of characters that could not be decoded, 0 to 1."""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode a page: byte order mark, then HTTP header, then meta tag, then UTF-8 or GB18030."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], codec)
    declared = _HEADER.search(content_type)
    label = declared[1] if declared else ""
    if not label and (meta := _META.search(body[:_LOOK_BYTES])):
        label = meta[1].decode("ascii")
    if codec := _codec(label):
        return _decoded(body, codec)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", 0.0)
    except UnicodeDecodeError:
        return _decoded(body, "gb18030")


def _codec(label: str) -> str:
    label = label.strip().lower()
    if label in _GB_LABELS:
        return "gb18030"
    codec = _DECODERS.get(label, label)
    try:
        "".encode(codec)
    except LookupError:
        return ""
    return codec


def _decoded(body: bytes, codec: str) -> Decoded:
    text = body.decode(codec, errors="replace")
    return Decoded(text, codec, text.count("\ufffd") / max(len(text), 1))
