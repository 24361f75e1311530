"""From bytes to text as browsers do it: the labels of the WHATWG, GB18030 for every GB label.

Source: https://encoding.spec.whatwg.org/#names-and-labels. Python knows more codecs than the web
has (some of them slow or able to hide text), and reads a few GB18030 pairs as private-use
characters: neither is taken over.
"""

import codecs
import re
from functools import lru_cache
from typing import NamedTuple

from shared.documents.legible import USUAL_SHARE, usual_share

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABELS = {
    "gb18030": "chinese csgb2312 csiso58gb231280 gb18030 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58"
    " x-gbk cp936 ms936 windows-936 hz-gb-2312",
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 utf-8-sig"
    # A page whose label could be read as ASCII is not in UTF-16.
    " utf-16 utf-16le utf-16be unicode ucs-2 iso-10646-ucs-2",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1"
    " iso88591 iso_8859-1 l1 latin1 us-ascii windows-1252 x-cp1252",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ksc5601 windows-949",
    "koi8_r": "cskoi8r koi koi8 koi8-r koi8_r",
    "iso8859_2": "csisolatin2 iso-8859-2 iso8859-2 latin2",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp874": "dos-874 iso-8859-11 tis-620 windows-874",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w:.-]{2,40})""", re.IGNORECASE
)
_HEADER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_GB18030_2022 = str.maketrans(
    "\ue7c7\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
    "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
    "\u1e3f\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
    "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
)
_EURO = b"\x80"
_SILENT = ("big5hkscs", "utf-16-le", "utf-16-be")
"""What says nowhere what it is, and is neither UTF-8 nor GB18030."""
_WIDE = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
"""What has zero bytes in it, and the bytes that a character takes at least."""
_FEWEST = 4
"""Characters that must speak for one of them."""
_MORE = 0.1
"""Share by which they must make more sense than GB18030 does."""
_LOOK_BYTES = 4096


class Decoded(NamedTuple):
    """Text with what is known of its decoding."""

    text: str
    charset: str
    replaced: float
    """Share of characters that could not be decoded, 0 to 1."""
    plain: bool = False
    """What was decoded is the text in UTF-8, nothing before it."""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode a page: byte order mark, then HTTP header, then meta tag, then UTF-8 or GB18030.

    A label that lies is kept only when its reading is not worse than that of the other two. Where
    GB18030 makes no sense, Big5 and UTF-16 are tried.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], codec)._replace(plain=False)
    declared = _HEADER.search(content_type)
    codec = _codec(declared[1]) if declared else ""
    if not codec and (meta := _META.search(body[:_LOOK_BYTES])):
        codec = _codec(meta[1].decode("ascii", "replace"))
    if b"\x00" in body and (wide := _wide(body)):
        return wide
    if not codec:
        return _undeclared(body)
    decoded = _decoded(body, codec)
    return decoded if not decoded.replaced else min(decoded, _undeclared(body), key=_damage)


def _damage(decoded: Decoded) -> float:
    return decoded.replaced


def _undeclared(body: bytes) -> Decoded:
    try:
        return Decoded(body.decode("utf-8"), "utf-8", 0.0, plain=True)
    except UnicodeDecodeError:
        broken = _decoded(body, "utf-8")
        if _is_mostly_whole(broken):
            return broken
        chinese = _decoded(body, "gb18030")
        return _meant(body, chinese.text) or min(chinese, broken, key=_damage)


def _meant(body: bytes, chinese: str) -> Decoded | None:
    """Return the reading that makes sense where GB18030 makes none; None if none does."""
    share = usual_share(chinese)
    if share.number < _FEWEST or share.usual >= USUAL_SHARE:
        return None
    found, least = None, max(USUAL_SHARE, share.usual + _MORE)
    for codec in _SILENT:
        read = _whole(body, codec)
        share = usual_share(read)
        if share.number >= _FEWEST and share.usual >= least:
            found, least = Decoded(read, codec, 0.0), share.usual
    return found


def _wide(body: bytes) -> Decoded | None:
    """Return bytes with zeros among them as a text; None if they are none in any charset."""
    for codec, unit in _WIDE.items():
        read = "" if len(body) % unit else _whole(body, codec)
        share = usual_share(read)
        strange = share.number * (1 - share.usual)
        if read and "\x00" not in read and strange <= len(read) * (1 - USUAL_SHARE) / 4:
            return Decoded(read, codec, 0.0)
    return None


def _whole(body: bytes, codec: str) -> str:
    """Decode without loss but of what a cut leaves at the end; empty where that fails."""
    try:
        return codecs.getincrementaldecoder(codec)().decode(body)
    except UnicodeDecodeError:
        return ""


def _is_mostly_whole(decoded: Decoded) -> bool:
    """Say whether most of what is no ASCII came through: in UTF-8 that is no chance.

    GB18030 reads nearly any bytes, and would turn a text with one broken character into others.
    """
    strange = len(decoded.text) - len(decoded.text.encode("ascii", "ignore"))
    return strange > 3 * decoded.text.count("\ufffd")


@lru_cache(maxsize=256)
def _codec(label: str) -> str:
    return _CODECS.get(label.strip().lower(), "")


def _decoded(body: bytes, codec: str) -> Decoded:
    try:
        text, replaced = body.decode(codec), 0.0
    except UnicodeDecodeError:
        text = body.decode(codec, errors="replace")
        if codec == "gb18030" and _EURO in body:
            text = _with_euro(body)
        replaced = text.count("\ufffd") / max(len(text), 1)
    if codec == "gb18030" and _PRIVATE.search(text):
        text = text.translate(_GB18030_2022)
        if meant := _meant(body, text):  # Big5 in GB18030 has many characters for private use
            return meant
    return Decoded(text, codec, replaced, plain=codec == "utf-8" and not replaced)


def _with_euro(body: bytes) -> str:
    """A lone 0x80 is a euro sign in GBK."""
    decoder = codecs.getdecoder("gb18030")
    return str(decoder(body, "xuncha_gb")[0])


def _gb_error(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    lone = error.object[error.start : error.start + 1] == _EURO
    return ("€" if lone else "\ufffd"), error.start + 1 if lone else error.end


codecs.register_error("xuncha_gb", _gb_error)
