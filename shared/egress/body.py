"""Content codings undone under caps: a bomb costs us its caps and no more."""

import zlib
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from shared.egress.errors import FetchFailed, Outcome

_KIB = 1024
_MIB = 1024 * _KIB
_STEP = 256 * _KIB
_RATIO_FROM = _MIB
_GZIP_MAGIC = b"\x1f\x8b"
_PREFIX = 2
_MAX_MEMBERS = 1000
_NO_CODINGS = ("", "identity", "none", "binary", "8bit", "utf-8", "utf8", "gbk", "gb2312")
"""What servers write for none; browsers show such pages."""
_CODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"} | dict.fromkeys(_NO_CODINGS, "")


@dataclass(frozen=True, slots=True)
class Caps:
    """What one body may cost.

    Attributes:
        wire_bytes: most bytes read, content coding still on.
        decoded_bytes: most bytes kept, content coding off.
        ratio: most decoded bytes for each wire byte, once 1 MiB is decoded.
    """

    wire_bytes: int
    decoded_bytes: int
    ratio: int = 100


HTML = Caps(5 * _MIB, 20 * _MIB)
FEED = Caps(10 * _MIB, 10 * _MIB)
SITEMAP = Caps(10 * _MIB, 50 * _MIB)
ROBOTS = Caps(512 * _KIB, 512 * _KIB)
IMAGE = Caps(64 * _KIB, 64 * _KIB)
"""Its beginning, which tells that it is there."""
ATTACHMENT = Caps(30 * _MIB, 30 * _MIB)
WEBHOOK_ANSWER = Caps(4 * _KIB, 4 * _KIB)


class Truncation(StrEnum):
    """Why a body is not whole; a closed set, fit for a metric label."""

    WIRE_CAP = "wire_cap"
    DECODED_CAP = "decoded_cap"
    RATIO_CAP = "ratio_cap"
    CODING_CUT = "coding_cut"


class Body:
    """Collects one body, decoded.

    Args:
        content_encoding: the response's header, empty when there is none.
        caps: what it may cost.

    Attributes:
        wire_bytes: bytes taken so far, content coding still on.
        truncated: why the body is not whole, None while it is.

    Raises:
        FetchFailed: the coding is unknown, stacked or not one we offered.
    """

    def __init__(self, content_encoding: str, caps: Caps) -> None:
        name = content_encoding.strip(" \t,").lower()
        if name not in _CODINGS:
            raise FetchFailed(Outcome.ENCODING_REFUSED, name[:80])
        self.wire_bytes = 0
        self.truncated: Truncation | None = None
        self._coding = _CODINGS[name]
        self._caps = caps
        self._decoded = BytesIO()
        self._inflater: zlib._Decompress | None = None
        self._prefix = b""
        self._members = 0

    def feed(self, chunk: bytes) -> bool:
        """Take what arrived; False when nothing more is wanted.

        Raises:
            FetchFailed: the bytes are not what the coding promises.
        """
        room = self._caps.wire_bytes - self.wire_bytes
        taken = chunk[:room]
        self.wire_bytes += len(taken)
        if not self._coding:
            self._keep(taken)
        else:
            try:
                self._inflate(taken)
            except zlib.error as error:
                raise FetchFailed(Outcome.ENCODING_BROKEN, str(error)) from error
        if len(chunk) > room and self.truncated is None:
            self.truncated = Truncation.WIRE_CAP
        return self.truncated is None

    def finish(self) -> bytes:
        """Return the decoded body; call once, after the last `feed`."""
        unfinished = self._inflater is not None or (self._prefix and not self._members)
        if unfinished and self.truncated is None:
            self.truncated = Truncation.CODING_CUT
        return self._decoded.getvalue()

    def _inflate(self, data: bytes) -> None:
        while self.truncated is None:
            if self._inflater is None:
                if not data:
                    return
                data = self._begin(data)
                continue
            inflated = self._inflater.decompress(data, _STEP)
            self._keep(inflated)
            data = self._inflater.unconsumed_tail
            if self._inflater.eof:
                data, self._inflater = self._inflater.unused_data, None
                self._members += 1
            elif not data and len(inflated) < _STEP:
                return

    def _begin(self, data: bytes) -> bytes:
        """Open the next compressed member when enough is here to know its kind."""
        data = self._prefix + data
        self._prefix = b""
        if len(data) < _PREFIX:
            self._prefix = data
            return b""
        if self._members and (self._coding != "gzip" or data[:_PREFIX] != _GZIP_MAGIC):
            return b""  # servers pad after the end, and browsers ignore it
        if self._members >= _MAX_MEMBERS:
            raise FetchFailed(Outcome.ENCODING_BROKEN, "too many gzip members")
        self._inflater = zlib.decompressobj(self._window(data))
        return data

    def _window(self, data: bytes) -> int:
        if self._coding == "gzip":
            return 16 + zlib.MAX_WBITS
        # "deflate" means zlib's format, but some servers send the bare stream.
        wrapped = data[0] & 0x0F == zlib.DEFLATED and (data[0] << 8 | data[1]) % 31 == 0
        return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS

    def _keep(self, data: bytes) -> None:
        room = self._caps.decoded_bytes - self._decoded.tell()
        self._decoded.write(data[:room])
        size = self._decoded.tell()
        if len(data) > room:
            self.truncated = Truncation.DECODED_CAP
        elif size > _RATIO_FROM and size > self._caps.ratio * self.wire_bytes:
            self.truncated = Truncation.RATIO_CAP
